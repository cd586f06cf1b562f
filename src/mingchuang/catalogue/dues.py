"""From a row's time limit to days: what must be public by when, and which publication met it. Pure.

A row that follows the calendar (每季度首月15日前) has one due date for each period; one that follows an
event (批准后20日内) has one for each event recorded. What runs from the forming of each document has
none here: its last day belongs to the document (``publishing.deadlines``).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from mingchuang.clock import SHANGHAI, Calendar
from mingchuang.timelimits import Limit, Rule, by_event, occurrences, parse, period_ends

AHEAD = 400
"""Days for which due dates are worked out in advance: a year, and the period after it."""
BACK = 400
"""Days for which the due dates of a rhythm are kept."""
NEXT = 4
"""How many due dates of a rhythm are told in advance."""
NOTICE_DAYS = 60
"""How long before the due date of an advance notice a publication may stand for it."""
EVENTS = ("WITHIN", "BEFORE", "AT_EVENT")
_OF_THE_DOCUMENT = ("FORMED_OR_CHANGED", "FORMED", "MADE_OR_OBTAINED", "NONE", None)
"""Anchors that each document brings itself."""
_DAY = timedelta(days=1)

term_of = lru_cache(maxsize=4096)(parse)
"""A catalogue says the same few phrases hundreds of times."""


@dataclass(frozen=True)
class Row:
    """A row that a unit owes: its code, its time limit as written, from when until when."""

    code: str
    time_limit: str
    since: date | None
    until: date | None = None


@dataclass(frozen=True)
class Happened:
    """An event: which object says so, its name, its day, its hour."""

    obj: str
    name: str
    on: date
    at: time | None = None


@dataclass(frozen=True)
class Published:
    """Something that answers a row: days on which something new became public. ``standing``
    answers every period while it stands, such as a link to the platform that keeps the matter.

    ``moments`` are the instants of those days in the same order, where they are known; a limit of
    hours is met by them, without them by the day."""

    obj: str
    days: tuple[date, ...]
    standing: bool = False
    moments: tuple[datetime, ...] = ()

    @property
    def answers(self) -> list["Answer"]:
        """Each day with its instant, if that is known."""
        moments = self.moments if len(self.moments) == len(self.days) else [None] * len(self.days)
        return [Answer(day, self.obj, at) for day, at in zip(self.days, moments, strict=True)]


@dataclass(frozen=True)
class Answer:
    """One publication: its day, the object, its instant where that is known."""

    day: date
    obj: str
    at: datetime | None = None

    @property
    def place(self) -> tuple:
        """Where it stands in time among others."""
        return self.day, self.at.timestamp() if self.at else 0.0, self.obj


@dataclass(frozen=True)
class Wanted:
    """One due date. The fields are those of :class:`mingchuang.catalogue.models.Due`."""

    key: str
    name: str
    opens_on: date
    start: date
    on: date
    at: datetime | None = None
    provisional: bool = False
    why: str = ""
    met_by: str = ""
    met_on: date | None = None
    met_at: datetime | None = None
    """The instant at which it was met, where it is known."""


@dataclass(frozen=True)
class Notices:
    """The calendars of the district by the day from which they were in use, oldest first."""

    steps: tuple[tuple[date, Calendar], ...]
    _limits: dict = field(default_factory=dict, compare=False, repr=False)
    """Limits counted before: a district asks for the same ones hundreds of times."""

    def limit(self, rule: Rule, start: date | datetime, calendar: Calendar) -> Limit | None:
        """Return what :func:`mingchuang.timelimits.by_event` does, counted once."""
        asked = rule, start, calendar.version
        if asked not in self._limits:
            self._limits[asked] = by_event(rule, start, calendar)
        return self._limits[asked]

    def on(self, day: date) -> Calendar:
        """Return the calendar as it was known on a day."""
        known = [calendar for first, calendar in self.steps if first <= day]
        return known[-1] if known else self.steps[0][1]

    @property
    def now(self) -> Calendar:
        """The calendar with every notice loaded so far."""
        return self.steps[-1][1]


def dues(
    row: Row,
    happened: Sequence[Happened],
    published: Sequence[Published],
    notices: Notices,
    today: date,
) -> list[Wanted]:
    """Return the due dates of a row with what met them: of a rhythm those of the last ``BACK`` days
    and the next ``NEXT``, of events every one.

    What was met keeps the date that it had when it was met: a notice loaded later moves no closed
    due date. Before ``since`` nothing was owed.
    """
    if row.since is None:
        return []
    found: list[Wanted] = []
    for number, rule in enumerate(term_of(row.time_limit).rules):
        if rule.kind in ("PERIODIC", "BY_DATE"):
            wanted = answered(_periods(number, rule, row.since, today), published, _of_period)
            found += _near(wanted, today)
        elif _ends(rule):
            wanted = answered(
                _after_periods(number, rule, row, notices, today), published, _of_period
            )
            found += _near(wanted, today)
        elif _of_events(rule):
            wanted = answered(
                _events(number, rule, happened, notices, notices.now), published, _of_event
            )
            found += [_as_known(each, rule, happened, notices) for each in wanted]
    last = row.until or date.max
    return [each for each in found if row.since <= each.on and each.opens_on <= last]


def _near(wanted: Sequence[Wanted], today: date) -> Sequence[Wanted]:
    """Return what of a rhythm, in the order of its days, is told: the last year, and what comes."""
    past = bisect_left(wanted, today - timedelta(days=BACK), key=lambda each: each.on)
    coming = bisect_left(wanted, today, lo=past, key=lambda each: each.on)
    return wanted[past : coming + NEXT]


@lru_cache(maxsize=4096)
def _spans(rule: Rule, first: date, last: date) -> tuple[tuple, ...]:
    """Return ``(period, due, opens)`` of a rule: each opens when the one before it was due."""
    found, opens = [], None
    for period, due in occurrences(rule, first - timedelta(days=400), last):
        found.append((period, due, opens or min(period, due)))
        opens = due + _DAY
    return tuple(found)


@lru_cache(maxsize=4096)
def _periods(number: int, rule: Rule, since: date, today: date) -> tuple[Wanted, ...]:
    first = since.replace(month=1, day=1)  # units that began in one year share the sum
    spans = _spans(rule, first, today + timedelta(days=AHEAD))
    return tuple(
        Wanted(f"{number}@{due.isoformat()}", "", opens, period, due)
        for period, due, opens in spans
        if due >= since
    )


def _ends(rule: Rule) -> bool:
    """Whether a rule counts from the end of each period of the calendar (年度终了后3个月内)."""
    return (
        rule.kind == "WITHIN" and rule.period not in (None, "TERM") and rule.words.endswith("终了")
    )


def _after_periods(
    number: int, rule: Rule, row: Row, notices: Notices, today: date
) -> list[Wanted]:
    assert row.since is not None and rule.period is not None
    found = []
    ends = period_ends(rule.period, row.since - timedelta(days=400), today + timedelta(days=AHEAD))
    for start, end in ends:
        limit = notices.limit(rule, end, notices.now)
        if limit and limit.date >= row.since:
            found.append(
                Wanted(
                    f"{number}@{end.isoformat()}",
                    "",
                    end,
                    start,
                    limit.date,
                    provisional=limit.provisional,
                    why="\n".join(limit.explanation),
                )
            )
    return found


def _events(
    number: int,
    rule: Rule,
    happened: Iterable[Happened],
    notices: Notices,
    calendar: Calendar,
) -> list[Wanted]:
    found = []
    for event in happened:
        start = datetime.combine(event.on, event.at, SHANGHAI) if event.at else event.on
        limit = notices.limit(rule, start, calendar)
        if limit is None:
            continue
        ahead = rule.kind == "BEFORE" or limit.date < event.on
        opens = limit.date - timedelta(days=NOTICE_DAYS) if ahead else event.on
        found.append(
            Wanted(
                f"{number}@{event.obj}",
                event.name,
                opens,
                event.on,
                limit.date,
                limit.moment,
                limit.provisional,
                "\n".join(limit.explanation),
            )
        )
    return sorted(found, key=lambda each: (each.on, each.key))


def of_event(time_limit: str, event: Happened, calendar: Calendar) -> list[Wanted]:
    """Return the due dates that one event gives a row, whenever the unit began to owe it."""
    notices = Notices(((date.min, calendar),))
    return [
        wanted
        for number, rule in enumerate(term_of(time_limit).rules)
        if _of_events(rule)
        for wanted in _events(number, rule, [event], notices, calendar)
    ]


def answered(
    wanted: Sequence[Wanted],
    published: Sequence[Published],
    stands_for: Callable[[Sequence[Wanted], date], int | None],
) -> list[Wanted]:
    """Return the due dates, in order, each with the publication that met it.

    Each publication stands for one, which ``stands_for(due dates, its day)`` says by its place.
    """
    out = list(wanted)
    standing = [p.answers[0] for p in published if p.standing and p.days]
    for answer in sorted(standing, key=lambda each: each.place):
        for place, each in enumerate(out):
            if not each.met_by and _in_time(answer, each):
                day = max(answer.day, each.opens_on)
                at = answer.at if day == answer.day else None
                out[place] = replace(each, met_by=answer.obj, met_on=day, met_at=at)
    others = [answer for p in published if not p.standing for answer in p.answers]
    for answer in sorted(others, key=lambda each: each.place):
        found = stands_for(out, answer.day)
        if found is not None:
            out[found] = replace(out[found], met_by=answer.obj, met_on=answer.day, met_at=answer.at)
    return out


def _in_time(answer: Answer, each: Wanted) -> bool:
    return answer.at <= each.at if answer.at and each.at else answer.day <= each.on


def _of_period(wanted: Sequence[Wanted], day: date) -> int | None:
    """The period in whose time the day lies; in the first half of that time, while the one before
    is still open, it is the late answer to the one before."""
    begun = [place for place, each in enumerate(wanted) if each.opens_on <= day]
    if not begun:
        return None
    last = begun[-1]
    each = wanted[last]
    early = day <= each.opens_on + (each.on - each.opens_on) / 2
    if last and not wanted[last - 1].met_by and (early or each.met_by):
        return last - 1
    return None if each.met_by else last


def _of_event(wanted: Sequence[Wanted], day: date) -> int | None:
    """The event waiting longest: of several decisions the first is answered first."""
    for place, each in enumerate(wanted):
        if not each.met_by and each.opens_on <= day:
            return place
    return None


def _as_known(each: Wanted, rule: Rule, happened: Iterable[Happened], notices: Notices) -> Wanted:
    """Return a due date that was met as it was counted on the day it was met."""
    if each.met_on is None or not each.why:
        return each
    then = notices.on(each.met_on)
    if then is notices.now:
        return each
    event = next(event for event in happened if each.key.endswith(f"@{event.obj}"))
    known = _events(int(each.key.split("@")[0]), rule, [event], notices, then)[0]
    return replace(known, met_by=each.met_by, met_on=each.met_on, met_at=each.met_at)


def state(
    due_on: date,
    due_at: datetime | None,
    met_on: date | None,
    now: datetime,
    met_at: datetime | None = None,
) -> str:
    """Return how a due date stands at ``now``: ``met``, ``met-late``, ``late`` or ``open``.

    A limit of hours is met in time at or before its moment; while the instant of the publication is
    not known, on its day.
    """
    if met_at and due_at:
        return "met" if met_at <= due_at else "met-late"
    if met_on:
        return "met" if met_on <= due_on else "met-late"
    if due_at:
        return "late" if now > due_at else "open"
    return "late" if now.astimezone(SHANGHAI).date() > due_on else "open"


def unread(time_limit: str) -> bool:
    """Whether a person has to look at a time limit: something of it could not be read."""
    return any(rule.kind == "UNKNOWN" for rule in term_of(time_limit).rules)


def counts_hours(time_limit: str) -> bool:
    """Whether some of a time limit counts hours from an event, so that its hour must be known."""
    return any(_of_events(rule) and rule.unit == "HOUR" for rule in term_of(time_limit).rules)


def from_events(time_limit: str) -> bool:
    """Whether some of a time limit runs from an event that has to be recorded."""
    return any(_of_events(rule) for rule in term_of(time_limit).rules)


def _of_events(rule: Rule) -> bool:
    return rule.kind in EVENTS and rule.anchor not in _OF_THE_DOCUMENT and not _ends(rule)


def why_undated(time_limit: str, started: bool) -> str:
    """Return why a row without a due date has none: ``event``, none that starts it is recorded
    (``started`` says that one is); ``document``, each document brings its own day; else nothing."""
    rules = term_of(time_limit).rules
    if any(rule.kind in ("PERIODIC", "BY_DATE") or _ends(rule) for rule in rules):
        return ""
    if any(_of_events(rule) for rule in rules):
        return "" if started else "event"
    own = [rule for rule in rules if rule.kind == "WITHIN" and rule.anchor in _OF_THE_DOCUMENT]
    return "document" if own else ""
