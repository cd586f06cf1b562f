"""What dates and other documents do to a published item: hours, windows, lapses, repeals."""

import json
from datetime import date, datetime

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.ledger import entries
from mingchuang.ledger.models import Outbox
from mingchuang.publishing import acts, timed
from mingchuang.publishing.models import Coming, Draft
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Record

pytestmark = pytest.mark.db

SOON = datetime(2026, 3, 20, 9, tzinfo=clock.SHANGHAI)


def arranged(draft, **facts):
    draft = Draft.objects.get(pk=draft.pk)
    return acts.arrange(draft.pk, revision=draft.revision, actor=draft.drafter, **facts)


def published(obligation="MC-029", facts=None, **changes):
    draft = d.write(obligation, **changes)
    if facts:
        arranged(draft, **facts)
    d.submit(draft)
    return d.finish(draft).obj


def run_calendar(moment):
    with clock.at(moment):
        for call in list(timed.due(clock.now())):
            call()


def body(obj):
    return json.loads(bytes(Record.objects.filter(obj=obj).latest("ver").body))


def last_entry():
    return entries.decode(bytes(Outbox.objects.latest("pk").leaf))


# Hours


def test_a_signed_document_waits_for_its_hour(district):
    draft = d.write()
    arranged(draft, publish_at=SOON)
    d.submit(draft)
    assert d.finish(draft) is None
    draft.refresh_from_db()
    assert (draft.state, draft.obj) == ("scheduled", "")
    run_calendar("2026-03-20T08:59")
    assert Draft.objects.get(pk=draft.pk).state == "scheduled"
    run_calendar("2026-03-20T09:00")
    draft.refresh_from_db()
    assert draft.state == "published"
    assert body(draft.obj)["published_at"] == "2026-03-20T01:00:00Z"
    run_calendar("2026-03-20T09:01")
    assert Record.objects.filter(obj=draft.obj).count() == 1


def test_a_check_that_fails_by_the_hour_sends_it_back_with_words(district):
    other = d.publish()
    draft = d.write("MC-030", body=d.text("另见前文。"))
    arranged(draft, publish_at=SOON, repeals=[{"id": other, "how": "repealed"}])
    d.submit(draft)
    d.finish(draft)
    d.withdraw(other)
    run_calendar("2026-03-20T09:00")
    draft.refresh_from_db()
    assert (draft.state, draft.obj) == ("returned", "")
    note = draft.reviews.last()
    assert note.action == "return"
    assert note.by is None
    assert other in note.note


def test_what_waits_for_its_hour_can_be_taken_back(district):
    draft = d.write()
    arranged(draft, publish_at=SOON)
    d.submit(draft)
    d.finish(draft)
    with pytest.raises(NotAllowed):
        acts.recall(draft.pk, actor=d.person(d.SIGNER))
    acts.recall(draft.pk, actor=draft.drafter, note="再核一遍")
    run_calendar("2026-03-20T09:00")
    draft.refresh_from_db()
    assert draft.state == "writing"


def test_an_hour_that_has_passed_is_refused(district):
    draft = d.write()
    with pytest.raises(NotReady):
        arranged(draft, publish_at=datetime(2026, 1, 1, 9, tzinfo=clock.SHANGHAI))
    arranged(draft, publish_at=SOON)
    with clock.at("2026-03-21T09:00"), pytest.raises(NotReady):
        d.submit(draft)


# Windows


def test_a_window_ends_on_its_day_and_the_page_stays(district):
    obj = published(facts={"window_end": date(2026, 3, 15)})
    assert last_entry().until == "2026-03-15T16:00:00Z"
    with clock.at("2026-03-15T23:00"), pytest.raises(Conflict):
        acts.expire(obj)
    run_calendar("2026-03-15T23:59")
    assert Record.objects.filter(obj=obj).count() == 1
    run_calendar("2026-03-16T00:00")
    assert body(obj)["over"] == "2026-03-15"
    assert body(obj)["act"] == "expire"
    entry = last_entry()
    assert (entry.type, entry.reason, entry.role) == ("expire", "display_over", "system")
    assert not acts.withdrawn(obj)
    run_calendar("2026-03-17T00:00")
    assert Record.objects.filter(obj=obj).count() == 2


def test_a_window_may_be_extended_but_not_shortened(district):
    obj = published(facts={"window_end": date(2026, 3, 15)})
    draft = acts.open_amendment(
        obj, amendment="correction", note="公示期改动", actor=d.person(d.OFFICER)
    )
    arranged(draft, window_end=date(2026, 3, 12))
    with pytest.raises(NotReady):
        d.submit(draft)
    arranged(draft, window_end=date(2026, 3, 22))
    d.submit(draft)
    d.finish(draft)
    run_calendar("2026-03-16T00:00")
    assert "over" not in body(obj)
    run_calendar("2026-03-23T00:00")
    assert body(obj)["over"] == "2026-03-22"


def test_an_amendment_under_way_outlives_the_end_of_the_window(district):
    obj = published(facts={"window_end": date(2026, 3, 15)})
    draft = acts.open_amendment(
        obj, amendment="correction", note="更正一个数", actor=d.person(d.OFFICER)
    )
    run_calendar("2026-03-16T00:00")
    with clock.at("2026-03-16T10:00"):
        d.submit(draft)
        assert d.finish(draft).ver == 3
    assert body(obj)["over"] == "2026-03-15", "a correction does not open the window again"


# Documents


def test_a_document_lapses_after_its_last_day(district):
    obj = published(valid_until="2026-06-30")
    run_calendar("2026-06-30T12:00")
    assert "status" not in body(obj)
    run_calendar("2026-07-01T00:00")
    assert body(obj)["status"] == {"is": "lapsed", "on": "2026-07-01"}
    assert (last_entry().type, last_entry().reason) == ("status", "lapsed")


def test_a_repeal_marks_both_and_its_withdrawal_takes_the_mark_back(district):
    old = d.publish()
    new = published("MC-030", facts={"repeals": [{"id": old, "how": "repealed"}]})
    assert body(old)["status"] == {"is": "repealed", "by": new, "on": clock.today().isoformat()}
    assert body(new)["repeals"] == [{"id": old, "how": "repealed"}]
    d.withdraw(new)
    assert "status" not in body(old)
    assert last_entry().type in ("status", "withdraw")


def test_a_repeal_waits_for_the_day_of_coming_into_force(district):
    old = d.publish()
    published(
        "MC-030", facts={"repeals": [{"id": old, "how": "superseded"}]}, in_force="2026-04-01"
    )
    assert "status" not in body(old)
    assert Coming.objects.filter(what="marks").count() == 1
    run_calendar("2026-04-01T00:00")
    assert body(old)["status"]["is"] == "superseded"


def test_a_status_outlives_a_correction(district):
    old = d.publish()
    published("MC-030", facts={"repeals": [{"id": old, "how": "partly"}]})
    d.amend(old, title="更正后的标题")
    assert body(old)["status"]["is"] == "partly"


def test_a_document_of_another_unit_is_not_repealed(district):
    old = d.publish("MC-035", "XX2")
    draft = d.write()
    arranged(draft, repeals=[{"id": old, "how": "repealed"}])
    with pytest.raises(NotReady):
        d.submit(draft)


def test_an_interpretation_names_its_document(district):
    obj = d.publish()
    officer = d.person(d.OFFICER)
    draft = acts.open_draft("interpretation", "YY1", actor=officer)
    acts.save(draft.pk, revision=1, content=d.content(title="解读价格表"), raw={}, actor=officer)
    with pytest.raises(NotReady):
        d.submit(draft)
    arranged(draft, explains=obj)
    d.submit(draft)
    receipt = d.finish(draft)
    assert body(receipt.obj)["explains"] == obj
    assert body(receipt.obj)["schema"] == "interpretation-1"
