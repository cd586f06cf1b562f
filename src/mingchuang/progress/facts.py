"""What the public log and its records say of a district at the end of a day. Pure.

The same facts come from the database (``progress.reading``) and from an exported folder
(``progress.folder``): a figure is worked out from them alone, so whoever has the export has it too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from mingchuang.catalogue.dues import Happened, Notices, Published
from mingchuang.clock import SHANGHAI, Calendar

TOMBSTONE = "tombstone-1"
"""Schema of the version that takes an object back."""
KNOWN_BEFORE = ("legacy", "correction")
"""Reasons with which something becomes public that was known before: no new fulfilment."""
STANDS = ("reachable", "shown")
"""States of a fulfilment elsewhere in which it answers its row."""


@dataclass(frozen=True)
class Version:
    """One numbered entry of the log with its record; ``part(name)`` gives an open part's JSON."""

    idx: int
    at: datetime
    type: str
    reason: str
    obj: str
    unit: str
    kind: str
    body: Mapping[str, Any]
    part: Callable[[str], Any]

    @property
    def day(self) -> date:
        """The day on which it became public."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True)
class Unit:
    """A unit of the district: code, kind, short name, English name, place in the official order."""

    code: str
    kind: str
    name: str
    name_en: str
    order: int


@dataclass(frozen=True)
class OwedRow:
    """A row of a unit's owed list: its columns in the edition in use, since and until when."""

    row: Mapping[str, Any]
    since: date | None
    until: date | None

    @property
    def code(self) -> str:
        """The row's code."""
        return self.row["code"]


@dataclass(frozen=True)
class Answer:
    """An object that answers a row: ``how`` it does, every version, whether it may be read."""

    obj: str
    how: str
    readable: bool
    versions: tuple[Version, ...]

    @property
    def elements(self) -> Mapping[str, bool]:
        """Which elements the version in force has."""
        return self.versions[-1].body.get("elements") or {}

    @property
    def published(self) -> Published:
        """When something new of it became public; of what hangs on the spot only the day is known."""
        first = self.versions[0]
        standing = self.how == "link"
        if shown := _day(self.versions[-1].body.get("shown_from")):
            return Published(self.obj, (shown,), standing)
        if first.kind == "fulfilment":
            return Published(self.obj, (first.day,), standing, (first.at,))
        new = [
            version
            for version in self.versions
            if version.type in ("publish", "amend") and version.reason not in KNOWN_BEFORE
        ]
        days, moments = (tuple(v.day for v in new), tuple(v.at for v in new))
        return Published(self.obj, days, standing, moments)


@dataclass
class District:
    """The facts of a day: who owes what, what happened, what answers, which calendars held."""

    on: date
    units: dict[str, Unit] = field(default_factory=dict)
    owed: dict[str, list[OwedRow]] = field(default_factory=dict)
    happened: dict[tuple[str, str], list[Happened]] = field(default_factory=dict)
    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    notices: Notices = field(default_factory=lambda: Notices(((date.min, Calendar.built_in()),)))
    notice_of: list[tuple[int, Calendar]] = field(default_factory=list)
    tables: dict[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    def calendar_before(self, idx: int) -> Calendar:
        """Return the calendar as the log had it before an entry."""
        known = [calendar for place, calendar in self.notice_of if place < idx]
        return known[-1] if known else self.notices.steps[0][1]

    def time_limit(self, version: Version) -> str:
        """Return the time limit of the row that a version answers, as its edition had it."""
        table = self.tables.get(version.body.get("edition", "")) or {}
        row = table.get(version.body.get("obligation", "")) or {}
        return row.get("time_limit", "")


def replay(versions: Iterable[Version], on: date, shared: Iterable[Version] = ()) -> District:
    """Return what was public at the end of ``on``. ``versions`` stand in the log's order.

    ``shared`` are editions and calendars where ``versions`` are of one unit only.
    """
    found = District(on)
    histories: dict[str, list[Version]] = {}
    for version in sorted((*shared, *versions), key=lambda each: each.idx):
        if version.day <= on:
            histories.setdefault(version.obj, []).append(version)
    by_kind: dict[str, list[list[Version]]] = {}
    for history in histories.values():
        by_kind.setdefault(history[0].kind, []).append(history)
    _calendars(found, by_kind.pop("calendar", ()))
    table = _editions(found, by_kind.pop("edition", ()))
    for history in by_kind.pop("unit", ()):
        _unit(found, history)
    for history in by_kind.pop("owed-list", ()):
        _owed(found, history, table)
    for history in by_kind.pop("event", ()):
        _event(found, history)
    for kind, rest in by_kind.items():
        for history in rest:
            _answer(found, kind, history)
    return found


def _gone(history: Sequence[Version]) -> bool:
    return history[-1].body.get("schema") == TOMBSTONE


def _calendars(found: District, histories: Iterable[Sequence[Version]]) -> None:
    """Read the holiday notices; each counts from the day on which it was loaded."""
    calendar = Calendar.built_in()
    steps = [(date.min, calendar)]
    for version in sorted((v for history in histories for v in history), key=lambda v: v.idx):
        try:
            calendar = calendar.with_year(version.part("table") or {})
        except ValueError:
            continue  # the product's own table of that year has caught up with it
        steps.append((version.day, calendar))
        found.notice_of.append((version.idx, calendar))
    found.notices = Notices(tuple(steps))


def _editions(found: District, histories: Iterable[Sequence[Version]]) -> Mapping[str, Any]:
    """Read every table and return that in use: the newest that says so."""
    used: tuple[int, Mapping[str, Any]] = -1, {}
    for history in histories:
        for version in history:
            table = version.part("table")
            if not table or not table.get("categories"):
                continue  # the list of key items has no rows
            rows = {row["code"]: row for row in table["obligations"]}
            found.tables[f"{version.body['edition']}@{version.body['edition_version']}"] = rows
            if version is history[-1] and version.body.get("in_use") and version.idx > used[0]:
                used = version.idx, rows
    return used[1]


def _unit(found: District, history: Sequence[Version]) -> None:
    if _gone(history):
        return
    last = history[-1]
    head = last.part("head") or {}
    code = last.body["code"]
    name = head.get("short_name") or head.get("name") or code
    found.units[code] = Unit(
        code, last.body["unit_kind"], name, head.get("name_en") or name, last.body["order"]
    )


def _owed(found: District, history: Sequence[Version], table: Mapping[str, Any]) -> None:
    if _gone(history):
        return
    last = history[-1]
    rows = last.part("rows") or [{"code": code} for code in last.body["owed"]]
    found.owed[last.unit] = [
        owed
        for row in rows
        if row["code"] in table
        and _owed_on(
            owed := OwedRow(table[row["code"]], _day(row.get("since")), _day(row.get("until"))),
            found.on,
        )
    ]


def _owed_on(row: OwedRow, on: date) -> bool:
    return (row.since is None or row.since <= on) and (row.until is None or row.until >= on)


def _event(found: District, history: Sequence[Version]) -> None:
    last = history[-1]
    if _gone(history):
        return
    at = last.body.get("event_at")
    event = Happened(
        last.obj,
        "",
        date.fromisoformat(last.body["event_on"]),
        time.fromisoformat(at) if at else None,
    )
    for code in last.body["obligations"]:
        found.happened.setdefault((last.unit, code), []).append(event)


def _answer(found: District, kind: str, history: Sequence[Version]) -> None:
    """Take an object that names a row. Of one taken back the versions still tell when it came."""
    readable = not _gone(history)
    versions = tuple(v for v in history if v.body.get("schema") != TOMBSTONE)
    if not versions or not (code := versions[-1].body.get("obligation")):
        return
    last = versions[-1]
    if kind == "fulfilment":
        readable = readable and last.body["standing"] in STANDS
    how = last.body["how"] if kind == "fulfilment" else "published"
    answer = Answer(last.obj, how, readable, versions)
    found.answers.setdefault((last.unit, code), []).append(answer)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
