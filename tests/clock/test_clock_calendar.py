import json
from datetime import date, datetime, timedelta
from importlib.resources import files

import chinese_calendar
import pytest

from mingchuang.clock import Calendar, lunar_known, statutory
from mingchuang.words import set_translator

CALENDAR = Calendar.default()


def days(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def span(first, last):
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def table(year=2027, **changes):
    off = [{"date": day.isoformat(), "name": name} for day, name in statutory(year).items()]
    base = {
        "year": year,
        "version": f"{year}.1",
        "source": "国务院办公厅通知",
        "confidence": "test",
        "confirmed": True,
        "off": off,
        "work": [],
    }
    return base | changes


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_agrees_with_the_independent_calendar(year):
    differing = [
        day for day in days(year) if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_number_of_working_days_of_a_year(year, count):
    assert sum(map(CALENDAR.is_workday, days(year))) == count


def test_the_notice_for_2026_day_by_day():
    off = (
        span("2026-01-01", "2026-01-03")
        | span("2026-02-15", "2026-02-23")
        | span("2026-04-04", "2026-04-06")
        | span("2026-05-01", "2026-05-05")
        | span("2026-06-19", "2026-06-21")
        | span("2026-09-25", "2026-09-27")
        | span("2026-10-01", "2026-10-07")
    )
    work = {
        date.fromisoformat(f"2026-{day}")
        for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    }
    for day in days(2026):
        kind = CALENDAR.facts(day).kind
        assert (kind == "holiday") == (day in off), day
        assert (kind == "make-up") == (day in work), day
        assert CALENDAR.is_workday(day) == (day in work or (day.weekday() < 5 and day not in off))


def test_the_years_with_a_notice_are_confirmed_and_others_are_not():
    assert [year for year in range(2024, 2040) if CALENDAR.confirmed(year)] == [2024, 2025, 2026]
    assert CALENDAR.version == "2024.1+2025.1+2026.1"


def test_years_before_our_tables_come_from_the_maintained_package():
    assert CALENDAR.confirmed(2023)
    assert CALENDAR.table(2023).source == "chinesecalendar"
    assert all(CALENDAR.is_workday(day) == chinese_calendar.is_workday(day) for day in days(2023))
    assert not CALENDAR.confirmed(2003)


def test_a_year_without_notice_has_its_statutory_holidays_and_ordinary_weekends():
    off = {day for day in days(2027) if not CALENDAR.is_workday(day) and day.weekday() < 5}
    assert off == {
        date(2027, 1, 1),
        date(2027, 2, 5),
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    }
    assert not any(CALENDAR.is_workday(day) for day in days(2027) if day.weekday() >= 5)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_notices_give_off_every_statutory_holiday(year):
    for day, name in statutory(year).items():
        facts = CALENDAR.facts(day)
        assert (facts.kind, facts.confirmed) == ("holiday", True), day
        # 中秋 may fall inside the days off for 国庆, as in 2025.
        assert facts.holiday == name


def test_the_law_of_2024_added_the_eve_and_the_second_of_may():
    assert date(2024, 2, 9) not in statutory(2024) and date(2024, 5, 2) not in statutory(2024)
    assert statutory(2025)[date(2025, 1, 28)] == "Spring Festival"
    assert len(statutory(2026)) == 13 and len(statutory(2024)) == 11


def test_lunar_dates_agree_with_the_solar_terms_and_stay_in_their_season():
    raw = json.loads(files("mingchuang.clock").joinpath("lunar.json").read_text("utf-8"))
    assert set(raw["years"]) == {str(year) for year in range(2024, 2036)}
    months = 29.530588
    for year, row in raw["years"].items():
        spring, qingming, boat, moon = (
            date.fromisoformat(row[name])
            for name in ("spring", "qingming", "dragon_boat", "mid_autumn")
        )
        terms = chinese_calendar.get_solar_terms(date(int(year), 4, 1), date(int(year), 4, 10))
        assert qingming in [day for day, _name in terms]
        assert date(int(year), 1, 21) <= spring <= date(int(year), 2, 20)
        # 五月初五 is four or (with a leap month) five moons and four days on; 八月十五 three moons more.
        since = [(boat - spring).days - 4, (moon - boat).days - 10]
        assert min(abs(since[0] - moons * months) for moons in (4, 5)) < 1.5
        assert min(abs(since[1] - moons * months) for moons in (3, 4)) < 1.5


def test_far_years_keep_the_fixed_dates_and_say_the_lunar_ones_are_missing():
    assert not lunar_known(2040) and lunar_known(2035)
    assert not CALENDAR.is_workday(date(2040, 10, 2))
    assert "lunar ones are not known" in CALENDAR.why(date(2040, 10, 2))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 16), ["Monday", "Spring Festival", "国办发明电〔2025〕7号"]),
        (date(2026, 2, 14), ["Saturday", "make-up working day", "Spring Festival"]),
        (date(2026, 3, 7), ["weekly rest day", "article 7"]),
        (date(2026, 3, 6), ["ordinary working day"]),
        (
            date(2027, 1, 1),
            ["New Year's Day", "Regulations on Public Holidays", "Provisional", "2027"],
        ),
        (date(2027, 1, 4), ["ordinary working day", "Provisional", "2027"]),
    ],
)
def test_why_names_the_holiday_and_the_rule(day, words):
    assert [word for word in words if word not in CALENDAR.why(day)] == []
    assert ("Provisional" in CALENDAR.why(day)) == (day.year == 2027)


def test_a_district_loads_the_notice_of_a_new_year():
    new = table(
        off=[*table()["off"], {"date": "2027-02-09", "name": "春节"}],
        work=[{"date": "2027-02-20", "name": "春节"}, "2027-10-09"],
    )
    later = CALENDAR.with_year(new)
    assert later.confirmed(2027) and not CALENDAR.confirmed(2027)
    assert not later.is_workday(date(2027, 2, 9)) and CALENDAR.is_workday(date(2027, 2, 9))
    assert later.is_workday(date(2027, 2, 20)) and later.is_workday(date(2027, 10, 9))
    assert later.facts(date(2027, 2, 9)).holiday == "Spring Festival"
    assert "Provisional" not in later.why(date(2027, 1, 4))
    assert "for ," not in later.why(date(2027, 10, 9))
    assert later.version == "2024.1+2025.1+2026.1+2027.1"


def test_a_notice_may_arrange_the_december_before_its_year():
    later = CALENDAR.with_year(
        table(off=[*table()["off"], {"date": "2026-12-31", "name": "元旦"}], work=["2026-12-26"])
    )
    assert later.is_workday(date(2026, 12, 26)) and not later.is_workday(date(2026, 12, 31))
    assert "国务院办公厅通知" in later.why(date(2026, 12, 31))


def test_an_unconfirmed_table_does_not_count():
    later = CALENDAR.with_year(table(confirmed=False, work=["2027-02-20"]))
    assert not later.confirmed(2027)
    assert not later.is_workday(date(2027, 2, 20))
    assert later.version == CALENDAR.version


def test_a_changed_table_needs_a_new_version():
    first = CALENDAR.with_year(table())
    assert first.with_year(table()) == first
    with pytest.raises(ValueError, match="new version"):
        first.with_year(table(work=["2027-02-20"]))
    assert first.with_year(table(version="2027.2", work=["2027-02-20"])).version.endswith("2027.2")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"year": "2027"}, "whole number"),
        ({"year": True}, "whole number"),
        ({"confirmed": "yes"}, "true or false"),
        ({"source": " "}, "“source”"),
        ({"holidays": []}, "“holidays”"),
        ({"off": []}, "2027-01-01 is missing"),
        ({"off": {}}, "must be a list"),
        ({"work": ["2027-02-19"]}, "not a Saturday or Sunday"),
        ({"work": ["2027-02-31"]}, "entry 1: “2027-02-31” is not a date"),
        ({"work": ["2027-02-20", "2027-02-20"]}, "entry 2: 2027-02-20 is listed twice"),
        ({"work": ["2028-02-19"]}, "outside the year"),
        ({"work": ["2027-02-06"]}, "both off and worked"),
        ({"work": [20270220]}, "write it like"),
        ({"off": [{"date": "2027-01-01"}]}, "which holiday"),
    ],
)
def test_a_wrong_table_is_refused_with_the_place_of_the_error(changes, said):
    with pytest.raises(ValueError, match=r".") as error:
        CALENDAR.with_year(table() | changes)
    assert said in str(error.value)


def test_a_half_typed_notice_is_refused():
    without = [entry for entry in table()["off"] if entry["date"] != "2027-02-05"]
    with pytest.raises(ValueError, match=r"2027-02-05 is missing.*Spring Festival"):
        CALENDAR.with_year(table(off=without))


def test_a_moment_is_not_mistaken_for_a_day():
    with pytest.raises(ValueError, match="moment"):
        CALENDAR.is_workday(datetime(2026, 10, 1, 9))


def test_the_calendar_is_a_frozen_value():
    assert Calendar.default() is CALENDAR
    with pytest.raises(AttributeError):
        CALENDAR.tables = ()
    assert hash(CALENDAR) == hash(Calendar(CALENDAR.tables))


def test_what_is_said_can_be_translated():
    chinese = {
        "{day} is off for {holiday}, by {source}.": "{day}{holiday}放假（{source}）。",
        "Spring Festival": "春节",
        "{day} ({weekday})": "{day}（{weekday}）",
        "{year:04}-{month:02}-{day:02}": "{year}年{month}月{day}日",
        "Monday": "星期一",
    }
    set_translator(lambda text: chinese.get(text, text))
    try:
        line = CALENDAR.why(date(2026, 2, 16))
    finally:
        set_translator(None)
    assert line.startswith("2026年2月16日（星期一）春节放假（国务院办公厅关于2026年")
