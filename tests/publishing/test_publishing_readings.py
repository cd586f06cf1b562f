"""Attached files are read when they are taken in: what is found blocks, hostile ones are refused."""

import io

import pytest
import xlsxwriter

import small_district as d
from mingchuang.inspection import files as inspecting
from mingchuang.publishing import acts, files, readings
from mingchuang.publishing.models import FileReading
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

pytestmark = pytest.mark.db


def sheet(*, hidden: bool) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("价目")
        page.write_row(0, 0, ["项目", "价格", "联系人"])
        page.write_row(1, 0, ["挂号", "1元", "13812345678" if hidden else "—"])
        if hidden:
            page.set_column(2, 2, None, None, {"hidden": True})
    return out.getvalue()


def test_a_hidden_column_stops_the_document_and_a_clean_copy_does_not(district):
    draft = d.write()
    d.attach(draft, name="价目.xlsx", data=sheet(hidden=True))
    with pytest.raises(NotReady) as refused:
        d.submit(draft)
    assert "C" in str(refused.value), "the place is named"
    acts.detach(draft.pk, "1", actor=draft.drafter)
    d.attach(draft, name="价目.xlsx", data=sheet(hidden=False))
    d.submit(draft)
    reading = FileReading.objects.get(pk=draft.files.get().sha256)
    assert reading.read
    assert "挂号" in str(reading.text)


def test_a_hidden_column_may_be_released_with_a_reason(district):
    draft = d.write()
    d.attach(draft, name="价目.xlsx", data=sheet(hidden=True))
    draft.refresh_from_db()
    acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter, plea="是值班室的电话")
    d.approve(draft)
    secrecy = d.person(d.SECRECY)
    for finding in acts.unreleased(draft):
        acts.release(draft.pk, finding.key, note="值班电话，依法公开", actor=secrecy)
    assert d.finish(draft).ver == 1


def test_of_a_hostile_file_nothing_is_taken(district):
    broken = b"PK\x03\x04" + b"\x00" * 200
    with pytest.raises(NotReady):
        files.take("价目.xlsx", broken)
    assert not FileReading.objects.exists()


def test_when_others_are_being_read_one_is_asked_to_wait(district, settings):
    folder = settings.DATA / "readings"
    with inspecting.limited(folder, 2), inspecting.limited(folder, 2), pytest.raises(NotReady):
        files.take("价目.xlsx", sheet(hidden=False))
    assert files.take("价目.xlsx", sheet(hidden=False))


def test_the_same_bytes_are_read_once(district, monkeypatch):
    data = sheet(hidden=False)
    files.take("价目.xlsx", data)
    monkeypatch.setattr(inspecting, "inspect", None)
    assert files.take("价目.xlsx", data)


def test_what_was_read_goes_with_the_bytes(district):
    taken = files.take("价目.csv", "项目,价格\n挂号,1元\n".encode())
    assert readings.findings({taken["sha256"]}) == {taken["sha256"]: ()}
    blobs.delete(taken["sha256"])
    assert readings.findings({taken["sha256"]}) == {}
