"""Rhythms: the grammar of ``due_rule``, and the days it gives.

    due_rule = item { ";" item }
    item     = M "-" D              that day of every year, such as 1-31 or 7-last
             | "+" k " " D          that day k periods on
             | "+" k " MON…SUN"     that weekday k weeks on
    D        = a day of the (first) month, "end" for the last day of the month or period,
               or "first", "mid", "last": the end of its first, second, last ten days

A day that a month does not have is its last one. Of a half month k counts months, and the first item
is of the month's first half, the second of its second half.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mingchuang.timelimits.model import Rule
from mingchuang.words import _

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_ITEM = re.compile(
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2}|end|first|mid|last)"
    r"|\+(?P<k>\d) (?:(?P<at>\d{1,2})|(?P<word>end|first|mid|last)|(?P<week>[A-Z]{3}))"
)
_MONTHS = {"MONTH": 1, "QUARTER": 3, "HALF_YEAR": 6, "YEAR": 12}
_DAY = timedelta(days=1)


def check_due_rule(text: str, period: str | None) -> None:
    """Raise ``ValueError`` when ``text`` is no due rule for ``period``."""
    for item in text.split(";"):
        found = _ITEM.fullmatch(item)
        if not found:
            raise ValueError(
                _("“{item}” is no due rule; write 1-31, +1 15, +1 end, +1 first or +1 WED.").format(
                    item=item
                )
            )
        month, day, at = found["month"], found["day"], found["at"]
        if month and not (1 <= int(month) <= 12 and 1 <= _number(day) <= 31):
            raise ValueError(_("“{item}” is no day of the year.").format(item=item))
        if at and not 1 <= int(at) <= 31:
            raise ValueError(_("“{item}” is no day of a month.").format(item=item))
        if found["week"] and (found["week"] not in WEEKDAYS or period != "WEEK"):
            raise ValueError(
                _("“{item}” names a weekday, which only weeks have.").format(item=item)
            )
        if not month and (period is None or period == "TERM"):
            raise ValueError(
                _("“{item}” counts periods, and there is no period to count.").format(item=item)
            )
        if (at or found["word"]) and period == "WEEK":
            raise ValueError(_("“{item}”: a week has weekdays only.").format(item=item))


def period_starts(period: str, first: date, last: date) -> Iterator[date]:
    """Yield the first days of the periods that touch ``first`` to ``last``; none of a term."""
    start = start_of(period, first)
    while start is not None and start <= last:
        yield start
        start = following(period, start)


def start_of(period: str, day: date) -> date | None:
    """Return the first day of the period in which ``day`` lies, ``None`` for a term."""
    if period == "WEEK":
        return day - day.weekday() * _DAY
    if period == "HALF_MONTH":
        return day.replace(day=1 if day.day <= 15 else 16)
    if period in _MONTHS:
        size = _MONTHS[period]
        return date(day.year, (day.month - 1) // size * size + 1, 1)
    return None


def following(period: str, start: date, k: int = 1) -> date:
    """Return the first day of the ``k``-th period after the one that begins on ``start``."""
    if period == "WEEK":
        return start + 7 * k * _DAY
    if period == "HALF_MONTH":
        for _turn in range(k):
            start = start.replace(day=16) if start.day == 1 else _months(start.replace(day=1), 1)
        return start
    return _months(start, _MONTHS[period] * k)


def end_of(period: str, start: date) -> date:
    """Return the last day of the period that begins on ``start``."""
    return following(period, start) - _DAY


def occurrences(rule: Rule, first: date, last: date) -> list[tuple[date, date]]:
    """Return ``(first day of the period, due day)`` of a rhythm, due from ``first`` to ``last``.

    The period of a day of the year is its year. A rhythm that names no day (按季度更新) is due on the
    last day of each period. Empty for a rule without a rhythm and for terms, which no calendar has.
    """
    if rule.kind == "BY_DATE" or (rule.due_rule and "+" not in rule.due_rule):
        return [
            (date(due.year, 1, 1) if rule.period in (None, "YEAR") else due.replace(day=1), due)
            for year in range(first.year, last.year + 1)
            for due in sorted(_of_year(rule.due_rule or "", year))
            if first <= due <= last
        ]
    if rule.kind != "PERIODIC" or rule.period is None:
        return []
    found = []
    earliest = first - timedelta(days=800)
    for start in period_starts(rule.period, earliest, last):
        found += [(start, due) for due in dues_of(rule, start) if first <= due <= last]
    return sorted(found, key=lambda each: each[1])


def dues_of(rule: Rule, start: date) -> list[date]:
    """Return the due days of a rhythm for the period that begins on ``start``, in order."""
    assert rule.period is not None
    if not rule.due_rule:
        return [end_of(rule.period, start)]
    items = rule.due_rule.split(";")
    if rule.period == "HALF_MONTH" and len(items) == 2:
        items = [items[0 if start.day == 1 else 1]]
    return sorted(_item(item, rule.period, start) for item in items)


def period_ends(period: str, first: date, last: date) -> list[tuple[date, date]]:
    """Return ``(first day, last day)`` of the periods that end from ``first`` to ``last``."""
    return [
        (start, end)
        for start in period_starts(period, first, last)
        if first <= (end := end_of(period, start)) <= last
    ]


def _item(item: str, period: str, start: date) -> date:
    found = _ITEM.fullmatch(item)
    assert found is not None
    if found["month"]:
        return _day(start.year, int(found["month"]), _number(found["day"]))
    k = int(found["k"])
    if found["week"]:
        return following("WEEK", start, k) + WEEKDAYS.index(found["week"]) * _DAY
    unit = "MONTH" if period == "HALF_MONTH" else period
    base = following(unit, start.replace(day=1), k)
    if found["at"]:
        return _day(base.year, base.month, int(found["at"]))
    if found["word"] == "end":
        return end_of(unit, base)
    return _day(base.year, base.month, _number(found["word"]))


def _of_year(due_rule: str, year: int) -> Iterator[date]:
    for item in due_rule.split(";"):
        found = _ITEM.fullmatch(item)
        if found and found["month"]:
            yield _day(year, int(found["month"]), _number(found["day"]))


def _number(day: str) -> int:
    """Return the day of the month that ``D`` names; 31 stands for its last."""
    return {"end": 31, "first": 10, "mid": 20, "last": 31}.get(day) or int(day)


def _day(year: int, month: int, number: int) -> date:
    """Return a day; one that the month does not have is its last."""
    return min(date(year, month, 1) + (number - 1) * _DAY, end_of("MONTH", date(year, month, 1)))


def _months(start: date, n: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, 1)
