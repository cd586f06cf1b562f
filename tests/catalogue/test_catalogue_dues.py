"""What must be public by when: rhythms, events, what met them, and notices that move the open ones."""

import json
from datetime import date, datetime, timedelta

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts, dues, holidays, owing
from mingchuang.catalogue.models import Due, Moved, Occasion, Owed
from mingchuang.catalogue.projections import work_out, would_move
from mingchuang.clock.notice import read_notice
from mingchuang.ledger.models import LogEntry
from mingchuang.people import tasks
from mingchuang.publishing import acts as publishing
from mingchuang.records import projections
from mingchuang.records.errors import NotAllowed, NotReady

pytestmark = pytest.mark.db

LIMITS = {
    "MC-029": "每季度首月15日前",
    "MC-030": "停诊前24小时",
    "MC-001": "本级人大批准后20个工作日内",
    "MC-035": "每年1月31日前",
}
CODES = ("MC-029", "MC-030")


def edition(**limits):
    data = json.loads(json.dumps(d.EDITION)) | {"version": "2026.2"}
    for row in data["obligations"]:
        row["time_limit"] = (LIMITS | limits).get(row["code"], row["time_limit"])
    return data


@pytest.fixture
def owed(district):
    """The small district under an edition with rhythms and events; owed since 10 February 2026."""
    acts.load_edition(edition(), unit="QFB", by=d.roles(d.OFFICE))
    d.tick()
    return district


@pytest.fixture(autouse=True)
def _own_calendar():
    yield
    clock.use([])


def of(unit, code):
    return list(Due.objects.filter(unit=unit, obligation=code).order_by("on"))


def days(unit, code):
    return [due.on.isoformat() for due in of(unit, code)]


# Rhythms


def test_a_rhythm_is_due_from_the_day_the_row_is_owed(owed):
    assert days("YY1", "MC-029")[:3] == ["2026-04-15", "2026-07-15", "2026-10-15"]
    assert days("XX2", "MC-035") == ["2027-01-31"]
    first = of("YY1", "MC-029")[0]
    assert (first.opens_on, first.key) == (date(2026, 1, 16), "0@2026-04-15")


def test_a_row_of_the_document_s_own_day_has_no_date_here(owed):
    assert of("XX2", "MC-036") == []


def test_a_publication_meets_the_period_it_came_in_and_withdrawn_it_is_open_again(owed):
    obj = d.publish("MC-029")
    d.tick()
    first, second = of("YY1", "MC-029")[:2]
    assert (first.met_by, first.met_on) == (obj, date(2026, 3, 2))
    assert second.met_by == ""
    d.withdraw(obj)
    d.tick()
    assert of("YY1", "MC-029")[0].met_by == ""


def test_a_change_counts_for_the_next_period_and_a_correction_for_none(owed):
    obj = d.publish("MC-029")
    d.tick()
    with clock.at("2026-06-20T10:00"):
        d.amend(obj, "correction", title="价格表更正")
        d.tick()
        assert of("YY1", "MC-029")[1].met_by == ""
        d.amend(obj, "change", title="价格表变更", changed_on="2026-06-19")
        d.tick()
    assert of("YY1", "MC-029")[1].met_on == date(2026, 6, 20)


PERIODS = [
    # published on, which of the due days 15 April, July, October it meets
    ("2026-03-01", 0),
    ("2026-04-15", 0),
    ("2026-04-20", 0),  # five days late for April, not early for July
    ("2026-06-25", 1),
]


@pytest.mark.parametrize(("on", "place"), PERIODS)
def test_a_publication_stands_for_one_period(on, place):
    row = dues.Row("X", LIMITS["MC-029"], date(2026, 2, 10))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    published = [dues.Published("a" * 32, (date.fromisoformat(on),))]
    found = dues.dues(row, (), published, notices, date(2026, 7, 1))
    assert [bool(each.met_by) for each in found[:3]] == [n == place for n in range(3)]


def test_a_link_to_the_platform_stands_for_every_period_from_its_day():
    row = dues.Row("X", LIMITS["MC-029"], date(2026, 2, 10))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    published = [dues.Published("a" * 32, (date(2026, 5, 1),), standing=True)]
    found = dues.dues(row, (), published, notices, date(2026, 7, 1))
    assert [bool(each.met_by) for each in found[:3]] == [False, True, True]


def test_a_row_no_longer_owed_waits_for_nothing_new():
    row = dues.Row("X", LIMITS["MC-029"], date(2026, 2, 10), until=date(2026, 5, 1))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    found = dues.dues(row, (), (), notices, date(2026, 7, 1))
    assert [each.on.isoformat() for each in found] == ["2026-04-15", "2026-07-15"]


def test_a_limit_after_the_end_of_each_period_follows_the_calendar():
    row = dues.Row("X", "每季度结束后15个工作日内", date(2026, 2, 10))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    found = dues.dues(row, (), (), notices, date(2026, 7, 1))
    assert [each.on.isoformat() for each in found][:2] == ["2026-04-22", "2026-07-21"]
    assert found[0].opens_on == date(2026, 3, 31) and found[0].why


def test_two_days_a_year_are_two_due_dates():
    row = dues.Row("X", "每年3月31日前、9月30日前", date(2026, 2, 10))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    found = dues.dues(row, (), (), notices, date(2026, 7, 1))
    assert [each.on.isoformat() for each in found][:2] == ["2026-03-31", "2026-09-30"]
    assert len({each.key for each in found}) == len(found)


# Events


def record(unit="YY1", code="MC-030", who=d.OFFICER, **changes):
    said = {"name": "门诊楼停诊检修", "on": date(2026, 3, 20), "obligations": [code]} | changes
    return acts.record_occasion(unit, actor=d.person(who), **said)


def test_hours_before_an_event_are_counted_to_the_minute(owed):
    record(at=datetime(2026, 3, 20, 8, 30).time())
    d.tick()
    (due,) = of("YY1", "MC-030")
    assert due.at == datetime(2026, 3, 19, 8, 30, tzinfo=clock.SHANGHAI)
    assert due.name == "门诊楼停诊检修" and due.why
    before, after = due.at - timedelta(minutes=1), due.at + timedelta(minutes=1)
    assert dues.state(due.on, due.at, None, before) == "open"
    assert dues.state(due.on, due.at, None, after) == "late"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


HOURS = [
    # published at, what the limit of 19 March 8:30 says of it
    ("2026-03-18T17:00", "met"),
    ("2026-03-19T08:30", "met"),
    ("2026-03-19T08:31", "met-late"),
    ("2026-03-19T23:00", "met-late"),
    ("2026-03-20T09:00", "met-late"),
]


@pytest.mark.parametrize(("published", "state"), HOURS)
def test_a_limit_of_hours_is_met_in_time_only_by_its_moment(owed, published, state):
    record(at=datetime(2026, 3, 20, 8, 30).time())
    d.tick()
    with clock.at(published):
        obj = d.publish("MC-030")
        d.tick()
        (due,) = of("YY1", "MC-030")
        assert due.met_by == obj and due.met_at.astimezone(clock.SHANGHAI) == at(published)
        assert dues.state(due.on, due.at, due.met_on, clock.now(), due.met_at) == state


def test_without_the_instant_a_limit_of_hours_is_held_against_the_day():
    day, moment = date(2026, 3, 19), at("2026-03-19T08:30")
    assert dues.state(day, moment, day, at("2026-03-21T09:00")) == "met"
    assert dues.state(day, moment, date(2026, 3, 20), at("2026-03-21T09:00")) == "met-late"


def test_what_is_said_the_day_before_answers_a_limit_of_a_few_hours():
    row = dues.Row("X", "恢复供气前2小时", date(2026, 2, 10))
    notices = dues.Notices(((date.min, clock.Calendar.default()),))
    event = dues.Happened("e" * 32, "恢复供气", date(2026, 3, 20), at("2026-03-20T18:00").time())
    published = [dues.Published("a" * 32, (date(2026, 3, 19),))]
    (due,) = dues.dues(row, [event], published, notices, date(2026, 4, 1))
    assert (due.at, due.met_on) == (at("2026-03-20T16:00"), date(2026, 3, 19))
    late = [dues.Published("a" * 32, (date(2026, 3, 20),), moments=(at("2026-03-20T17:00"),))]
    (due,) = dues.dues(row, [event], late, notices, date(2026, 4, 1))
    assert dues.state(due.on, due.at, due.met_on, at("2026-03-21T08:00"), due.met_at) == "met-late"
    link = [dues.Published("a" * 32, (date(2026, 3, 20),), True, (at("2026-03-20T17:00"),))]
    (due,) = dues.dues(row, [event], link, notices, date(2026, 4, 1))
    assert not due.met_by


def test_the_form_asks_for_the_hour_where_a_row_counts_hours(owed, signed_in):
    said = {"name": "门诊楼停诊检修", "on": "2026-03-20", "obligations": ["MC-030"]}
    client = signed_in(d.OFFICER)
    page = client.post("/desk/owed/YY1/events/", said)
    assert page.status_code == 422 and list(page.context["form"].errors) == ["at"]
    assert client.post("/desk/owed/YY1/events/", said | {"at": "08:30"}).status_code == 302
    d.tick()
    with clock.at("2026-03-18T10:00"):
        assert "2026年3月19日 8:30" in signed_in(d.OFFICER).get("/desk/owed/YY1/").content.decode()
        found = tasks.open_tasks(d.person(d.OFFICER), d.roles(d.OFFICER))
        assert any("2026年3月19日 8:30" in task.why for task in found)


def test_an_event_is_an_entry_of_its_own_type(owed):
    event = record()
    d.tick()
    assert LogEntry.objects.get(obj=event.pk).type == "event"


def test_a_struck_event_starts_nothing_and_says_why(owed, client):
    event = record()
    d.tick()
    assert len(of("YY1", "MC-030")) == 1
    acts.strike_occasion(event.pk, why="日期写错", actor=d.person(d.OFFICER))
    d.tick()
    assert of("YY1", "MC-030") == []
    page = client.get(f"/items/{event.pk}/").content.decode()
    assert "日期写错" in page and "门诊楼停诊检修" in page


def test_an_event_put_right_moves_its_day(owed):
    event = record()
    record(obj=event.pk, on=date(2026, 3, 25))
    d.tick()
    (due,) = of("YY1", "MC-030")
    assert due.on == date(2026, 3, 24)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": " "}, "发生"),
        ({"obligations": []}, "至少"),
        ({"obligations": ["MC-035"]}, "MC-035"),
    ],
)
def test_a_wrong_event_is_refused_and_nothing_is_kept(owed, changes, word):
    with pytest.raises(NotReady, match=word):
        record(**changes)
    assert not Occasion.objects.exists()


def test_only_the_unit_s_officer_and_the_office_record_events(owed):
    for who in (d.TEACHER, d.AUDITOR, d.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            record(who=who)
    record(who=d.OFFICE)


def test_a_period_missed_before_a_later_one_was_met_is_late_no_more(owed):
    with clock.at("2026-05-20T10:00"):
        (row,) = [r for r in owing.of_unit("YY1", clock.now()) if r.late]
        assert (row.owed.obligation.code, row.state, row.next.on) == (
            "MC-029",
            "late",
            date(2026, 4, 15),
        )
    with clock.at("2026-07-10T10:00"):
        d.publish("MC-029")
        d.tick()
        row = next(r for r in owing.of_unit("YY1", clock.now()) if r.live)
        assert (row.late, row.state, row.next.on) == (0, "there", date(2026, 10, 15))


def test_what_presses_comes_up_as_a_task_until_it_is_published(owed):
    officer = d.person(d.OFFICER)

    def asked():
        found = tasks.open_tasks(officer, d.roles(d.OFFICER))
        return [(task.title, task.due, task.button) for task in found if task.group == "owed"]

    assert asked() == []  # due on 15 April, not within thirty days
    with clock.at("2026-04-01T10:00"):
        assert asked() == [("医疗服务价格", date(2026, 4, 15), "到该事项")]
        assert "owed" not in {task.group for task in tasks.open_tasks(officer, d.roles(d.TEACHER))}
        draft = d.write("MC-029")
    with clock.at("2026-04-20T10:00"):
        (task,) = tasks.open_tasks(officer, d.roles(d.OFFICER))
        assert (task.group, task.due) == ("owed", date(2026, 4, 15))
        assert task.url == f"/desk/drafts/{draft.pk}/" and draft.called in task.why
        d.submit(draft)
        assert [due for _title, due, _button in asked()] == [date(2026, 4, 15)]
        d.finish(draft)
        d.tick()
        assert asked() == []


def test_what_was_returned_for_a_late_row_is_one_task_with_the_reviewer_s_words(owed):
    with clock.at("2026-04-20T10:00"):
        draft = d.submit(d.write("MC-029"))
        reviewer = d.holder("YY1", draft.chain["steps"][0]["roles"])
        publishing.send_back(draft.pk, note="价格单位写错", actor=reviewer)
        (task,) = tasks.open_tasks(draft.drafter, d.roles(d.OFFICER))
    assert (task.due, task.said, task.by) == (date(2026, 4, 15), "价格单位写错", reviewer.name)


# Holiday notices

NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。1月30日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


def notice(**changes):
    return (
        read_notice(NOTICE, 2027)
        | {"version": "2027.1", "source": "通知", "confidence": "entered", "confirmed": True}
        | changes
    )


def test_a_notice_moves_what_is_open_and_nothing_that_is_closed(owed, committed, signed_in):
    """Twenty working days after 20 January 2027: without the notice over a festival of four days."""
    with clock.at("2027-01-21T09:00"):
        work_out()
        for unit, who in (("QFB", d.OFFICE), ("FGJ", d.BUREAU)):
            record(unit, "MC-001", who, name="批准预算", on=date(2027, 1, 20))
        obj = d.publish("MC-001", "FGJ", formed_on="2027-01-20")
        d.tick()
        (open_before,), (closed_before,) = of("QFB", "MC-001"), of("FGJ", "MC-001")
        assert open_before.provisional and closed_before.met_by == obj
        coming = would_move(clock.Calendar.default().with_year(notice()))
        assert open_before.on == closed_before.on
    with clock.at("2027-01-25T09:00"):
        committed(acts.load_year, notice(), unit="QFB", by=d.roles(d.OFFICE))
        d.tick()
    (open_after,), (closed_after,) = of("QFB", "MC-001"), of("FGJ", "MC-001")
    assert (closed_after.on, closed_after.met_on) == (closed_before.on, date(2027, 1, 21))
    assert open_after.on > open_before.on and not open_after.provisional
    moved = Moved.objects.get(unit="QFB")
    said = ("QFB", "部门预算", "批准预算", open_before.on, open_after.on)
    assert coming == [said]
    page = signed_in(d.OFFICE).get("/desk/owed/QFB/moved/").content.decode()
    assert "批准预算" in page and "MC-001" in page
    assert (moved.before, moved.after) == (open_before.on, open_after.on)
    assert moved.why.count("\n") > 2  # the sum, line by line
    assert not Moved.objects.filter(unit="FGJ").exists()


def test_a_rebuild_gives_the_same_dates_and_keeps_what_moved(owed, committed):
    with clock.at("2027-01-21T09:00"):
        for unit, who in (("QFB", d.OFFICE), ("FGJ", d.BUREAU)):
            record(unit, "MC-001", who, name="批准预算", on=date(2027, 1, 20))
        d.publish("MC-001", "FGJ", formed_on="2027-01-20")
        d.tick()
    with clock.at("2027-01-25T09:00"):
        committed(acts.load_year, notice(), unit="QFB", by=d.roles(d.OFFICE))
        d.tick()
        columns = ("unit", "obligation", "key", "on", "met_by", "met_on", "provisional", "opens_on")
        before = set(Due.objects.values_list(*columns))
        projections.rebuild("dues")
        assert set(Due.objects.values_list(*columns)) == before
        assert Moved.objects.count() == 1


def test_a_document_being_written_gets_its_new_last_day(owed, committed):
    with clock.at("2027-01-21T09:00"):
        draft = d.write("MC-036", "XX2", formed_on="2027-01-20")
        committed(acts.load_year, notice(), unit="QFB", by=d.roles(d.OFFICE))
    moved = Moved.objects.get(key=f"draft:{draft.pk}")
    assert moved.unit == "XX2" and moved.after > moved.before and moved.why


def test_every_process_counts_with_a_notice_loaded_by_another(owed, committed):
    assert not clock.Calendar.default().confirmed(2027)
    committed(acts.load_year, notice(), unit="QFB", by=d.roles(d.OFFICE))
    assert clock.Calendar.default().confirmed(2027)
    clock.use([])
    holidays.refresh()
    assert clock.Calendar.default().confirmed(2027)


@pytest.mark.parametrize(
    "wrong", [{"confirmed": "yes"}, {"off": []}, {"year": 1900}, {"work": ["2027-02-30"]}]
)
def test_a_wrong_notice_is_refused(owed, wrong):
    with pytest.raises(NotReady):
        acts.load_year(notice(**wrong), unit="QFB", by=d.roles(d.OFFICE))


def test_the_same_notice_twice_and_another_person_are_refused(owed, committed):
    with pytest.raises(NotAllowed):
        acts.load_year(notice(), unit="QFB", by=d.roles(d.OFFICER))
    committed(acts.load_year, notice(), unit="QFB", by=d.roles(d.OFFICE))
    with pytest.raises(NotReady):
        acts.load_year(notice(), unit="QFB", by=d.roles(d.OFFICE))


# Editions on their day, pilots


def test_an_edition_for_a_later_day_comes_into_use_on_it(owed):
    data = edition() | {"edition": "MC-2027", "version": "2027.1"}
    del data["obligations"][2]
    with pytest.raises(NotReady, match="MC-2026"):
        acts.load_edition(
            edition(), unit="QFB", by=d.roles(d.OFFICE), effective_on=date(2026, 4, 1)
        )
    acts.load_edition(data, unit="QFB", by=d.roles(d.OFFICE), effective_on=date(2026, 4, 1))
    d.tick()
    obj = d.publish("MC-029")
    from mingchuang.catalogue import timed

    assert [call for call in timed.due(clock.now()) if call.args == ("MC-2027",)] == []
    with clock.at("2026-04-01T00:01"):
        for call in timed.due(clock.now()):
            call()
        d.tick()
        rows = {row.owed.obligation.code: row for row in owing.of_unit("YY1", clock.now())}
    assert set(rows) == {"MC-029"}
    assert rows["MC-029"].owed.obligation.edition_id == "MC-2027"
    assert [found.obj for found in rows["MC-029"].live] == [obj]  # what is published stays attached
    assert rows["MC-029"].owed.since == d.OPENING.date()


def test_a_row_is_tried_by_some_units_and_then_extended(owed):
    office = d.roles(d.OFFICE)
    acts.try_out("MC-001", ["FGJ"], unit="QFB", by=office)
    d.tick()
    assert days_owed("MC-001") == {"FGJ"}
    acts.try_out("MC-001", [], unit="QFB", by=office)
    assert days_owed("MC-001") == {"FGJ", "QFB"}
    with pytest.raises(NotReady, match="试"):
        acts.try_out("MC-001", ["YY1"], unit="QFB", by=office)
    with pytest.raises(NotAllowed):
        acts.try_out("MC-001", ["FGJ"], unit="QFB", by=d.roles(d.OFFICER))


def test_a_pilot_on_an_old_row_erases_nothing_that_was_missed(owed):
    office = d.roles(d.OFFICE)
    before = {row.unit_id: row.since for row in Owed.objects.filter(obligation__code="MC-001")}
    acts.try_out("MC-001", ["FGJ"], unit="QFB", by=office)
    with clock.at("2026-05-04T10:00"):
        acts.try_out("MC-001", [], unit="QFB", by=office)
    rows = Owed.objects.filter(obligation__code="MC-001", until=None)
    assert {row.unit_id: row.since for row in rows} == before


def test_what_nobody_tries_is_not_extended_and_nothing_is_published(owed):
    from mingchuang.ledger.models import Outbox

    office = d.roles(d.OFFICE)
    before = Outbox.objects.count()
    with pytest.raises(NotReady):
        acts.try_out("MC-001", [], unit="QFB", by=office)
    assert Outbox.objects.count() == before
    acts.try_out("MC-001", ["FGJ"], unit="QFB", by=office)
    with pytest.raises(NotReady):
        acts.try_out("MC-001", ["FGJ"], unit="QFB", by=office)


def test_a_waiting_edition_takes_over_what_was_set_meanwhile_and_keeps_what_it_changed_itself(owed):
    office = d.roles(d.OFFICE)
    data = edition() | {"edition": "MC-2027", "version": "2027.1"}
    data["obligations"][1]["applies"] = {"units": ["YY1", "QFB"]}  # MC-029, by its own decision
    acts.load_edition(data, unit="QFB", by=office, effective_on=date(2026, 4, 1))
    acts.try_out("MC-001", ["FGJ"], unit="QFB", by=office)
    acts.assign("MC-029", kinds=["hospital"], sectors=["health"], unit="QFB", by=office)
    acts.assign("MC-036", kinds=["organ"], sectors=["government"], unit="QFB", by=office, edition="MC-2027")  # fmt: skip
    d.tick()
    assert days_owed("MC-036") == {"XX2"}
    from mingchuang.catalogue import timed

    with clock.at("2026-04-01T00:01"):
        for call in timed.due(clock.now()):
            call()
        d.tick()
    assert days_owed("MC-001") == {"FGJ"}
    assert days_owed("MC-029") == {"YY1", "QFB"}
    assert days_owed("MC-036") == {"QFB", "FGJ"}
    with pytest.raises(NotReady):
        acts.assign("MC-036", kinds=["organ"], sectors=["government"], unit="QFB", by=office, edition="MC-2027")  # fmt: skip


def days_owed(code):
    from mingchuang.catalogue.models import Owed

    rows = Owed.objects.filter(obligation__code=code, until=None, obligation__edition__current=True)
    return set(rows.values_list("unit", flat=True))


# Elsewhere


def test_a_link_meets_every_period_from_its_first_day_on(owed):
    row = Owed.objects.get(unit="YY1", obligation__code="MC-029")
    link = acts.add_link(
        row.pk,
        title="收费标准",
        platform="价格监测平台",
        url="https://jg.mingchuang.example/yy1",
        actor=d.person(d.OFFICER),
    )
    d.tick()
    found = of("YY1", "MC-029")
    assert len(found) > 2
    assert {due.met_by for due in found} == {link.obj}
    assert all(due.met_on <= due.on for due in found)


# What the officer is told of an event, and of rows without a date


def test_the_days_that_follow_from_an_event_are_told_when_it_is_recorded(owed, signed_in):
    acts.load_edition(
        edition(**{"MC-029": "价格调整后5日内"}) | {"version": "2026.3"},
        unit="QFB",
        by=d.roles(d.OFFICE),
    )
    said = {
        "name": "价格调整",
        "on": "2026-03-01",
        "at": "08:30",
        "obligations": ["MC-029", "MC-030"],
    }
    page = signed_in(d.OFFICER).post("/desk/owed/YY1/events/", said, follow=True)
    ok, late = [str(message) for message in page.context["messages"]]
    assert "医疗服务价格" in ok and "2026年3月6日" in ok and "2026年2月28日" not in ok
    assert "2026年2月28日 8:30" in late


def test_an_event_and_a_row_name_what_met_them(owed, signed_in):
    record(at=datetime(2026, 3, 20, 8, 30).time())
    obj = d.publish("MC-030", title="停诊通知")
    d.publish("MC-029", title="价格一览")
    d.tick()
    client = signed_in(d.OFFICER)
    page = client.get("/desk/owed/YY1/events/").content.decode()
    assert f'href="/desk/items/{obj}/">停诊通知' in page
    (row,) = [r for r in owing.of_unit("YY1", clock.now()) if r.owed.obligation.code == "MC-029"]
    assert (row.met.on, row.met_by.title) == (date(2026, 4, 15), "价格一览")
    assert client.get("/desk/owed/YY1/").content.decode().count("停诊通知</a>") == 2


def test_a_row_says_why_it_has_no_date(owed, signed_in, client):
    d.tick()
    words = {r.owed.obligation.code: r.undated for r in owing.of_unit("YY1", clock.now())}
    assert words == {"MC-029": "", "MC-030": "event"}
    desk = signed_in(d.OFFICER).get("/desk/owed/YY1/").content.decode()
    assert "/desk/owed/YY1/events/?row=MC-030" in desk
    (own,) = [r.undated for r in owing.of_unit("XX2", clock.now()) if r.owed.obligation.code == "MC-036"]  # fmt: skip
    assert own == "document"
    record()
    d.tick()
    words = {r.owed.obligation.code: r.undated for r in owing.of_unit("YY1", clock.now())}
    assert words["MC-030"] == ""


@pytest.mark.parametrize(
    ("limit", "started", "why"),
    [
        ("批准后20日内", False, "event"),
        ("批准后20日内", True, ""),
        ("自形成或者变更之日起20个工作日内", False, "document"),
        ("及时公开", False, ""),
        ("每年1月31日前", False, ""),
        ("年度终了后3个月内", False, ""),
    ],
)
def test_why_a_row_has_no_date(limit, started, why):
    assert dues.why_undated(limit, started) == why
