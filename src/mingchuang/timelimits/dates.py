"""From a rule and the day it runs from to the last day, or the reason why there is none."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingchuang.clock import SHANGHAI, Calendar, due, workday_before
from mingchuang.clock.words import say_day
from mingchuang.timelimits.model import Rule
from mingchuang.timelimits.periods import dues_of, following, occurrences, start_of
from mingchuang.words import _


class NoDate(ValueError):
    """A rule from which no day follows; the message says why."""


@dataclass(frozen=True)
class Limit:
    """The last day of a rule, its moment where hours are counted, and how it was counted."""

    date: date
    provisional: bool
    explanation: tuple[str, ...]
    moment: datetime | None = None


def of_rule(rule: Rule, start: date | datetime, calendar: Calendar | None = None) -> Limit:
    """Return until when a rule has to be kept whose time runs from ``start``.

    ``WITHIN`` counts forward from the day after (民法典 第二百零一条), ``BEFORE`` back from the day before;
    hours count from the moment, of a bare day from its 00:00. A rhythm gives its next due day from
    the period in which ``start`` lies. Raises :class:`NoDate`.
    """
    day = _day(start)
    if rule.kind == "AT_EVENT":
        return Limit(day, False, (_("On the day of the event, {day}.").format(day=say_day(day)),))
    if rule.kind in ("WITHIN", "BEFORE"):
        return _counted(rule, start, calendar)
    if rule.kind in ("PERIODIC", "BY_DATE"):
        return next_due(rule, day)
    raise NoDate(
        {
            "IMMEDIATE": _("“At once” names no day; one working day is what is expected."),
            "PROMPT": _("“Promptly” names no day; 20 working days are the most the law allows."),
            "PERMANENT": _("It stays public for good; no day is named by which it must be there."),
            "INHERIT": _("It says “as above”: the limit of the row above holds."),
        }.get(rule.kind, _("The time limit could not be read; a person has to look at it."))
    )


def by_event(rule: Rule, start: date | datetime, calendar: Calendar | None = None) -> Limit | None:
    """Return what :func:`of_rule` does for an event, ``None`` where no day follows."""
    try:
        return of_rule(rule, start, calendar)
    except NoDate:
        return None


def next_due(rule: Rule, day: date) -> Limit:
    """Return the next due day of a rhythm on or after ``day``. Raises :class:`NoDate`."""
    if not rule.due_rule:
        raise NoDate(_("A rhythm without a day: nothing says by which day of the period."))
    if rule.kind == "BY_DATE" or "+" not in rule.due_rule:
        found = [due for _period, due in occurrences(rule, day, day + timedelta(days=366))]
    else:
        start = start_of(rule.period or "", day)
        found = []
        for _turn in range(3):
            if start is not None:
                found += [each for each in dues_of(rule, start) if each >= day]
                start = following(rule.period or "", start)
    if not found:
        raise NoDate(_("A rhythm without a calendar: terms begin when the school says so."))
    last = min(found)
    line = _("The next day of this rhythm is {day}; rest days do not move it.").format(
        day=say_day(last)
    )
    return Limit(last, False, (line,))


def _counted(rule: Rule, start: date | datetime, calendar: Calendar | None) -> Limit:
    day = _day(start)
    if rule.n is None or rule.unit is None:
        if rule.kind == "BEFORE":
            last = day - timedelta(days=1)
            return Limit(
                last,
                False,
                (_("Before {day}: by {last}.").format(day=say_day(day), last=say_day(last)),),
            )
        raise NoDate(_("The limit has no number."))
    if rule.unit == "HOUR":
        return _hours(rule, start)
    if rule.kind == "WITHIN":
        found = due(day, rule.n, rule.unit.lower(), calendar)
        return Limit(found.date, found.provisional, found.explanation)
    if rule.unit == "WORKDAY":
        back = workday_before(day, rule.n, calendar)
        return Limit(back.date, back.provisional, back.explanation)
    last = _back(day, rule.n, rule.unit)
    words = {
        "DAY": _("{n} days before {day}: {last}."),
        "MONTH": _("{n} months before {day}: {last}."),
        "YEAR": _("{n} years before {day}: {last}."),
    }
    line = words[rule.unit].format(n=rule.n, day=say_day(day), last=say_day(last))
    return Limit(last, False, (line,))


def _hours(rule: Rule, start: date | datetime) -> Limit:
    moment = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    moment = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment
    moment = moment.astimezone(SHANGHAI)
    hours = timedelta(hours=rule.n or 0)
    last = moment + hours if rule.kind == "WITHIN" else moment - hours
    words = (
        _("{n} hours after {start}: {last}.")
        if rule.kind == "WITHIN"
        else _("{n} hours before {start}: {last}.")
    )
    line = words.format(n=rule.n, start=f"{moment:%Y-%m-%d %H:%M}", last=f"{last:%Y-%m-%d %H:%M}")
    return Limit(last.date(), False, (line,), last)


def _back(day: date, n: int, unit: str) -> date:
    if unit == "DAY":
        return day - timedelta(days=n)
    months = day.year * 12 + day.month - 1 - n * (1 if unit == "MONTH" else 12)
    first = date(months // 12, months % 12 + 1, 1)
    end = following("MONTH", first) - timedelta(days=1)
    return first.replace(day=min(day.day, end.day))


def _day(start: date | datetime) -> date:
    if isinstance(start, datetime):
        return (start.astimezone(SHANGHAI) if start.tzinfo else start).date()
    return start
