"""kill -9 in the middle of an import: nothing lost, nothing doubled, the file goes on."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import legacy_samples as samples

import small_district as d

TESTS = Path(__file__).parents[1]
BUILD = """
import sys, pathlib, django
sys.path.insert(0, sys.argv[1])
django.setup()
from django.core.management import call_command
from django.db import connection
from mingchuang.records import projections
call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    for statement in projections.append_only_sql():
        cursor.execute(statement)
import small_district
small_district.build(pathlib.Path(sys.argv[2]))
"""
KILL = """
import os, signal, sys, django
django.setup()
from mingchuang.disclosures import importers
from mingchuang.project import program
where, left = importers.acts if sys.argv[1] == "take_over" else importers, int(sys.argv[2])
real = getattr(where, sys.argv[1])
def dies(*words, **named):
    global left
    left -= 1
    done = real(*words, **named)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
setattr(where, sys.argv[1], dies)
sys.exit(program.main(["import", "disclosures", sys.argv[3], "--yes"]))
"""
LOOK = """
import json, django
django.setup()
from django.db.models import Count
from mingchuang.ledger import sequencer
from mingchuang.ledger.models import LogEntry
from mingchuang.project import verify
from mingchuang.publishing.models import Draft, IndexNumber, TakenOver
from mingchuang.records import projections
from mingchuang.records.models import Head, ImportRun, Record
from mingchuang.portal.models import OldAddress
while sequencer.run_once():
    pass
projections.follow_all()
problems = verify.everything()
objs = set(TakenOver.objects.values_list("obj", flat=True))
drafts = Draft.objects.filter(state="published", published_ver=1)
print(json.dumps({
    "problems": problems,
    "rows": TakenOver.objects.values("row").distinct().count(),
    "taken": len(objs),
    "drafts": drafts.count(),
    "same": set(drafts.values_list("obj", flat=True)) == objs,
    "entries": LogEntry.objects.filter(obj__in=objs, type="publish").count(),
    "titles": Head.objects.filter(kind="disclosure").values("title").distinct().count(),
    "numbers": IndexNumber.objects.count(),
    "addresses": OldAddress.objects.count(),
    "state": ImportRun.objects.get().state,
    "journal": ImportRun.objects.get().taken,
}))
"""


def environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MINGCHUANG_")}
    return kept | {
        "MINGCHUANG_DATA": str(folder),
        "MINGCHUANG_NOW": d.NOW.isoformat(),
        "MINGCHUANG_LANG": "en",
        "DJANGO_SETTINGS_MODULE": "mingchuang.project.settings",
        "PYTHONPATH": str(TESTS.parent / "src"),
    }


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def journal(folder: Path) -> int:
    """Return how many rows are taken, as another process sees it."""
    with sqlite3.connect(f"file:{folder}/mingchuang.sqlite3?mode=ro", uri=True) as base:
        return (base.execute("SELECT taken FROM records_importrun").fetchone() or [0])[0]


def killed(folder: Path, file: Path, where: str, batch: int) -> int:
    """Import and kill -9 in or after a batch; returns the rows that are in."""
    words = [sys.executable, "-c", KILL, where, str(batch), str(file)]
    done = subprocess.run(
        words, env=environment(folder), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    return journal(folder)


def test_an_import_that_is_killed_twice_is_finished_by_the_third_run(tmp_path):
    folder, count = tmp_path / "data", 700
    folder.mkdir()
    run(folder, "-c", BUILD, str(TESTS), str(tmp_path))
    file = samples.write(tmp_path / "old.csv", samples.rows(count))
    # Everything of the second batch is written, its journal and the commit are not.
    assert killed(folder, file, "take_over", 2) == 200
    # The batch is committed and the process dies before it does anything else.
    second = killed(folder, file, "_batch", 1)
    assert second == 400
    done = run(folder, "-m", "mingchuang", "import", "disclosures", str(file), "--resume")
    assert f"{second} rows were taken by an earlier run" in done.stderr
    assert f"{count - second} rows taken" in done.stdout
    found = json.loads(run(folder, "-c", LOOK).stdout)
    assert found.pop("problems") == []
    assert (found.pop("state"), found.pop("same")) == ("done", True)
    assert found == dict.fromkeys(found, count)
