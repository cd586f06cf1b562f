"""The two clocks of an item in words: by when it had to be public, how long it stays up."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.disclosures.clocks import public_by
from mingchuang.records import reading

pytestmark = pytest.mark.django_db


def read(client, obj, ver=""):
    answer = client.get(f"/en/items/{obj}/{ver}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("<wbr>", "").split())


def said(page):
    """Return the words beside “Had to be public by”."""
    return page.split("Had to be public by</dt><dd>")[1].split("</dd>")[0]


def test_the_last_day_and_the_sum_are_told(district, client):
    obj = d.publish(formed_on="2026-02-27")
    d.tick()
    words = said(read(client, obj))
    assert "26 March 2026" in words and "in time" in words
    assert "2026-02-28" in words and "{{" not in words


def test_what_came_too_late_says_so(district, client):
    obj = d.publish(formed_on="2026-01-05")
    d.tick()
    words = said(read(client, obj))
    assert "2 February 2026" in words and "late" in words


def test_a_correction_keeps_the_clock_of_what_it_mends(district, client):
    obj = d.publish(formed_on="2026-02-27")
    d.tick()
    with clock.at("2026-05-06T10:00"):
        d.amend(obj, title="更正后的价格表")
        d.tick()
        words = said(read(client, obj))
    assert "26 March 2026" in words and "in time" in words


def test_a_change_starts_a_clock_of_its_own(district, client):
    obj = d.publish(formed_on="2026-02-27")
    d.tick()
    with clock.at("2026-05-06T10:00"):
        d.amend(obj, "change", title="变更后的价格表", changed_on="2026-03-30")
        d.tick()
        words = said(read(client, obj))
        assert "28 April 2026" in words and "late" in words and "counted from the change" in words
        assert "26 March 2026" in said(read(client, obj, "v1/"))


def test_a_limit_without_a_day_of_the_document_tells_none(district, client):
    draft = d.write()
    draft.context = {**draft.context, "time_limit": "每季度首月15日前"}
    draft.save(update_fields=["context"])
    d.submit(draft)
    obj = d.finish(draft).obj
    d.tick()
    page = read(client, obj)
    assert "Had to be public by" not in page and "每季度首月15日前" in page


def test_what_answers_no_obligation_has_no_last_day(district):
    obj = d.publish()
    d.tick()
    item = reading.item(obj)
    assert public_by(item, reading.history(obj))
    item.__dict__["body"] = {**item.body, "obligation": ""}
    assert public_by(item, reading.history(obj)) is None


def test_a_display_says_until_when_it_stays(district, client):
    obj = d.publish(window_end="2026-03-20")
    d.tick()
    assert "Stays up until <time" in read(client, obj)


def test_an_item_leads_to_the_obligation_that_makes_it_public(district, client):
    obj = d.publish()
    d.tick()
    page = read(client, obj)
    assert "Why it is public" in page and "/en/lists/catalogue/MC-029/" in page
    assert client.get("/en/lists/catalogue/MC-029/").status_code == 200
