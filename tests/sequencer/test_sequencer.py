"""The sequencer: numbers, files, root, signature, publication, and what it refuses to go on with."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import translation

import small_district as d
from mingchuang import clock
from mingchuang.ledger import keys, reading, sequencer, writing
from mingchuang.ledger.audit import audit
from mingchuang.ledger.checkpoints import open_checkpoint
from mingchuang.ledger.folder import Halt
from mingchuang.ledger.models import Checkpoint, LogEntry, LogHead, Outbox
from mingchuang.ledger.proofs import verify
from mingchuang.records import projections
from mingchuang.records.models import Record

pytestmark = pytest.mark.db


def size():
    return LogHead.objects.get(pk=1).size


def published():
    note = keys.folder().checkpoint()
    return open_checkpoint(note, [keys.verifier()])[0].size


def test_a_round_numbers_signs_and_publishes():
    before = size()
    objs = [d.publish(), d.publish()]
    assert sequencer.run_once() == 2
    assert size() == published() == before + 2
    assert not Outbox.objects.exists()
    rows = LogEntry.objects.filter(idx__gte=before).order_by("idx")
    assert [row.obj for row in rows] == objs
    assert audit(keys.folder().root, keys.verifier()).problems == []


def test_an_empty_round_changes_nothing():
    note = keys.folder().checkpoint()
    count = Checkpoint.objects.count()
    assert sequencer.run_once() == 0
    assert keys.folder().checkpoint() == note
    assert Checkpoint.objects.count() == count


def test_numbers_are_without_gaps_and_in_the_order_of_the_outbox():
    for _ in range(3):
        d.publish()
        sequencer.run_once()
    assert list(LogEntry.objects.order_by("idx").values_list("idx", flat=True)) == list(
        range(size())
    )


def test_numbering_takes_no_more_than_its_batch():
    for _ in range(3):
        d.publish()
    assert sequencer.number(limit=2) == 2
    assert Outbox.objects.count() == 1
    assert sequencer.number(limit=2) == 1


@pytest.mark.parametrize("after", ["number", "tiles", "sign"])
def test_a_round_killed_at_any_step_is_finished_by_the_next(after, monkeypatch):
    before = size()
    d.publish()

    def dies(*words):
        raise RuntimeError("killed")

    if after == "number":
        monkeypatch.setattr(sequencer, "write_tiles", dies)
    elif after == "tiles":
        monkeypatch.setattr(sequencer, "sign", dies)
    else:
        monkeypatch.setattr("mingchuang.ledger.folder.TileFolder.publish_checkpoint", dies)
    with pytest.raises(RuntimeError):
        sequencer.run_once()
    monkeypatch.undo()
    assert (size(), published()) == (before + 1, before)
    sequencer.start()
    assert published() == before + 1
    assert audit(keys.folder().root, keys.verifier()).problems == []


def test_a_database_behind_the_published_log_halts():
    d.publish()
    sequencer.run_once()
    LogHead.objects.filter(pk=1).update(size=size() - 1)
    with translation.override("en"), pytest.raises(Halt, match="rollback"):
        sequencer.start()


def test_another_note_for_the_same_size_halts():
    Checkpoint.objects.filter(pk=published()).update(root="00" * 32)
    with translation.override("en"), pytest.raises(Halt, match="fork"):
        sequencer.start()


def test_a_tree_that_does_not_extend_the_signed_one_is_not_signed():
    newest = Checkpoint.objects.order_by("-size").first()
    Checkpoint.objects.filter(pk=newest.pk).update(root="11" * 32)
    d.publish()
    note = keys.folder().checkpoint()
    with pytest.raises((Halt, ValueError)):
        sequencer.run_once()
    assert keys.folder().checkpoint() == note


def test_a_proof_is_self_contained_and_holds_the_entry(client):
    obj = d.publish()
    assert client.get(f"/items/{obj}/v1.tlog-proof").status_code == 404
    assert reading.standing(obj, 1) is None
    sequencer.number()
    projections.follow_all()
    assert client.get(f"/items/{obj}/v1.tlog-proof").status_code == 404
    sequencer.run_once()
    answer = client.get(f"/items/{obj}/v1.tlog-proof")
    standing = reading.standing(obj, 1)
    leaf = bytes(LogEntry.objects.get(obj=obj).leaf)
    proved = verify(answer.content.decode(), [keys.verifier()], leaf)
    assert proved.size == published()
    assert standing.size == published()
    assert standing.entry.content == Record.objects.get(obj=obj).digest


@pytest.mark.django_db(transaction=True)
def test_appending_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        writing.append([])


@pytest.mark.parametrize("ver", [0, 1, 3])
def test_a_version_that_does_not_follow_is_refused(ver):
    from mingchuang.records.writing import Stored

    obj = d.publish()
    stored = Stored(obj, ver, "YY1", "sha256:" + "0" * 64, (), clock.now())
    with pytest.raises(ValueError, match="follow"):
        writing.append([writing.Entry("amend", stored, role="publisher", reason="correction")])


def test_words_outside_the_vocabulary_are_refused():
    from mingchuang.records.writing import Stored

    stored = Stored("0" * 32, 1, "YY1", "sha256:" + "0" * 64, (), clock.now())
    with pytest.raises(ValueError):
        writing.append([writing.Entry("rewrite history", stored, role="publisher")])


@pytest.mark.parametrize("table", ["ledger_logentry", "ledger_checkpoint", "records_record"])
@pytest.mark.parametrize("act", ["UPDATE", "DELETE"])
def test_append_only_triggers_refuse_change(table, act):
    column = {"ledger_logentry": "ver", "ledger_checkpoint": "root", "records_record": "ver"}[table]
    sql = f"DELETE FROM {table}" if act == "DELETE" else f"UPDATE {table} SET {column} = {column}"
    d.publish()
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in projections.append_only_sql() * 2:  # harmless to repeat
                cursor.execute(statement)
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        d.amend(d.publish(), title="照常可以发布和更正")
        sequencer.run_once()
        transaction.set_rollback(True)


def test_log_files_are_served_as_they_lie(client):
    root = keys.folder().root
    assert client.get("/log/checkpoint").content.decode() == keys.folder().checkpoint()
    assert client.get("/log/key").content.decode().strip() == str(keys.verifier())
    for file in (root / "tile").rglob("*"):
        if file.is_file():
            answer = client.get(f"/log/{file.relative_to(root)}")
            assert answer.content == file.read_bytes()
            assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["0/999", "entries/x999/000", "../key", "0/000.p/300", "9/000", "entries/..%2f..%2fkeys", ""],
)
def test_an_unknown_tile_is_not_found(path, client, district):
    assert client.get(f"/log/tile/{path}").status_code == 404
