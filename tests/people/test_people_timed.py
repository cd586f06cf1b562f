"""What the calendar does: terms end at their hour, once, with an entry of their own."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.ledger import entries
from mingchuang.ledger.models import LogEntry, Outbox
from mingchuang.people.models import Post
from mingchuang.project import worker
from mingchuang.records import timed
from mingchuang.records.models import Part

pytestmark = pytest.mark.db


def end_on(day):
    post = d.post_of(d.FIRST, "first_responsible")
    Post.objects.filter(pk=post.pk).update(end=day)
    return post


@pytest.mark.parametrize(
    ("now", "over"),
    [("2026-03-10T00:00", False), ("2026-03-10T23:59:59", False), ("2026-03-11T00:00", True)],
)
def test_a_term_is_over_after_its_last_day(now, over):
    post = end_on("2026-03-10")
    with clock.at(now):
        timed.run(clock.now())
    assert (Post.objects.get(pk=post.pk).state == "ended") == over


def test_an_ended_term_is_one_entry_by_the_system_and_its_name_is_deleted(client):
    post = end_on("2026-03-10")
    assert "狄宜" in client.get("/units/YY1/").content.decode()
    with clock.at("2026-03-11T00:05"):
        timed.run(clock.now())
        timed.run(clock.now())
        (entry,) = [entries.decode(bytes(row.leaf)) for row in Outbox.objects.all()]
        assert (entry.type, entry.role, entry.obj) == ("expire", "system", post.obj)
        assert "狄宜" not in client.get("/units/YY1/").content.decode()
    part = Part.objects.get(record__obj=post.obj, name="head")
    assert (part.content, part.salt) == (None, None)


def test_a_lapsed_officers_work_can_still_be_handed_over():
    from mingchuang.people import acts
    from mingchuang.publishing.models import Draft

    draft = d.write()
    post = d.post_of(d.OFFICER, "officer")
    Post.objects.filter(pk=post.pk).update(end="2026-03-10")
    with clock.at("2026-03-11T00:05"):
        timed.run(clock.now())
        moved = acts.leave(post.pk, by=d.roles(d.ADMIN), successor=d.person(d.OFFICER2))
    assert moved == 1
    assert Draft.objects.get(pk=draft.pk).drafter == d.person(d.OFFICER2)


def test_one_act_that_cannot_be_made_does_not_hold_up_the_others(monkeypatch):
    from mingchuang.records.errors import Conflict

    done = []

    def fails():
        raise Conflict("not now")

    monkeypatch.setattr(timed, "_sources", {"one": lambda now: [fails, lambda: done.append(1)]})
    assert timed.run(clock.now()) == 1
    assert done == [1]


def test_an_unexpected_fault_in_one_act_does_not_hold_up_the_others(monkeypatch):
    done = []

    def fails():
        raise KeyError("a fault of the program")

    monkeypatch.setattr(timed, "_sources", {"one": lambda now: [fails, lambda: done.append(1)]})
    timed.run(clock.now())
    assert done == [1]


def test_a_round_of_the_worker_asks_the_calendar():
    post = end_on("2026-03-10")
    with clock.at("2026-03-11T00:05"):
        worker.tick(calendar=False)
        assert Post.objects.get(pk=post.pk).state != "ended"
        assert worker.tick() > 0
        assert Post.objects.get(pk=post.pk).state == "ended"
        worker.tick()
        assert LogEntry.objects.filter(obj=post.obj, type="expire").count() == 1
