"""The health page: figures for machines, problems in the words of the language in force."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

import small_district as d
from mingchuang.ledger import keys
from mingchuang.project import watch

pytestmark = pytest.mark.db

KEYS = {
    "ok",
    "version",
    "problems",
    "remarks",
    "entries",
    "waiting",
    "projections",
    "worker_seconds_ago",
    "checkpoint",
}


@pytest.fixture
def alive(district):
    d.tick()
    beat = Path(settings.DATA) / "worker.beat"
    beat.touch()
    return beat


def silent(beat):
    long_ago = time.time() - 60
    os.utime(beat, (long_ago, long_ago))


def never(beat):
    beat.unlink()


def unreadable(beat):
    (keys.folder().root / "checkpoint").write_text("nonsense")


DAMAGES = {
    silent: "the worker has been silent for more than 10 seconds; start 'mingchuang worker'",
    never: "no worker has run yet; start 'mingchuang worker'",
    unreadable: "the log's checkpoint cannot be read; run 'mingchuang check'",
}


def test_a_sound_district_is_well(alive, client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json().keys() == KEYS
    assert answer.json()["problems"] == answer.json()["remarks"] == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_wrong_is_said_and_the_keys_stay(damage, alive, client):
    damage(alive)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json().keys() <= KEYS
    with translation.override("en"):
        assert watch.health()["problems"] == [DAMAGES[damage]]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_problem_can_be_translated(damage, alive, monkeypatch):
    monkeypatch.setattr(watch, "_", lambda text: "译" + text)
    damage(alive)
    assert watch.health()["problems"] == ["译" + DAMAGES[damage]]
