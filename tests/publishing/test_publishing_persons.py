"""A list of persons is kept in one place: after its window no name is left anywhere."""

import io
import json
from datetime import date

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

import small_district as d
from mingchuang import clock, ledger
from mingchuang.ledger.models import LogEntry
from mingchuang.project import archive, verify
from mingchuang.publishing import acts, reading, timed
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import NotReady
from mingchuang.records.models import Held, Part, Record

pytestmark = pytest.mark.db
NAME = "欧阳罕见"
COLUMNS, ROWS = ["姓名", "拟定等次"], [[NAME, "优秀"], ["司徒稀有", "合格"]]


def with_list(rows=ROWS, **changes):
    draft = d.write(**changes)
    draft = acts.arrange(
        draft.pk, revision=draft.revision, actor=draft.drafter, window_end=date(2026, 3, 15)
    )
    return acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=rows, actor=draft.drafter
    )


def shown_list():
    draft = with_list()
    d.submit(draft)
    obj = d.finish(draft).obj
    d.tick()
    return obj


def everything() -> bytes:
    """Return every byte the product keeps: the database's whole content, pages, index, files."""
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += [
                bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                for row in cursor.fetchall()
                for cell in row
            ]
    for path in settings.DATA.rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            dump.append(path.read_bytes())
    return b"\n".join(dump)


def occurs(word: str, data: bytes) -> bool:
    return word.encode() in data or json.dumps(word)[1:-1].encode() in data


def test_readers_see_the_list_while_it_is_shown_and_can_check_it(client, district):
    obj = shown_list()
    page = client.get(f"/items/{obj}/").content.decode()
    assert NAME in page
    part = client.get(f"/items/{obj}/v1/parts/persons").json()
    assert ledger.check_digest(
        part["digest"], part["content"].encode(), bytes.fromhex(part["salt"])
    )
    assert NAME not in client.get(f"/items/{obj}.json").content.decode()
    assert not client.get("/search/", {"q": NAME}).content.decode().count("<mark>")


def test_after_the_window_no_name_is_left_anywhere_and_the_proof_verifies(client, district):
    obj = shown_list()
    d.amend(obj, title="更正后的公示")
    draft = acts.open_amendment(
        obj, amendment="correction", note="又一处更正", actor=d.person(d.OFFICER)
    )
    d.tick()
    client.get(f"/items/{obj}/")
    assert occurs(NAME, everything()), "the search of this test finds it while it is there"
    with clock.at("2026-03-16T00:00"):
        for call in list(timed.due(clock.now())):
            call()
        d.tick()
        page = client.get(f"/items/{obj}/")
        assert page.status_code == 200
        assert "2026年3月15日" in page.content.decode()
        for address in (f"/items/{obj}/", f"/items/{obj}/v1/", f"/items/{obj}/v2/", "/lists/all/"):
            assert NAME not in client.get(address).content.decode()
        assert client.get(f"/items/{obj}/v1/parts/persons").status_code in (404, 410)
        data = everything()
        assert not occurs(NAME, data)
        assert not occurs("司徒稀有", data)
        assert not Held.objects.exists()
        assert Part.objects.filter(name="persons", closed=False).count() == 0
        assert "persons" not in Draft.objects.get(pk=draft.pk).content
        entry = LogEntry.objects.filter(obj=obj, ver=1).get()
        record = Record.objects.get(obj=obj, ver=1)
        assert ledger.sha256(bytes(record.body)) in bytes(entry.leaf).decode()
        assert list(verify.everything()) == []


def test_a_list_replaced_or_laid_aside_before_publication_is_deleted(district):
    draft = with_list()
    draft = acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=ROWS[:1], actor=draft.drafter
    )
    assert Held.objects.count() == 1
    acts.discard(draft.pk, actor=draft.drafter)
    assert not Held.objects.exists()


def test_a_withdrawal_deletes_the_list_at_once(district):
    obj = shown_list()
    d.withdraw(obj, reason="privacy")
    assert not Held.objects.exists()


def test_a_list_needs_a_window(district):
    draft = d.write()
    acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=ROWS, actor=draft.drafter
    )
    with pytest.raises(NotReady):
        d.submit(draft)


def test_a_list_deleted_after_a_backup_is_deleted_again_by_the_restored_database(district):
    """The log says that the window is over; the older database still holds the list."""
    obj = shown_list()
    older = transaction.savepoint()
    with clock.at("2026-03-16T00:00"):
        acts.expire(obj)
        d.tick()
    transaction.savepoint_rollback(older)
    assert Held.objects.exists()
    assert archive.adopt() == 1
    assert not Held.objects.exists()


def test_what_must_not_be_published_stops_a_list_like_a_text(district):
    rows = [["甲一帆", "11010519491231002X", "13812345678"]]
    draft = with_list(rows=rows)
    with pytest.raises(NotReady) as refused:
        d.submit(draft)
    assert len(refused.value.problems) >= 2
    acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=ROWS, actor=draft.drafter
    )
    d.submit(draft)


def test_reviewers_read_the_whole_list_and_its_window(signed_in, district):
    draft = with_list()
    d.submit(draft)
    page = signed_in(d.DEPARTMENT).get(f"/desk/drafts/{draft.pk}/review/").content.decode()
    assert NAME in page
    assert "司徒稀有" in page
    assert "2026年3月15日" in page


def test_a_list_that_changed_is_named_among_the_changes(signed_in, district):
    draft = with_list()
    d.submit(draft)
    who = d.person(d.DEPARTMENT)
    acts.send_back(draft.pk, actor=who, note="名单少了一人")
    draft.refresh_from_db()
    acts.set_persons(
        draft.pk,
        revision=draft.revision,
        columns=COLUMNS,
        rows=[*ROWS, ["丙知远", "合格"]],
        actor=draft.drafter,
    )
    d.submit(draft)
    against, changes = reading.changes_of(Draft.objects.get(pk=draft.pk), who)
    assert against == "seen"
    assert [str(change.where) for change in changes] == ["名单"]
    assert reading.changes_of(Draft.objects.get(pk=draft.pk), d.person(d.SECRECY)) == ("", [])


def test_a_list_with_hidden_columns_is_refused(signed_in, district):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "成本（内部）"])
        sheet.write_row(1, 0, [NAME, "9"])
        sheet.set_column(1, 1, None, None, {"hidden": True})
    draft = d.write()
    answer = send(signed_in(d.OFFICER), draft, file=SimpleUploadedFile("名单.xlsx", out.getvalue()))
    assert answer.status_code == 422
    assert "persons" not in Draft.objects.get(pk=draft.pk).content
    assert any("B" in problem for problem in answer.context["list_problems"])


TYPED = {"attribute": "active", "window_end": "2026-03-15"}


def send(client, draft, **fields):
    """Send the page “Beside the text” as a browser without scripts would."""
    formset = {"repeals-TOTAL_FORMS": "2", "repeals-INITIAL_FORMS": "0"}
    revision = Draft.objects.get(pk=draft.pk).revision
    data = formset | TYPED | {"revision": revision} | fields
    return client.post(f"/desk/drafts/{draft.pk}/arrange/", data)


def csv_file(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", "\n".join(rows).encode())


def test_taking_a_list_keeps_what_was_typed_above_it(signed_in, district):
    draft, client = d.write(), signed_in(d.OFFICER)
    answer = send(client, draft, take="1", joint="FGJ", file=csv_file("姓名,等次", f"{NAME},优秀"))
    assert answer.status_code == 302 and answer.url.endswith("/arrange/#persons")
    draft.refresh_from_db()
    assert draft.content["window_end"] == "2026-03-15" and draft.joint == ["FGJ"]
    assert draft.content["persons"]["rows"] == 1
    answer = send(client, draft, remove="1", window_end="2026-03-20", joint="FGJ")
    draft.refresh_from_db()
    assert "persons" not in draft.content and draft.content["window_end"] == "2026-03-20"
    assert not Held.objects.exists()


def test_a_list_chosen_and_forgotten_is_taken_with_the_form(signed_in, district):
    draft = d.write()
    send(signed_in(d.OFFICER), draft, file=csv_file("姓名,等次", f"{NAME},优秀"))
    assert Draft.objects.get(pk=draft.pk).content["persons"]["rows"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"take": "1"},
        {"take": "1", "file": ["姓名,等次"]},
        {"take": "1", "file": ["姓名,等次", "甲,优"], "attribute": "nonsense"},
        {"take": "1", "file": ["姓名,等次", "甲,优"], "revision": "999"},
    ],
    ids=["no file", "no rows", "a wrong choice above", "saved meanwhile"],
)
def test_a_list_that_is_not_taken_loses_nothing_typed_and_keeps_nothing(
    fields, signed_in, district
):
    draft = d.write()
    if "file" in fields:
        fields = fields | {"file": csv_file(*fields["file"])}
    answer = send(signed_in(d.OFFICER), draft, **fields)
    html = answer.content.decode()
    assert 'value="2026-03-15"' in html
    assert 'id="list-error"' in html
    after = Draft.objects.get(pk=draft.pk)
    assert after.revision == draft.revision and "persons" not in after.content
    assert not Held.objects.exists()
