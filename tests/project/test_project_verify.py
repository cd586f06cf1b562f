"""``mingchuang check``: it finds nothing in a sound district and every kind of damage in another."""

import json

import pytest
from django.utils import translation

import small_district as d
from mingchuang.ledger import keys
from mingchuang.ledger.models import Checkpoint, LogEntry, LogHead
from mingchuang.pages.views import store
from mingchuang.project import verify
from mingchuang.records import blobs
from mingchuang.records.models import Counter, Head, Line, Part, Record, Touch
from mingchuang.search import engine

pytestmark = pytest.mark.db


@pytest.fixture
def obj(district, client):
    """An amended item with a file, a withdrawn one, a secret one, some stored pages."""
    found = d.publish(attachments=[("one.txt", b"one yuan")])
    gone, secret = d.publish(), d.publish()
    d.tick()
    d.amend(found, title="更正后的价格表")
    d.withdraw(gone)
    d.withdraw(secret, reason="secret")
    d.tick()
    for path in ("/", "/lists/all/", f"/items/{found}/", "/units/YY1/"):
        client.get(path)
    return found


def test_a_sound_district_has_no_problem(obj):
    assert verify.everything() == []
    note = Checkpoint.objects.order_by("size").first().note
    assert verify.everything(remembered=[note]) == []


def test_acts_that_wait_for_their_number_are_no_problem(obj):
    d.publish()
    d.amend(obj, title="还没有编号")
    assert verify.everything() == []


def flip(path, at=-1):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(data))


def newest(folder):
    files = [p for p in (keys.folder().root / "tile" / folder).rglob("*") if p.is_file()]
    return max(files, key=lambda p: (len(str(p)), int(p.name)))


def bundle(obj):
    flip(newest("entries"))


def tile(obj):
    flip(newest("0"))


def tile_missing(obj):
    newest("0").unlink()


def signature(obj):
    path = keys.folder().root / "checkpoint"
    lines = path.read_text().split("\n")
    lines[1] = str(int(lines[1]) + 1)
    path.write_text("\n".join(lines))


def rolled_back(obj):
    older = Checkpoint.objects.order_by("size").first().note
    keys.folder().publish_checkpoint(older)


def body(obj):
    record = Record.objects.get(obj=obj, ver=1)
    Record.objects.filter(pk=record.pk).update(
        body=bytes(record.body).replace(b"2026-02-27", b"2026-02-28")
    )


def entry_row(obj):
    row = LogEntry.objects.get(obj=obj, ver=1)
    leaf = bytearray(row.leaf)
    leaf[-2] ^= 1
    LogEntry.objects.filter(pk=row.pk).update(leaf=bytes(leaf))


def entry_missing(obj):
    LogEntry.objects.filter(obj=obj, ver=2).delete()


def head_of_log(obj):
    LogHead.objects.update(size=LogHead.objects.get().size - 1)


def record_missing(obj):
    record = Record.objects.get(obj=obj, ver=1)
    record.parts.all().delete()
    record.delete()


def record_extra(obj):
    row = Record.objects.get(obj=obj, ver=1)
    Record.objects.create(
        obj="f" * 32,
        ver=1,
        kind=row.kind,
        schema=row.schema,
        act=row.act,
        unit=row.unit,
        body=row.body,
        digest=row.digest,
        at=row.at,
    )


def part(obj):
    found = Part.objects.get(record__obj=obj, record__ver=1, name="text")
    Part.objects.filter(pk=found.pk).update(
        content=bytes(found.content).replace("一元".encode(), "两元".encode())
    )


def salt(obj):
    Part.objects.filter(record__obj=obj, record__ver=2, name="head").update(salt=b"\0" * 32)


def part_missing(obj):
    Part.objects.filter(record__obj=obj, record__ver=1, name="text").delete()


def part_not_deleted(obj):
    Part.objects.filter(closed=True).update(content=b"what had to go")


def part_reopened(obj):
    Part.objects.filter(closed=True).update(
        content=b"what had to go", salt=b"\0" * 32, closed=False
    )


def blob(obj):
    name = Part.objects.get(record__obj=obj, record__ver=1, name="files/1").blob
    blobs.path(name).write_bytes(b"two yuan")


def blob_missing(obj):
    blobs.path(Part.objects.get(record__obj=obj, record__ver=1, name="files/1").blob).unlink()


def head(obj):
    Head.objects.filter(obj=obj).update(version=1)


def head_missing(obj):
    Head.objects.filter(obj=obj).delete()


def head_extra(obj):
    row = Head.objects.get(obj=obj)
    row.pk, row.obj = 9999, "f" * 32
    row.save(force_insert=True)


def line_missing(obj):
    Line.objects.filter(list="all", line=1).delete()


def counter(obj):
    Counter.objects.filter(pk="all").update(live=9)


def touch_missing(obj):
    Touch.objects.filter(pk=3).delete()


def search_missing(obj):
    engine.index().write([], [obj], engine.index().position)


def search_extra(obj):
    engine.index().write([engine.Document("f" * 32, "鬼", "", "")], [], engine.index().position)


def page_stale(obj):
    first = Head.objects.get(obj=obj).first_idx
    import sqlite3

    db = sqlite3.connect(store().root / "index.sqlite3")
    db.execute("UPDATE page SET pos=? WHERE path=?", (first, f"/items/{obj}/"))
    db.commit()
    db.close()


def page_without_row(obj):
    file = store().file("/units/QFB/")
    file.parent.mkdir(parents=True)
    file.write_text("stale")


DAMAGES = [
    bundle, tile, tile_missing, signature, rolled_back, body, entry_row, entry_missing, head_of_log,
    record_missing, record_extra, part, salt, part_missing, part_not_deleted, part_reopened, blob,
    blob_missing, head, head_missing, head_extra, line_missing, counter, touch_missing,
    search_missing, search_extra, page_stale, page_without_row,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_and_said_in_words(damage, obj):
    damage(obj)
    problems = verify.everything()
    assert problems
    assert all(isinstance(problem, str) and len(problem) > 10 for problem in problems)


def test_numbers_that_are_missing_in_the_database_are_said(obj):
    last = LogEntry.objects.order_by("-idx").first()
    LogEntry.objects.filter(pk=last.pk).update(idx=last.idx + 1000)
    with translation.override("en"):
        problems = verify.everything()
    assert any("some are missing; the log's files have them" in text for text in problems)
    assert not any("zip()" in text for text in problems)


def test_a_checkpoint_remembered_from_another_log_is_found(obj):
    from mingchuang.ledger.checkpoints import Checkpoint as Body
    from mingchuang.ledger.notes import sign

    size = Checkpoint.objects.order_by("size").first().size
    forked = sign(Body(d.ORIGIN, size, b"\1" * 32).body(), [keys.signing_key()])
    assert verify.everything(remembered=[forked])


@pytest.mark.parametrize("damage", [body, part, blob])
def test_the_page_of_a_damaged_item_does_not_claim_to_be_whole(damage, obj, client):
    path = f"/items/{obj}/v1/"
    assert client.get(path).context["consistent"]
    damage(obj)
    if damage is not blob:  # files are checked by the check alone: pages do not read them
        assert not client.get(path).context["consistent"]


@pytest.mark.parametrize("name", ["heads", "search", "pages", "fulfilment"])
def test_a_rebuild_leaves_nothing_to_find(name, obj):
    from mingchuang.records import projections

    projections.rebuild(name)
    assert verify.everything() == []


def test_a_rebuild_mends_heads_and_search(obj):
    from mingchuang.records import projections

    for damage in (head, line_missing, counter, touch_missing, search_extra, page_without_row):
        damage(obj)
    for projection in projections.registered():
        projections.rebuild(projection.name)
    assert verify.everything() == []


def test_a_record_is_compared_byte_for_byte(obj):
    """The same JSON in another order is another record."""
    record = Record.objects.get(obj=obj, ver=1)
    loose = json.dumps(json.loads(bytes(record.body))).encode()
    Record.objects.filter(pk=record.pk).update(body=loose)
    assert verify.everything()
