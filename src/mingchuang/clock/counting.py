"""Counting statutory periods.

The unit comes from the statute, never from the character 日 alone: 行政许可法 art. 82 makes its every
日 a working day, 行政处罚法 art. 85 only 二、三、五、七日, and elsewhere a bare 日 is a calendar day.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mingchuang.clock.calendar import Calendar, DayFacts, _plain_date, say_unconfirmed
from mingchuang.clock.words import say_date, say_day, say_holiday
from mingchuang.words import _

UNITS = ("workday", "day", "month", "year")

# Longer than any statutory period in days, and short enough to count day by day.
_MOST = 40_000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """The last day of a period.

    ``date`` is the day, whose end (24:00, or close of business, 民法典 art. 203(2)) ends the period.
    ``provisional`` is true when a day was looked at in a year without a confirmed holiday notice:
    compute it again when the notice is loaded. ``explanation`` is lines for a reader, in the
    language in force when it was computed.
    """

    date: date
    provisional: bool
    explanation: tuple[str, ...]


def due(start: date, n: int, unit: str, calendar: Calendar | None = None) -> Due:
    """Return the last day of a period of ``n`` ``unit`` that begins on ``start``.

    The starting day is not counted (民法典 art. 201). ``workday``: the n-th working day after it.
    ``day``, ``month``, ``year``: the n-th day or the corresponding day, the month's last day where
    there is none (art. 202); when that is a rest day, the next working day (art. 203(1)). ``n`` = 0
    is the starting day itself, rest day or not. ``calendar`` defaults to the product's tables.

    Raises ``ValueError`` for a negative or absurd ``n``, an unknown unit, or a moment for a day.
    """
    _plain_date(start)
    _check(n, unit)
    calendar = calendar or Calendar.default()
    if n == 0:
        line = _("A period of nothing ends on its starting day, {day}.").format(day=say_day(start))
        return Due(start, False, (line,))
    try:
        if unit == "workday":
            return _workdays(start, n, calendar)
        return _natural(start, n, unit, calendar)
    except OverflowError as error:
        raise ValueError(
            _("{n} {unit} from {day} is past the year 9999. Check the number.").format(
                n=n, unit=unit, day=say_date(start)
            )
        ) from error


def workday_before(event: date, n: int, calendar: Calendar | None = None) -> Due:
    """Return the ``n``-th working day before ``event``, which is not counted itself.

    The last day of an advance notice (听证的七个工作日前). Raises ``ValueError`` as :func:`due` does.
    """
    _plain_date(event)
    _check(n, "workday")
    calendar = calendar or Calendar.default()
    seen: list[tuple[date, DayFacts]] = []
    day, counted = event, 0
    while counted < n:
        day -= _DAY
        facts = calendar.facts(day)
        seen.append((day, facts))
        counted += facts.works
    lines = [
        _("Counting back working days: {n}, before {event}, which is not counted.").format(
            n=n, event=say_day(event)
        ),
        *_skipped(reversed(seen)),
        _("Working day {n} before it is {day}.").format(n=n, day=say_day(day)),
    ]
    return _result(day, seen, lines)


def fixed(day: date) -> Due:
    """Return ``day`` as a deadline named by its date (such as 条例 art. 49: 31 January).

    It is not a period, so nothing moves it: not even falling on a rest day.
    """
    _plain_date(day)
    line = _("{day} is a date fixed by the rule itself; it does not move for rest days.").format(
        day=say_day(day)
    )
    return Due(day, False, (line,))


def workdays_between(a: date, b: date, calendar: Calendar | None = None) -> int:
    """Return how many working days lie after ``a`` up to and including ``b``.

    It undoes :func:`due`: ``workdays_between(s, due(s, n, "workday").date) == n``. With ``b`` before
    ``a`` the count of the days from ``b`` to ``a`` comes back negative. Raises ``ValueError`` for a
    moment given as a day.
    """
    _plain_date(a)
    _plain_date(b)
    calendar = calendar or Calendar.default()
    if b < a:
        return -workdays_between(b, a, calendar)
    return sum(calendar.is_workday(day) for day in _range(a + _DAY, b) if a < b)


def _check(n: int, unit: str) -> None:
    if unit not in UNITS:
        raise ValueError(
            _("“{unit}” is not a unit of time. Use one of: {units}.").format(
                unit=unit, units=", ".join(UNITS)
            )
        )
    if n < 0:
        raise ValueError(
            _("A period cannot be negative ({n}). Give 0 or more, or swap the dates.").format(n=n)
        )
    if n > _MOST:
        raise ValueError(
            _("A period of {n} is longer than any statute's. Give {most} or less.").format(
                n=n, most=_MOST
            )
        )


def _workdays(start: date, n: int, calendar: Calendar) -> Due:
    seen: list[tuple[date, DayFacts]] = []
    day, counted = start, 0
    while counted < n:
        day += _DAY
        facts = calendar.facts(day)
        seen.append((day, facts))
        counted += facts.works
    lines = [
        _(
            "Counting working days: {n}, after {start}. The starting day is not counted "
            "(Civil Code, article 201)."
        ).format(n=n, start=say_day(start)),
        *_skipped(seen),
    ]
    made_up = [each for each in seen if each[1].kind == "make-up"]
    lines += [
        _("Counted: {day}, a make-up working day for {holiday}.").format(
            day=say_day(worked), holiday=say_holiday(facts.holiday)
        )
        if facts.holiday
        else _("Counted: {day}, a make-up working day.").format(day=say_day(worked))
        for worked, facts in made_up
    ]
    lines.append(_("Working day {n} is {day}.").format(n=n, day=say_day(day)))
    return _result(day, seen, lines)


def _natural(start: date, n: int, unit: str, calendar: Calendar) -> Due:
    lines = [_opening(n, unit, start)]
    if unit == "day":
        last = start + n * _DAY
    else:
        last, clamped = _same_day(start, n if unit == "month" else 12 * n)
        if clamped:
            lines.append(
                _(
                    "The last month has no day {number}, so the period ends on its last day, {day} "
                    "(Civil Code, article 202)."
                ).format(number=start.day, day=say_day(last))
            )
    seen = [(last, calendar.facts(last))]
    while not seen[-1][1].works:
        day = seen[-1][0] + _DAY
        seen.append((day, calendar.facts(day)))
    if len(seen) > 1:
        lines.append(
            _("The last day would be {day}; a rest day ends no period.").format(day=say_day(last))
        )
        lines += _skipped(seen)
        lines.append(
            _("It ends on the next working day, {day} (Civil Code, article 203).").format(
                day=say_day(seen[-1][0])
            )
        )
    else:
        lines.append(_("The last day is {day}.").format(day=say_day(last)))
    return _result(seen[-1][0], seen, lines)


def _opening(n: int, unit: str, start: date) -> str:
    words = {
        "day": _(
            "Counting calendar days: {n}, after {start}. The starting day is not counted "
            "(Civil Code, article 201)."
        ),
        "month": _(
            "Counting months: {n}, from {start}. The starting day is not counted "
            "(Civil Code, article 201)."
        ),
        "year": _(
            "Counting years: {n}, from {start}. The starting day is not counted "
            "(Civil Code, article 201)."
        ),
    }
    return words[unit].format(n=n, start=say_day(start))


def _same_day(start: date, months: int) -> tuple[date, bool]:
    """Return the day that corresponds to ``start`` after ``months``, and whether it was clamped."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)), start.day > last


def _skipped(seen: Iterable[tuple[date, DayFacts]]) -> list[str]:
    """Return a line for each run of holidays among ``seen``, and one for the weekly rest days."""
    lines: list[str] = []
    weekends = 0
    for (kind, name), group in groupby(seen, key=lambda each: (each[1].kind, each[1].holiday)):
        days = [day for day, _facts in group]
        if kind == "weekend":
            weekends += len(days)
        elif kind == "holiday" and len(days) == 1:
            lines.append(
                _("Skipped: {holiday}, {day}.").format(
                    holiday=say_holiday(name), day=say_day(days[0])
                )
            )
        elif kind == "holiday":
            lines.append(
                _("Skipped: {holiday}, {first} to {last}; days: {count}.").format(
                    holiday=say_holiday(name),
                    first=say_day(days[0]),
                    last=say_day(days[-1]),
                    count=len(days),
                )
            )
    if weekends:
        lines.append(
            _("Skipped: weekly rest days outside holidays: {count}.").format(count=weekends)
        )
    return lines


def _result(day: date, seen: Iterable[tuple[date, DayFacts]], lines: list[str]) -> Due:
    unconfirmed = {each.year for each, facts in seen if not facts.confirmed}
    if unconfirmed:
        lines.append(say_unconfirmed(unconfirmed))
    return Due(day, bool(unconfirmed), tuple(lines))


def _range(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY
