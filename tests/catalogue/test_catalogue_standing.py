"""How an owed row stands for readers: there, elsewhere, late, ahead, and what is late of a rhythm."""

from datetime import date, datetime, timedelta

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import record, standing
from mingchuang.catalogue.models import Due
from mingchuang.ledger.writing import Entry, append
from mingchuang.records import reading, writing

pytestmark = pytest.mark.db
TODAY = d.NOW.date()


def due(days, code="MC-029", key="0@x", met=None, **more):
    """A due date of the hospital, ``days`` from today."""
    on = TODAY + timedelta(days=days)
    return Due.objects.create(
        unit="YY1",
        obligation=code,
        key=key,
        opens_on=on - timedelta(days=30),
        start=on - timedelta(days=30),
        on=on,
        met_by="a" * 32 if met is not None else "",
        met_on=on + timedelta(days=met) if met is not None else None,
        calendar="2026.1",
        **more,
    )


@pytest.fixture
def row(district):
    """A function that returns how a row of the hospital stands."""
    Due.objects.all().delete()

    def find(code="MC-029"):
        return standing.of_unit("YY1", [code], clock.now())[code]

    return find


def fulfil(how, code="MC-029", unit="YY1", **head):
    """Publish that a row is fulfilled elsewhere."""
    stored = writing.store(
        record.fulfilment(
            unit,
            code,
            how,
            "reachable" if how == "link" else "shown",
            {"title": "收费公示", "platform": "平台", "url": "https://x.example/"} | head,
            shown_from=TODAY if how == "onsite" else None,
            shown_to=None,
        ),
        act="register",
        at=clock.now(),
    )
    append([Entry("register", stored, role="publisher")])
    return stored.obj


def test_a_row_without_anything_has_nothing_published(row):
    assert row().state(()) == "nothing"
    assert (row().late, row().next, row().count) == (None, None, 0)


def test_what_is_published_is_there_while_it_may_be_read(row):
    obj = d.publish()
    d.tick()
    assert row().published == (obj,)
    assert row().state({obj}) == "there"
    assert row().state(()) == "nothing"  # taken back a moment ago; the projection follows


@pytest.mark.parametrize(("how", "state"), [("link", "link"), ("onsite", "onsite")])
def test_a_row_may_be_fulfilled_elsewhere(how, state, row):
    obj = fulfil(how)
    d.tick()
    assert row().state({obj}) == state
    assert getattr(row(), how) == (obj,)


def test_a_publication_here_goes_before_a_link(row):
    link, here = fulfil("link"), d.publish()
    d.tick()
    assert row().state({link, here}) == "there"
    assert row().objs == (here, link)


def test_what_is_due_later_is_not_yet_due(row):
    due(30)
    due(3, key="0@y")
    assert row().state(()) == "ahead"
    assert row().next.on == TODAY + timedelta(days=3)


def test_the_last_day_itself_is_not_late(row):
    due(0)
    assert row().state(()) == "ahead"


def test_the_day_after_is_late(row):
    due(-1, why="20个工作日")
    assert row().state(()) == "late"
    assert (row().late.since, row().late.why) == (TODAY, "20个工作日")


def test_late_counts_from_the_first_day_missed_since_something_came(row):
    due(-300, key="0@1")
    due(-200, key="0@2", met=-5)
    due(-100, key="0@3")
    due(-10, key="0@4")
    assert row().late.on == TODAY - timedelta(days=100)


def test_a_period_missed_before_something_came_is_past_mending(row):
    due(-200, key="0@1")
    due(-100, key="0@2", met=2)
    assert row().late is None


def test_a_period_met_ahead_of_its_day_ends_what_was_late(row):
    due(-20, key="0@1")
    due(40, key="0@2", met=-45)
    assert row().late is None


def test_rules_of_one_row_are_told_apart(row):
    due(-50, key="0@1")
    due(-10, key="1@1", met=0)
    assert row().late.on == TODAY - timedelta(days=50)


def test_an_hour_is_late_after_the_hour(row):
    at = datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)
    due(0, at=at)
    assert row().late.since == TODAY  # the clock of the tests stands at ten
    Due.objects.update(at=at + timedelta(hours=3))
    assert row().late is None
    assert row().turns_at == at + timedelta(hours=3)


def test_other_units_and_rows_do_not_count(row):
    due(-1, code="MC-030")
    d.publish("MC-035", "XX2")
    d.tick()
    assert row().state(()) == "nothing"
    assert row("MC-030").state(()) == "late"


def test_one_row_in_many_units(row):
    due(-1)
    found = standing.of_obligation("MC-029", ["YY1", "XX2"], clock.now())
    assert found["YY1"].late and not found["XX2"].late


def test_pages_are_settled_only_when_the_projections_have_come_as_far_as_the_heads(row):
    with reading.snapshot() as mark:
        assert standing.settled(mark)
        assert not standing.settled(mark + 1)


def test_only_the_newest_are_named_and_all_are_counted(row):
    objs = [d.publish(title=f"价格表{n}") for n in range(standing.SHOWN + 1)]
    d.tick()
    assert row().count == len(objs)
    assert len(row().published) == standing.SHOWN


def test_a_due_date_says_from_which_day_it_is_late():
    assert standing.Deadline(date(2026, 1, 31), None, "", "", False).since == date(2026, 2, 1)
