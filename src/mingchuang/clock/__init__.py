"""Statutory time: the present instant, the working-day calendar and the counting of periods."""

from mingchuang.clock.calendar import Calendar, DayFacts, YearTable, lunar_known, statutory, use
from mingchuang.clock.counting import UNITS, Due, due, fixed, workday_before, workdays_between
from mingchuang.clock.instant import SHANGHAI, as_offset, at, now, offset, today

__all__ = [
    "SHANGHAI",
    "UNITS",
    "Calendar",
    "DayFacts",
    "Due",
    "YearTable",
    "as_offset",
    "at",
    "due",
    "fixed",
    "lunar_known",
    "now",
    "offset",
    "statutory",
    "today",
    "use",
    "workday_before",
    "workdays_between",
]
