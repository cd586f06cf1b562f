"""Backup, restore, taking a published log into an older database, the public export."""

import json
import os
import shutil
import subprocess
import sys
import tarfile

import pytest
from django.db import transaction
from django.utils import translation

import small_district as d
from mingchuang import ledger
from mingchuang.ledger import entries, keys, sequencer
from mingchuang.ledger.audit import audit
from mingchuang.ledger.folder import Halt
from mingchuang.ledger.models import Chain, LogEntry, LogHead
from mingchuang.people import acts as people
from mingchuang.project import archive, verify
from mingchuang.records import projections
from mingchuang.records.models import Gone, Part, Record

db = pytest.mark.db


def older_database(act):
    """Do something, number and publish it, then put the database back: its log goes further."""
    mark = transaction.savepoint()
    result = act()
    d.tick()
    transaction.savepoint_rollback(mark)
    return result


def restored():
    adopted = archive.adopt()
    for projection in projections.registered():
        projections.rebuild(projection.name)
    return adopted


@db
def test_a_database_behind_its_log_does_not_run_before_it_has_adopted(district):
    older_database(d.publish)
    with pytest.raises(Halt):
        sequencer.start()
    assert restored() == 1
    sequencer.start()
    assert audit(keys.folder().root, keys.verifier()).problems == []


@db
def test_a_checkpoint_that_does_not_hold_is_not_adopted(district):
    size = LogHead.objects.get().size
    path = keys.folder().root / "checkpoint"
    path.write_text(path.read_text().replace(f"\n{size}\n", f"\n{size + 1}\n"))
    with translation.override("en"), pytest.raises(archive.ArchiveError, match="cannot be trusted"):
        archive.adopt()
    assert LogHead.objects.get().size == size


@db
def test_adopted_entries_are_those_of_the_log_and_a_notice_names_what_was_lost(district):
    size = LogHead.objects.get().size
    obj = older_database(d.publish)
    assert restored() == 1
    row = LogEntry.objects.get(idx=size)
    assert (row.obj, row.ver, row.type) == (obj, 1, "publish")
    assert Chain.objects.get(pk=obj).leaf_hash == row.leaf_hash
    notice = LogEntry.objects.get(type="log.notice")
    body = json.loads(bytes(Record.objects.get(obj=notice.obj).body))
    assert body["lost"] == [{"id": obj, "version": 1, "entry": size}]
    assert entries.decode(bytes(notice.leaf)).content == ledger.sha256(
        bytes(Record.objects.get(obj=notice.obj).body)
    )
    assert LogHead.objects.get().size == size + 2


@db
def test_after_adopting_the_check_finds_nothing_and_work_goes_on(district, client):
    older_database(lambda: [d.publish(), d.publish("MC-030")])
    assert restored() == 2
    assert verify.everything() == []
    obj = d.publish()
    d.tick()
    assert client.get(f"/items/{obj}/").status_code == 200
    assert verify.everything() == []


@db
def test_an_item_whose_record_was_lost_is_not_found_and_never_an_error(district, client):
    obj = older_database(d.publish)
    restored()
    assert client.get(f"/items/{obj}/").status_code == 404
    assert client.get("/log/").status_code == 200
    assert client.get("/lists/all/").status_code == 200


@db
@pytest.mark.parametrize("reason", ["wrong", "privacy", "secret"])
def test_what_was_withdrawn_after_the_backup_stays_withdrawn(reason, district, client):
    obj = d.publish(title="不该再看到的标题")
    d.tick()
    older_database(lambda: d.withdraw(obj, reason=reason))
    restored()
    assert Gone.objects.filter(obj=obj, to_version=1).exists()
    for path in (f"/items/{obj}/", f"/items/{obj}.json", f"/items/{obj}/v1/parts/head"):
        assert client.get(path).status_code == 410, path
    for path in ("/", "/lists/all/", "/units/YY1/"):
        assert "不该再看到的标题" not in client.get(path).content.decode().replace("<wbr>", "")
    if reason != "wrong":
        part = Part.objects.get(record__obj=obj, name="head")
        assert (part.content, part.salt) == (None, None)
    assert verify.everything() == []


@db
@pytest.mark.parametrize("amendment", ["privacy", "secret"])
def test_what_an_amendment_closed_after_the_backup_stays_closed(amendment, district, client):
    obj = d.publish(title="不该再看到的标题")
    d.tick()
    older_database(lambda: d.amend(obj, amendment, title="新标题"))
    restored()
    assert client.get(f"/items/{obj}/v1/").status_code in (404, 410)
    assert "不该再看到的标题" not in client.get("/lists/all/").content.decode().replace("<wbr>", "")
    part = Part.objects.get(record__obj=obj, record__ver=1, name="head")
    assert (part.content, part.salt) == (None, None)


@db
def test_a_name_taken_back_after_the_backup_is_deleted_again(district, client):
    post = d.post_of(d.FIRST, "first_responsible")
    older_database(lambda: people.leave(post.pk, by=d.roles(d.OFFICE)))
    restored()
    assert "狄宜" not in client.get("/units/YY1/").content.decode()
    part = Part.objects.get(record__obj=post.obj, name="head")
    assert (part.content, part.salt) == (None, None)


@db
def test_adopting_twice_adopts_nothing_more(district):
    older_database(d.publish)
    assert restored() == 1
    size = LogHead.objects.get().size
    assert restored() == 0
    assert LogHead.objects.get().size == size


@db
def test_a_damaged_log_is_not_adopted(district):
    older_database(d.publish)
    bundle = max(
        (p for p in (keys.folder().root / "tile" / "entries").rglob("*") if p.is_file()),
        key=lambda p: int(p.name),
    )
    data = bytearray(bundle.read_bytes())
    data[-3] ^= 1
    bundle.chmod(0o644)
    bundle.write_bytes(bytes(data))
    size = LogHead.objects.get().size
    with pytest.raises(archive.ArchiveError):
        archive.adopt()
    assert LogHead.objects.get().size == size


# The export


@db
def test_whoever_has_the_export_can_recompute_everything(district, tmp_path):
    obj = d.publish(attachments=[("one.txt", b"one yuan")])
    secret = d.publish()
    wrong = d.publish()
    d.tick()
    d.amend(obj, title="更正后的价格表")
    d.withdraw(secret, reason="secret")
    d.withdraw(wrong)
    d.tick()
    target = tmp_path / "export"
    assert archive.export(target) == Record.objects.count()
    found = audit(target / "log", keys.verifier())
    assert found.problems == [] and found.size == LogHead.objects.get().size
    checked = parts = 0
    from mingchuang.ledger.folder import TileFolder

    for leaf in TileFolder(target / "log").entries(0, found.size):
        entry = entries.decode(leaf)
        body = (target / "items" / entry.obj / f"v{entry.ver}.json").read_bytes()
        assert ledger.sha256(body) == entry.content
        checked += 1
        folder = target / "items" / entry.obj / f"v{entry.ver}"
        for name, named in json.loads(body).get("parts", {}).items():
            if name.startswith("files/"):
                files = list((folder / "files").glob(f"{name.removeprefix('files/')}-*"))
                if files:
                    assert ledger.check_digest(named["digest"], files[0].read_bytes(), None)
                    parts += 1
            elif (folder / "parts" / f"{name}.json").exists():
                part = json.loads((folder / "parts" / f"{name}.json").read_text())
                salt = bytes.fromhex(part["salt"]) if "salt" in part else None
                assert ledger.check_digest(named["digest"], part["content"].encode(), salt)
                parts += 1
    assert checked == found.size
    assert parts > 20
    for gone in (secret, wrong):
        assert not (target / "items" / gone / "v1").exists()


@db
def test_an_export_holds_neither_drafts_nor_keys(district, tmp_path):
    d.write(title="草稿里的标题")
    archive.export(tmp_path / "export")
    for file in (tmp_path / "export").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert "草稿里的标题".encode() not in data
            assert b"PRIVATE" not in data
    assert not (tmp_path / "export" / "keys").exists()


@db
def test_an_export_holds_no_record_that_waits_for_its_number(district, tmp_path):
    obj = d.publish(title="还没有编号的标题")
    archive.export(tmp_path / "export")
    assert not (tmp_path / "export" / "items" / obj).exists()


# The program, in a process of its own


def program(data, *words):
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("MINGCHUANG_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "mingchuang", *map(str, words)],
        env=keep | {"MINGCHUANG_DATA": str(data), "MINGCHUANG_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Units, people and a file in a data folder, and its backup, all made by the program."""
    from mingchuang.people.importers import COLUMNS
    from mingchuang.units.rules import FIELDS

    place = tmp_path_factory.mktemp("made")
    data, file = place / "data", place / "all.tar.gz"
    units = d.write_csv(place / "units.csv", FIELDS, d.UNITS)
    staff = d.write_csv(place / "staff.csv", COLUMNS, d.staff_rows())
    for words in (
        ["setup", "--origin", "demo.test/log"],
        ["import", "units", units],
        ["import", "staff", staff],
        ["worker", "--once"],
    ):
        done = program(data, *words)
        assert done.returncode == 0, done.stderr
    (data / "blobs" / "aa").mkdir(parents=True)
    (data / "blobs" / "aa" / ("aa" * 32)).write_bytes(b"a file")
    done = program(data, "backup", file)
    assert done.returncode == 0, done.stderr
    return data, file


def test_an_archive_holds_everything_and_is_readable_by_its_owner_alone(made):
    _data, file = made
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as tar:
        names = set(tar.getnames())
    assert {"mingchuang.sqlite3", "keys/log", "keys/django", "log/checkpoint", "log/key"} <= names
    assert not any("pages" in name or "search" in name for name in names)


def test_a_backup_does_not_write_over_another(made):
    data, file = made
    before = file.read_bytes()
    assert program(data, "backup", file).returncode == 2
    assert file.read_bytes() == before


def test_a_restored_archive_is_the_same_district(made, tmp_path):
    data, file = made
    new = tmp_path / "new"
    done = program(new, "restore", file)
    assert done.returncode == 0, done.stderr
    done = program(new, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("checkpoint", "key"):
        assert (new / "log" / name).read_bytes() == (data / "log" / name).read_bytes()
    assert (new / "keys" / "log").read_text() == (data / "keys" / "log").read_text()
    assert (new / "blobs" / "aa" / ("aa" * 32)).read_bytes() == b"a file"
    blobs = {p.name for p in (data / "blobs").rglob("*") if p.is_file()}
    assert {p.name for p in (new / "blobs").rglob("*") if p.is_file()} == blobs


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", "missing", "empty"])
def test_what_is_no_backup_changes_nothing(rubbish, made, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made[0], data)
    file = tmp_path / "x.tar.gz"
    if rubbish == "empty":
        tarfile.open(file, "w:gz").close()
    elif rubbish != "missing":
        file.write_bytes(rubbish)
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    done = program(data, "restore", file)
    assert done.returncode == 1
    assert str(file) in done.stderr
    ours = [p for p in before if p.parent.name != "pages" and "search" not in p.parts]
    assert all(p.read_bytes() == before[p] for p in ours if not p.name.endswith(("-wal", "-shm")))


def test_an_archive_that_climbs_out_of_its_folder_is_refused(made, tmp_path):
    import io

    file = tmp_path / "x.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        info = tarfile.TarInfo("../escaped")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    data = tmp_path / "data"
    shutil.copytree(made[0], data)
    assert program(data, "restore", file).returncode == 1
    assert not (tmp_path / "escaped").exists() and not (data / "escaped").exists()


def test_another_districts_archive_is_not_laid_over_this_log(made, tmp_path):
    data = tmp_path / "other"
    assert program(data, "setup", "--origin", "demo.other/log").returncode == 0
    assert program(data, "worker", "--once").returncode == 0
    done = program(data, "restore", made[1])
    assert done.returncode == 1
    assert "another one" in done.stderr
