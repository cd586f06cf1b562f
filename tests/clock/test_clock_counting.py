import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingchuang.clock import UNITS, Calendar, due, fixed, workdays_between
from mingchuang.clock.console import run_due
from mingchuang.words import set_translator

CALENDAR = Calendar.default()
STARTS = st.dates(date(2023, 6, 1), date(2029, 12, 31))
COUNTS = st.integers(0, 90)


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "last", "naive"),
    [
        ("2026-01-30", 20, "2026-03-05", "2026-02-27"),
        ("2026-02-06", 20, "2026-03-12", "2026-03-06"),
        ("2026-02-13", 7, "2026-03-02", "2026-02-24"),
        ("2026-09-18", 20, "2026-10-22", "2026-10-16"),
        ("2026-09-18", 7, "2026-09-29", "2026-09-29"),
        ("2026-09-24", 15, "2026-10-22", "2026-10-15"),
        ("2026-11-23", 20, "2026-12-21", "2026-12-21"),
        ("2026-12-28", 5, "2027-01-05", "2027-01-04"),
    ],
)
def test_working_days_follow_the_notices(start, n, last, naive):
    result = due(d(start), n, "workday")
    assert result.date == d(last)
    assert result.provisional == (d(last).year == 2027)
    assert any("Provisional" in line for line in result.explanation) == result.provisional
    # The Monday-to-Friday answer of the same row, to show that the vectors tell the two apart.
    day, counted = d(start), 0
    while counted < n:
        day += timedelta(days=1)
        counted += day.weekday() < 5
    assert day == d(naive)


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        ("2026-03-02", 10, "day", "2026-03-12"),
        ("2026-03-04", 10, "day", "2026-03-16"),  # Saturday moves to Monday
        ("2026-09-02", 30, "day", "2026-10-08"),  # National Day
        ("2026-01-15", 30, "day", "2026-02-14"),  # a Saturday that is worked does not move
        ("2026-01-30", 1, "month", "2026-02-28"),  # no 30 February; that Saturday is worked
        ("2026-01-31", 3, "month", "2026-04-30"),
        ("2026-03-05", 2, "month", "2026-05-06"),  # Labour Day
        ("2024-11-30", 3, "month", "2025-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-02-29", 2, "year", "2026-02-28"),
        ("2025-10-01", 1, "year", "2026-10-08"),
        ("2026-12-15", 1, "month", "2027-01-15"),
    ],
)
def test_calendar_periods_end_on_a_working_day(start, n, unit, last):
    assert due(d(start), n, unit).date == d(last)


def test_a_calendar_period_is_provisional_only_by_the_days_it_ends_on():
    assert not due(d("2023-12-20"), 20, "day").provisional
    assert due(d("2026-12-15"), 1, "month").provisional
    assert not due(d("2025-12-15"), 1, "year").provisional
    assert due(d("2026-12-05"), 27, "day").provisional


def test_a_loaded_notice_settles_a_provisional_date():
    table = {
        "year": 2027,
        "version": "2027.1",
        "source": "notice",
        "confidence": "test",
        "confirmed": True,
        "off": [
            {"date": day.isoformat(), "name": "x"}
            for day in (d("2027-01-01") + timedelta(days=n) for n in range(365))
            if CALENDAR.facts(day).kind == "holiday"
        ],
        "work": ["2027-01-02"],
    }
    result = due(d("2026-12-28"), 5, "workday", CALENDAR.with_year(table))
    assert (result.date, result.provisional) == (d("2027-01-04"), False)


def test_the_explanation_names_what_was_skipped_and_what_was_counted():
    text = "\n".join(due(d("2026-02-13"), 7, "workday").explanation)
    assert "Civil Code, article 201" in text
    assert "Skipped: Spring Festival, 2026-02-15 (Sunday) to 2026-02-23 (Monday); days: 9." in text
    assert "Counted: 2026-02-14 (Saturday), a make-up working day for Spring Festival." in text
    assert "Counted: 2026-02-28 (Saturday)" in text
    assert "outside holidays: 1." in text
    assert "Working day 7 is 2026-03-02 (Monday)." in text


def test_the_explanation_names_the_articles_that_moved_the_end():
    moved = "\n".join(due(d("2026-09-02"), 30, "day").explanation)
    assert "2026-10-02" in moved and "National Day" in moved and "article 203" in moved
    clamped = "\n".join(due(d("2024-11-30"), 3, "month").explanation)
    assert "no day 30" in clamped and "article 202" in clamped and "article 203" not in clamped
    whole = "\n".join(due(d("2026-01-31"), 2, "month").explanation)
    assert "2026-03-31" in whole and "article 202" not in whole


def test_the_explanation_can_be_translated():
    pattern = "Working day {n} is {day}."
    set_translator(lambda text: "第{n}个工作日为{day}。" if text == pattern else text)
    try:
        lines = due(d("2026-11-23"), 20, "workday").explanation
    finally:
        set_translator(None)
    assert lines[-1] == "第20个工作日为2026-12-21 (Monday)。"


def test_a_language_writes_the_days_of_an_explanation_its_own_way_and_the_date_stays_iso():
    chinese = {
        "{year:04}-{month:02}-{day:02}": "{year}年{month}月{day}日",
        "{day} ({weekday})": "{day}（{weekday}）",
        "Friday": "星期五",
    }
    out = io.StringIO()
    set_translator(lambda text: chinese.get(text, text))
    try:
        assert run_due(["2026-01-30", "20", "workday"], out, io.StringIO()) == 0
    finally:
        set_translator(None)
    first, opening, *_rest = out.getvalue().split("\n")
    assert first == "2026-03-05"
    assert "after 2026年1月30日（星期五）." in opening
    assert "2026-" not in "".join([opening, *_rest])


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_ends_on_its_starting_day_even_a_rest_day(unit):
    result = due(d("2026-10-03"), 0, unit)
    assert (result.date, result.provisional) == (d("2026-10-03"), False)


def test_a_fixed_date_does_not_move():
    result = fixed(d("2026-01-31"))
    assert not CALENDAR.is_workday(result.date)
    assert (result.date, result.provisional) == (d("2026-01-31"), False)
    assert "does not move" in result.explanation[0]


@pytest.mark.parametrize(
    ("n", "unit", "said"),
    [
        (-1, "workday", "cannot be negative"),
        (5, "日", "workday, day, month, year"),
        (50_000, "day", "longer than any"),
        (9_000, "year", "past the year 9999"),
        (39_999, "year", "past the year 9999"),
    ],
)
def test_a_period_that_cannot_be_counted_says_what_to_do(n, unit, said):
    with pytest.raises(ValueError, match=said):
        due(d("2026-01-30"), n, unit)


def test_a_moment_is_not_mistaken_for_a_day():
    with pytest.raises(ValueError, match="moment"):
        due(datetime(2026, 1, 30, 9), 5, "workday")


@given(start=STARTS, n=st.integers(1, 90))
def test_working_days_never_end_on_a_rest_day(start, n):
    assert CALENDAR.is_workday(due(start, n, "workday").date)


@given(start=STARTS, n=st.integers(1, 60), unit=st.sampled_from(["day", "month", "year"]))
def test_calendar_periods_never_end_on_a_rest_day_nor_early(start, n, unit):
    last = due(start, n, unit).date
    assert CALENDAR.is_workday(last)
    if unit == "day":
        raw = start + timedelta(days=n)
        assert last >= raw
        assert not any(
            CALENDAR.is_workday(raw + timedelta(days=i)) for i in range((last - raw).days)
        )


@given(start=STARTS, n=COUNTS, m=COUNTS)
def test_n_then_m_working_days_are_n_plus_m(start, n, m):
    first = due(start, n, "workday").date
    assert due(first, m, "workday").date == due(start, n + m, "workday").date


@given(start=STARTS, n=COUNTS)
def test_counting_between_undoes_due(start, n):
    last = due(start, n, "workday").date
    assert workdays_between(start, last) == n
    assert workdays_between(last, start) == -n


def test_the_console_prints_the_date_first():
    out, err = io.StringIO(), io.StringIO()
    assert run_due(["2026-01-30", "20", "workday"], out, err) == 0
    lines = out.getvalue().splitlines()
    assert lines[0] == "2026-03-05" and len(lines) > 3
    assert err.getvalue() == "" and "Provisional" not in out.getvalue()


def test_the_console_says_provisional_in_a_line_of_its_own():
    out = io.StringIO()
    assert run_due(["2026-12-28", "5", "workday"], out, io.StringIO()) == 0
    lines = out.getvalue().splitlines()
    assert lines[0] == "2027-01-05"
    assert [line for line in lines if line.startswith("Provisional:")] == lines[-1:]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Usage"),
        (["2026-01-30", "20"], "Usage"),
        (["2026-02-30", "20", "workday"], "2026-02-30"),
        (["30.1.2026", "20", "workday"], "2026-01-30"),
        (["2026-01-30", "twenty", "workday"], "twenty"),
        (["2026-01-30", "-3", "workday"], "negative"),
        (["2026-01-30", "20", "fortnight"], "workday, day, month, year"),
    ],
)
def test_the_console_refuses_bad_arguments_with_status_2(args, said):
    out, err = io.StringIO(), io.StringIO()
    assert run_due(args, out, err) == 2
    assert said in err.getvalue() and out.getvalue() == ""


def test_the_console_helps():
    out = io.StringIO()
    assert run_due(["--help"], out, io.StringIO()) == 0
    assert "mingchuang due DATE N UNIT" in out.getvalue()
