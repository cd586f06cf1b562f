"""From a phrase and a day to the last day: the vectors, rhythms, advance notices, and no guesses."""

import io
from datetime import date, datetime

import pytest

from mingchuang.clock import SHANGHAI, workday_before
from mingchuang.timelimits import NoDate, Rule, check_due_rule, occurrences, of_rule, parse
from mingchuang.timelimits.console import run_due_by_phrase, run_timelimit

FORMED = "信息形成或者变更之日起{}个工作日内"
DECIDED = "作出行政决定之日起{}个工作日内"

# The eight of the statement of facts, then twelve worked by hand with the notices of 2024 to 2026.
VECTORS = [
    ("2026-01-30", FORMED.format(20), "2026-03-05"),
    ("2026-02-06", FORMED.format(20), "2026-03-12"),
    ("2026-02-13", DECIDED.format(7), "2026-03-02"),
    ("2026-09-18", FORMED.format(20), "2026-10-22"),
    ("2026-09-18", DECIDED.format(7), "2026-09-29"),
    ("2026-09-24", FORMED.format(15), "2026-10-22"),
    ("2026-11-23", FORMED.format(20), "2026-12-21"),
    ("2026-12-28", FORMED.format(5), "2027-01-05"),
    # 2024: the 9th is worked, 10–17 February off, Sunday 18 February worked.
    ("2024-02-08", DECIDED.format(7), "2024-02-23"),
    # 2024: 1–5 May off, 28 April and 11 May worked.
    ("2024-04-26", FORMED.format(5), "2024-05-07"),
    # 2024: 15–17 September off and the 14th worked, 1–7 October off, 29 September and 12 October.
    ("2024-09-13", FORMED.format(20), "2024-10-17"),
    # 2025: 28 January to 4 February off, 26 January and 8 February worked.
    ("2025-01-24", DECIDED.format(7), "2025-02-10"),
    # 2025: 1–5 May off, 27 April worked.
    ("2025-04-25", FORMED.format(3), "2025-04-29"),
    # 2025: 1–8 October off, 28 September and 11 October worked.
    ("2025-09-26", FORMED.format(10), "2025-10-16"),
    # Twenty calendar days after 13 February 2026 end on 5 March, a Thursday.
    ("2026-02-13", "本级人民代表大会批准后20日内", "2026-03-05"),
    # Ten calendar days after 21 April 2026 end on 1 May, a holiday; the next working day is the 6th.
    ("2026-04-21", "收到批复之日起10日内", "2026-05-06"),
    # Twenty days after 14 September 2026 end on Sunday 4 October, in the holiday; the 8th is next.
    ("2026-09-14", "财政部门批复后20日内", "2026-10-08"),
    # Three months after the end of 2026.
    ("2026-12-31", "年度终了后3个月内", "2027-03-31"),
    # Back from 9 October 2026: the 8th, then 30, 29, 28 September, then the 24th; 25–27 are off.
    ("2026-10-09", "会议召开前5个工作日", "2026-09-24"),
    # A month after 31 January 2027 ends on its last day, 28 February, a Sunday.
    ("2027-01-31", "合同签订之日起1个月内", "2027-03-01"),
]


@pytest.mark.parametrize(("start", "phrase", "expected"), VECTORS)
def test_the_last_day_of_a_phrase(start, phrase, expected):
    (rule,) = parse(phrase).rules
    limit = of_rule(rule, date.fromisoformat(start))
    assert limit.date.isoformat() == expected
    assert limit.explanation


def test_a_day_in_a_year_without_a_notice_is_provisional():
    (rule,) = parse(FORMED.format(5)).rules
    assert of_rule(rule, date(2026, 12, 28)).provisional
    assert not of_rule(rule, date(2026, 11, 23)).provisional


def test_working_days_are_counted_back_without_the_day_of_the_event():
    assert workday_before(date(2026, 3, 25), 7).date == date(2026, 3, 16)
    # over a holiday and a make-up day: 1–7 October off, Sunday 20 September worked
    assert workday_before(date(2026, 10, 8), 1).date == date(2026, 9, 30)
    assert workday_before(date(2026, 9, 21), 1).date == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("start", "phrase", "expected"),
    [
        ("2026-06-10T08:00", "停水前24小时", "2026-06-09T08:00+08:00"),
        ("2026-06-10T00:30:00+00:00", "停水前24小时", "2026-06-09T08:30+08:00"),
        ("2026-06-10T22:15", "停气提前48小时通知", "2026-06-08T22:15+08:00"),
        ("2026-06-10T22:15", "突发事件发生后24小时内发布", "2026-06-11T22:15+08:00"),
        ("2026-06-10", "停水前24小时", "2026-06-09T00:00+08:00"),
    ],
)
def test_hours_are_counted_to_the_minute(start, phrase, expected):
    out = io.StringIO()
    assert run_due_by_phrase([start, phrase], out, out) == 0
    assert out.getvalue().split("  ")[0] == expected


RHYTHMS = [
    ("每周/次周三之前", "2026-04-01", ["2026-04-01", "2026-04-08"]),
    ("每月/次月上旬", "2026-04-01", ["2026-04-10", "2026-05-10"]),
    ("每季度/当年4月、7月、10月的上旬", "2026-04-01", ["2026-04-10", "2026-07-10", "2026-10-10"]),
    ("每半年/七月下旬和十一月中旬", "2026-04-01", ["2026-07-31", "2026-11-20"]),
    ("每半月/当月20号、次月5号前", "2026-04-01", ["2026-04-05", "2026-04-20", "2026-05-05"]),
    ("每年1月31日前", "2026-02-01", ["2027-01-31"]),
    ("每季度首月15日前", "2026-04-01", ["2026-04-15", "2026-07-15"]),
    ("每季度末", "2026-04-01", ["2026-06-30", "2026-09-30"]),
    ("按季度更新", "2026-04-01", ["2026-06-30", "2026-09-30"]),
    ("每年2月底前", "2027-01-01", ["2027-02-28", "2028-02-29"]),
    ("次月5日前", "2026-12-06", ["2027-01-05", "2027-02-05"]),
]


@pytest.mark.parametrize(("phrase", "first", "expected"), RHYTHMS)
def test_a_rhythm_gives_its_days(phrase, first, expected):
    (rule,) = parse(phrase).rules
    found = occurrences(rule, date.fromisoformat(first), date.fromisoformat(expected[-1]))
    assert [due.isoformat() for _period, due in found] == expected
    assert all(period <= due for period, due in found)


def test_each_half_of_a_month_has_its_own_day():
    (rule,) = parse("每半月/当月20号、次月5号前").rules
    assert of_rule(rule, date(2026, 4, 3)).date == date(2026, 4, 20)
    assert of_rule(rule, date(2026, 4, 18)).date == date(2026, 5, 5)


def test_a_term_has_no_calendar():
    assert occurrences(Rule("PERIODIC", period="TERM"), date(2026, 1, 1), date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1-32", "YEAR"),
        ("13-1", "YEAR"),
        ("+1 WED", "MONTH"),
        ("+1 XXX", "WEEK"),
        ("+1 15", "WEEK"),
        ("+1 15", None),
        ("+1 15", "TERM"),
        ("+1 32", "MONTH"),
        ("next WED", "WEEK"),
        ("1-31;", "YEAR"),
        ("", "YEAR"),
    ],
)
def test_another_due_rule_is_refused(text, period):
    with pytest.raises(ValueError, match="“"):
        check_due_rule(text, period)


@pytest.mark.parametrize(
    "text", ["1-31", "1-31;7-31", "+0 15", "+1 end", "+1 first;+1 mid;+1 last", "+1 15;7-1"]
)
def test_the_grammar_of_due_rules(text):
    check_due_rule(text, "QUARTER")


@pytest.mark.parametrize(
    "phrase", ["及时公开", "实时公开", "长期公开", "同上", "", "见备注", "按季度更新", "每学期"]
)
def test_no_day_is_made_up(phrase):
    (rule,) = parse(phrase).rules
    with pytest.raises(NoDate):
        of_rule(rule, date(2026, 6, 1))
    out, err = io.StringIO(), io.StringIO()
    assert run_due_by_phrase(["2026-06-01", phrase], out, err) == 1
    assert err.getvalue().strip() and not out.getvalue()


def test_a_line_for_each_rule_and_the_reason_for_the_one_without_a_day():
    out, err = io.StringIO(), io.StringIO()
    phrase = "信息形成20个工作日内公开；其中行政许可应自作出决定之日起7个工作日内公示"
    assert run_due_by_phrase(["2026-01-15", phrase], out, err) == 0
    assert [line[:10] for line in out.getvalue().splitlines()] == ["2026-02-12", "2026-01-26"]
    out, err = io.StringIO(), io.StringIO()
    assert run_due_by_phrase(["2026-01-15", "每年1月31日前；见附件"], out, err) == 0
    assert run_due_by_phrase(["2026-01-15", "每年1月31日前；及时更新"], out, err) == 1
    assert err.getvalue().count("\n") == 1


def test_the_counting_of_before_stays_as_it_was():
    out = io.StringIO()
    assert run_due_by_phrase(["2026-01-30", "20", "workday"], out, out) == 0
    assert out.getvalue().splitlines()[0] == "2026-03-05"


@pytest.mark.parametrize("words", [["30 January", "及时"], ["2026-02-30", "每年"], ["2026"]])
def test_a_day_that_is_none_is_a_usage_error(words):
    out, err = io.StringIO(), io.StringIO()
    assert run_due_by_phrase(words, out, err) == 2
    assert err.getvalue() and not out.getvalue()


def test_the_normal_form_is_printed_as_json():
    import json

    out, err = io.StringIO(), io.StringIO()
    assert run_timelimit(["停水前24小时"], out, err) == 0
    (rule,) = json.loads(out.getvalue())["rules"]
    assert (rule["kind"], rule["anchor"], rule["n"], rule["unit"]) == (
        "BEFORE",
        "CUSTOM(停水)",
        24,
        "HOUR",
    )
    assert run_timelimit([], out, err) == 2


def test_a_moment_is_taken_in_shanghai():
    (rule,) = parse("开工当日").rules
    assert of_rule(rule, datetime(2026, 6, 1, 23, 0, tzinfo=SHANGHAI)).date == date(2026, 6, 1)
