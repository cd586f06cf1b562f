"""The first days of the play in a folder of their own, through the program as an office runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingchuang.demo import play

SOURCE = Path(play.__file__).parents[2]


def run(data, *words) -> subprocess.CompletedProcess:
    """Run the program over a data folder."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("MINGCHUANG_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "mingchuang", *words],
        env=keep
        | {"MINGCHUANG_DATA": str(data), "MINGCHUANG_LANG": "en", "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    for words in (("setup", "--origin", "demo.test/log"), ("demo", "--quick")):
        done = run(data, *words)
        assert done.returncode == 0, done.stderr
    return data


def test_the_first_disclosures_are_published_with_their_attachments(played):
    first = sorted(play.disclosures(), key=lambda row: row["day"])[:8]
    wanted = {file["title"] for row in first for file in row["attachments"]}
    code = (
        "from mingchuang.publishing.models import Draft\n"
        "for draft in Draft.objects.prefetch_related('files'):\n"
        "    for file in draft.files.all():\n"
        "        print(draft.state, file.decision, file.title, sep='|')\n"
    )
    shown = run(played, "django", "shell", "--no-imports", "-c", code)
    lines = [line.split("|") for line in shown.stdout.splitlines()]
    assert wanted
    assert {title for _state, _decision, title in lines} == wanted, shown.stderr
    assert {(state, decision) for state, decision, _title in lines} == {("published", "open")}


def test_log_records_and_pages_of_the_play_agree(played):
    done = run(played, "check")
    assert done.returncode == 0, done.stdout + done.stderr
