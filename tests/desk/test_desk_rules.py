"""What presses how much, when a mail is due, until when a document must be public."""

from datetime import date, datetime

import pytest

from mingchuang import clock
from mingchuang.desk import rules
from mingchuang.publishing.deadlines import deadline, rule_of

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("due", "soon", "expected"),
    [
        (date(2026, 3, 1), False, "overdue"),
        (date(2026, 3, 1), True, "overdue"),
        (date(2026, 3, 2), False, "today"),
        (None, True, "today"),
        (date(2026, 6, 1), True, "today"),
        (date(2026, 3, 3), False, "week"),
        (date(2026, 3, 9), False, "week"),
        (date(2026, 3, 10), False, "later"),
        (None, False, "waiting"),
    ],
)
def test_urgency(due, soon, expected):
    assert rules.urgency(due, soon, MONDAY) == expected


def test_distance_is_in_working_days():
    assert rules.distance(date(2026, 3, 9), MONDAY) == 5
    assert rules.distance(date(2026, 2, 27), MONDAY) == -2  # the Saturday was a make-up day


@pytest.mark.parametrize(
    ("rhythm", "now", "expected"),
    [
        ("daily", "2026-03-02T07:59", None),
        ("daily", "2026-03-02T08:00", "2026-03-02T08:00"),
        ("daily", "2026-03-02T23:00", "2026-03-02T08:00"),
        ("daily", "2026-03-01T12:00", None),  # a Sunday
        ("daily", "2026-10-01T12:00", None),  # the National Day
        ("weekly", "2026-03-02T08:00", "2026-03-02T08:00"),
        ("weekly", "2026-03-02T07:00", None),
        ("weekly", "2026-03-04T12:00", "2026-03-02T08:00"),  # the worker was away on Monday
        ("weekly", "2026-03-08T12:00", None),
        ("weekly", "2026-10-08T08:00", "2026-10-08T08:00"),  # Monday to Wednesday were holidays
        ("off", "2026-03-02T12:00", None),
    ],
)
def test_turns_of_mails(rhythm, now, expected):
    with clock.at(now) as moment:
        found = rules.slot(rhythm, moment)
    with clock.at(expected or now) as wanted:
        assert found == (wanted if expected else None)


def test_a_turn_is_told_in_any_time_zone():
    at = datetime.fromisoformat("2026-03-02T00:30+00:00")
    assert rules.slot("daily", at) == datetime(2026, 3, 2, 8, tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        ("自信息形成或者变更之日起20个工作日内公开", 20),
        ("自作出行政决定之日起7个工作日内公示", 7),
        ("形成或变更之日起20个工作日内予以公开；征求意见期限不得少于30日", 20),
        ("信息形成20个工作日内公开；其中处罚决定自作出之日起7个工作日内公示", None),
        ("信息形成之日起7个工作日内；拟聘结果公示不少于7个工作日", 7),
        ("及时公开", 20),
        ("见备注", 20),
        ("每季度/当年1月、4月、7月、10月的下旬", None),
        ("计划停水提前24小时公告", None),
        ("本级政府财政部门批复后20日内公开", None),
    ],
)
def test_only_a_limit_of_the_document_s_own_day_has_a_date(limit, days):
    rule = rule_of(limit)
    assert (rule and rule.n) == days and (rule is None or rule.unit == "WORKDAY")


@pytest.mark.parametrize(
    ("content", "amendment", "expected"),
    [
        ({"formed_on": "2026-03-02"}, "", date(2026, 3, 30)),
        ({"formed_on": "2026-01-02", "changed_on": "2026-03-02"}, "change", date(2026, 3, 30)),
        ({"formed_on": "2026-03-02"}, "change", None),
        ({"formed_on": "2026-03-02"}, "correction", None),
        ({"formed_on": "2026-03-02"}, "privacy", None),
        ({}, "", None),
        ({"formed_on": "morning"}, "", None),
    ],
)
def test_the_last_day_of_a_document(content, amendment, expected):
    found = deadline(content, {"time_limit": "自形成之日起20个工作日内"}, amendment)
    assert (found.day if found else None) == expected


def test_without_a_limit_in_the_catalogue_it_is_twenty_working_days():
    assert deadline({"formed_on": "2026-03-02"}, {}).n == 20
