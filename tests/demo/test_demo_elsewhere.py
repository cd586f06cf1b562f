"""Links and registrations of the demonstration district: right by the rules, and played by acts."""

import csv
from datetime import date, datetime
from importlib import resources
from urllib.parse import urlsplit

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import elsewhere as wanted
from mingchuang.catalogue import links, rules
from mingchuang.catalogue.builtin import builtin_edition
from mingchuang.catalogue.models import Elsewhere, Obligation, OnSite
from mingchuang.demo import elsewhere
from mingchuang.inspection import scan
from mingchuang.records.models import Record

ROWS = elsewhere.rows()
DATA = resources.files("mingchuang.demo") / "data"


def key(row) -> str:
    return f"{row['unit']}-{row['day'][:10]}"


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_a_row_says_what_the_rules_want_on_its_day(row):
    day = datetime.strptime(row["day"], "%Y-%m-%d %H:%M").date()
    assert clock.Calendar.default().is_workday(day)
    if row["how"] == "link":
        assert wanted.link_problems(row["title"], row["platform"], row["url"]) == []
        assert urlsplit(row["url"]).hostname.endswith(".mingchuang.example")
        assert not links.asked(row["url"])
    else:
        days = [date.fromisoformat(row[name]) for name in ("shown_from", "shown_to")]
        assert wanted.on_site_problems(row["title"], row["place"], *days, day) == []
    if "ended" in row:
        assert wanted.why_problems(row["ended"]["why"]) == []
        assert row["ended"]["day"] > row["day"]


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_a_unit_owes_the_row_and_may_fulfil_it_so(row):
    codes = {each["code"]: each for each in builtin_edition()["obligations"]}
    with (DATA / "units.csv").open(encoding="utf-8") as file:
        unit = next(each for each in csv.DictReader(file) if each["code"] == row["unit"])
    asked = codes[row["obligation"]]
    assert rules.owes(asked["applies"], code=unit["code"], kind=unit["kind"], sector=unit["sector"])
    if row["how"] == "onsite":
        assert rules.may_be_on_site(asked["audience"], asked["carriers"])


def test_a_drawn_board_is_a_photo_without_words():
    assert elsewhere.board(1) == elsewhere.board(1) != elsewhere.board(2)
    assert len(elsewhere.board(1)) < 100_000


@pytest.mark.db
def test_the_play_enters_looks_and_ends(district, monkeypatch):
    Obligation.objects.filter(code="MC-030").update(audience=["特定群体"])
    link = next(row for row in ROWS if row.get("silent"))
    ended = next(row for row in ROWS if "ended" in row)
    monkeypatch.setattr(
        elsewhere,
        "rows",
        lambda: [
            {**link, "unit": "YY1", "obligation": "MC-029"},
            {**ended, "unit": "YY1", "obligation": "MC-030", "photo": True},
        ],
    )
    planned = []
    elsewhere.play(lambda at, act: planned.append((at, act)))
    for at, act in sorted(planned, key=lambda one: one[0]):
        with clock.at(at):
            act()
            d.tick()
    assert Elsewhere.objects.get().state == "unreachable"
    assert (OnSite.objects.get().ended, bool(OnSite.objects.get().photo)) == (True, True)
    assert Record.objects.filter(kind="fulfilment").count() == 4
    assert not [hit for row in ROWS for hit in scan(row["title"]) if hit.blocking]
