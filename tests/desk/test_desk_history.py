"""The history of a unit's documents: who, what, when, in words; narrowed by person and month."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.desk import history
from mingchuang.publishing import acts

pytestmark = pytest.mark.db


@pytest.fixture
def played(district):
    draft = d.submit(d.write())
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请写明价格单位")
    with clock.at("2026-04-01T00:00"):
        d.submit(draft)
    d.submit(d.write("MC-035", "XX2", title="学校的收费表"))


def rows(client, query=""):
    page = client.get(f"/desk/history/{query}")
    return page.status_code, page.content.decode().replace("<wbr>", "")


def test_anybody_of_the_unit_reads_what_was_done_and_nobody_of_another(signed_in, played):
    for username in (d.OFFICER2, d.SECRECY, d.ADMIN):
        _status, page = rows(signed_in(username))
        assert page.count("<tr>") == 1 + 3
        assert "请写明价格单位" in page
        assert "学校的收费表" not in page
    _status, page = rows(signed_in(d.TEACHER))
    assert "学校的收费表" in page and "请写明价格单位" not in page
    assert rows(signed_in(d.AUDITOR))[1].count("<tr>") == 1 + 4
    assert rows(signed_in(d.ADMINISTRATOR))[1].count("<tr>") == 0


def test_it_is_narrowed_by_person_and_month(signed_in, played):
    client = signed_in(d.SIGNER)
    assert rows(client, "?month=2026-03")[1].count("<tr>") == 1 + 2
    assert rows(client, "?month=2026-04")[1].count("<tr>") == 1 + 1
    assert rows(client, "?month=2026-12")[1].count("<tr>") == 0
    who = d.person(d.DEPARTMENT).pk
    assert rows(client, f"?who={who}")[1].count("<tr>") == 1 + 1
    assert rows(client, f"?who={who}&month=2026-04")[1].count("<tr>") == 0


@pytest.mark.parametrize("month", ["2026-13", "march", "2026-3", "2026-031"])
def test_a_month_that_is_none_is_said(signed_in, played, month):
    status, page = rows(signed_in(d.SIGNER), f"?month={month}")
    assert status == 422
    assert f"“{month}”" in page


@pytest.mark.parametrize("who", ["x", "-1", "9" * 40, "１"])
def test_a_person_that_is_none_finds_nothing(signed_in, played, who):
    status, page = rows(signed_in(d.SIGNER), f"?who={who}")
    assert (status, page.count("<tr>")) == (200, 0)


def test_more_than_one_page_holds_is_said(signed_in, played, monkeypatch):
    monkeypatch.setattr(history, "SHOWN", 2)
    _status, page = rows(signed_in(d.SIGNER))
    assert page.count("<tr>") == 1 + 2
    assert 'class="note gap-m"' in page
