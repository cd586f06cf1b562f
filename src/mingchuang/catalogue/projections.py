"""What follows from the log: which records answer which owed rows, and what is due when."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import connection, transaction

from mingchuang import clock
from mingchuang.catalogue import dues
from mingchuang.catalogue.models import Due, Fulfilment, Moved
from mingchuang.ledger import entries as codec
from mingchuang.ledger.models import LogEntry
from mingchuang.records.models import Head, Mark, Part, Record

AFTER = ("legacy", "correction")
"""Reasons with which something becomes public that was known before: no new fulfilment."""


class _Following:
    """What both projections have in common: the mark beside their output."""

    name = ""

    def position(self) -> int:
        return Mark.objects.filter(pk=self.name).values_list("value", flat=True).first() or 0

    def _reached(self, value: int) -> None:
        Mark.objects.update_or_create(pk=self.name, defaults={"value": value})


class Fulfilments(_Following):
    """Follows the heads; an owed row is fulfilled while a record of its obligation may be read."""

    name = "fulfilment"

    @transaction.atomic
    def clear(self) -> None:
        Fulfilment.objects.all().delete()
        self._reached(0)

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        objs = {entry.obj for entry in entries}
        answering, gone = [], []
        for head in Head.objects.filter(obj__in=objs):
            codes = head.facets.get("obligation", [])
            if head.state == "open" and codes:
                answering.append((head, codes[0]))
            else:
                gone.append(head.obj)
        moments = _moments([head.obj for head, _code in answering])
        Fulfilment.objects.filter(obj__in=gone).delete()
        rows = [
            Fulfilment(
                obj=head.obj,
                unit=head.unit,
                obligation=code,
                how=head.facets.get("how", ["published"])[0],
                title=head.title,
                at=head.changed_at,
                days=[at.date().isoformat() for at in found] or _shown(head),
                moments=[at.isoformat() for at in found],
            )
            for head, code in answering
            for found in (_instants(head, moments),)
        ]
        Fulfilment.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["obj"],
            update_fields=["unit", "obligation", "how", "title", "at", "days", "moments"],
        )
        self._reached(entries[-1].idx + 1)


def _instants(head: Head, moments: dict[str, list[datetime]]) -> list[datetime]:
    """Return when a row was answered, as far as the instant is known: a link from its publication
    on; of what is shown on the spot only the day is known."""
    if head.kind != "fulfilment":
        return moments.get(head.obj, [])
    return [] if head.formed_on else [head.published_at.astimezone(clock.SHANGHAI)]


def _shown(head: Head) -> list[str]:
    """Return the day since which something is shown on the spot."""
    return [head.formed_on.isoformat()] if head.kind == "fulfilment" and head.formed_on else []


def _moments(objs: Sequence[str]) -> dict[str, list[datetime]]:
    """Return when something new of each object became public, by its log entries."""
    found: dict[str, list[datetime]] = {}
    wanted = LogEntry.objects.filter(obj__in=objs, type__in=("publish", "amend")).order_by("idx")
    for entry in wanted:
        said = codec.decode(bytes(entry.leaf))
        if said.reason not in AFTER:
            at = datetime.fromisoformat(said.time).astimezone(clock.SHANGHAI)
            found.setdefault(entry.obj, []).append(at)
    return found


class Dues(_Following):
    """Works out due dates from owed lists, editions, events, notices and what was published."""

    name = "dues"

    @transaction.atomic
    def clear(self) -> None:
        """Forget the dates; what moved once stays told."""
        Due.objects.all().delete()
        self._reached(0)

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        heads = {
            head.obj: head for head in Head.objects.filter(obj__in={entry.obj for entry in entries})
        }
        kinds = {head.kind for head in heads.values()}
        if kinds & {"edition", "calendar"}:
            work_out(moved="calendar" in kinds)
        else:
            whole = {head.unit for head in heads.values() if head.kind == "owed-list"}
            rows: dict[str, set[str]] = {}
            for head in heads.values():
                if head.unit not in whole and head.kind not in ("unit", "post"):
                    rows.setdefault(head.unit, set()).update(self._codes(head))
            if whole:
                work_out(units=whole)
            for unit, codes in rows.items():
                if codes:
                    work_out(units=[unit], codes=codes)
        self._reached(entries[-1].idx + 1)

    @staticmethod
    def _codes(head: Head) -> set[str]:
        """Rows that this object answers or starts, or did so before."""
        codes = {*head.facets.get("obligation", ()), *head.facets.get("occasion", ())}
        met = Due.objects.filter(unit=head.unit, met_by=head.obj)
        started = Due.objects.filter(unit=head.unit, key__endswith=f"@{head.obj}")
        return codes | set((met | started).values_list("obligation", flat=True))


@transaction.atomic
def work_out(
    units: Iterable[str] | None = None, codes: Iterable[str] | None = None, moved: bool = False
) -> int:
    """Work out the due dates of units anew, of all of them by default; returns how many there are.

    ``codes`` restricts it to these rows. With ``moved``, an open date that is another now is kept
    in :class:`~mingchuang.catalogue.models.Moved` with the reason.
    """
    facts = _Facts(units, codes)
    today, version = clock.today(), facts.notices.now.version
    made = 0
    for unit, rows in facts.rows.items():
        old = Due.objects.filter(unit=unit)
        if facts.codes is not None:
            old = old.filter(obligation__in=facts.codes)
        before = (
            {(due.obligation, due.key): due for due in old.filter(met_on=None)} if moved else {}
        )
        old.delete()
        fresh = [
            (row.code, wanted)
            for row in rows
            for wanted in dues.dues(
                row,
                facts.happened.get((unit, row.code), ()),
                facts.published.get((unit, row.code), ()),
                facts.notices,
                today,
            )
        ]
        _insert(unit, version, fresh)
        made += len(fresh)
        if moved:
            Moved.objects.bulk_create(_moves(unit, before, fresh, facts))
    return made


def would_move(calendar: clock.Calendar) -> list[tuple[str, str, str, date, date]]:
    """Return which open due dates would be others with a calendar that is not in use yet.

    Each as ``(unit, row's title, event's name, day now, day then)``; nothing is written.
    """
    facts = _Facts(None, None)
    today = clock.today()
    facts.notices = dues.Notices((*facts.notices.steps, (today, calendar)))
    found = []
    for unit, rows in facts.rows.items():
        open_now = {
            (due.obligation, due.key): due
            for due in Due.objects.filter(unit=unit, met_on=None).exclude(why="")
        }
        codes = {code for code, _key in open_now}
        for row in rows:
            if row.code not in codes:
                continue
            happened = facts.happened.get((unit, row.code), ())
            published = facts.published.get((unit, row.code), ())
            for then in dues.dues(row, happened, published, facts.notices, today):
                was = open_now.get((row.code, then.key))
                if was and then.met_on is None and was.on != then.on:
                    found.append((unit, facts.titles[row.code], then.name, was.on, then.on))
    return found


def _insert(unit: str, version: str, fresh: Sequence[tuple[str, dues.Wanted]]) -> None:
    """Write due dates without a model each: a district of hospitals and schools has a million."""
    written = (
        *("unit", "obligation", "calendar", "key", "name", "opens_on", "start", "on", "at"),
        *("provisional", "why", "met_by", "met_on", "met_at"),
    )
    columns = [Due._meta.get_field(name) for name in written]
    names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(Due._meta.db_table)} ({names}) "  # noqa: S608
            f"VALUES ({marks})",
            [
                (
                    unit,
                    code,
                    version,
                    one.key,
                    one.name,
                    day(one.opens_on),
                    day(one.start),
                    day(one.on),
                    moment(one.at),
                    one.provisional,
                    one.why,
                    one.met_by,
                    day(one.met_on),
                    moment(one.met_at),
                )
                for code, one in fresh
            ],
        )


def _moves(
    unit: str, before: dict, fresh: Iterable[tuple[str, dues.Wanted]], facts: "_Facts"
) -> list[Moved]:
    return [
        Moved(
            unit=unit,
            obligation=code,
            key=due.key,
            title=due.name or facts.titles.get(code, code),
            before=was.on,
            after=due.on,
            why=due.why,
            calendar=facts.notices.now.version,
            moved_at=facts.notices_at,
        )
        for code, due in fresh
        if (was := before.get((code, due.key))) and was.on != due.on and due.met_on is None
    ]


class _Facts:
    """What the dates are worked out from, read from the records in force in a few queries."""

    def __init__(self, units: Iterable[str] | None, codes: Iterable[str] | None):
        self.codes = None if codes is None else set(codes)
        chosen = None if units is None else set(units)
        heads = Head.objects.filter(state="open")
        if chosen is not None:
            heads = heads.filter(unit__in=chosen)
        self._notices()
        table = self._table()
        self.titles = {code: row["title"] for code, row in table.items()}
        self.rows: dict[str, list[dues.Row]] = {}
        for head, _body, parts in _in_force(heads.filter(kind="owed-list"), "rows"):
            self.rows[head.unit] = [
                dues.Row(
                    row["code"],
                    table[row["code"]]["time_limit"],
                    _day(row["since"]),
                    _day(row["until"]),
                )
                for row in parts.get("rows", ())
                if row["code"] in table and (self.codes is None or row["code"] in self.codes)
            ]
        self.happened: dict[tuple[str, str], list[dues.Happened]] = {}
        for head, body, _parts in _in_force(heads.filter(kind="event")):
            at = body.get("event_at")
            event = dues.Happened(
                head.obj,
                head.title,
                date.fromisoformat(body["event_on"]),
                time.fromisoformat(at) if at else None,
            )
            for code in body["obligations"]:
                self.happened.setdefault((head.unit, code), []).append(event)
        answers = Fulfilment.objects.all()
        if chosen is not None:
            answers = answers.filter(unit__in=chosen)
        if self.codes is not None:
            answers = answers.filter(obligation__in=self.codes)
        self.published: dict[tuple[str, str], list[dues.Published]] = {}
        for row in answers.order_by("obj"):
            days = tuple(date.fromisoformat(day) for day in row.days)
            self.published.setdefault((row.unit, row.obligation), []).append(
                dues.Published(
                    row.obj,
                    days,
                    standing=row.how == "link",
                    moments=tuple(datetime.fromisoformat(at) for at in row.moments),
                )
            )

    def _notices(self) -> None:
        """Read the holiday notices; each counts from the day on which it was loaded."""
        calendar = clock.Calendar.built_in()
        steps = [(date.min, calendar)]
        self.notices_at = clock.now()
        loaded = Record.objects.filter(kind="calendar").order_by("at", "pk")
        for record in loaded:
            part = Part.objects.get(record=record, name="table")
            try:
                calendar = calendar.with_year(json.loads(bytes(part.content)))
            except ValueError:
                continue  # the product's own table of that year has caught up with it
            steps.append((record.at.astimezone(clock.SHANGHAI).date(), calendar))
            self.notices_at = record.at
        self.notices = dues.Notices(tuple(steps))

    @staticmethod
    def _table() -> dict[str, dict]:
        heads = Head.objects.filter(state="open", kind="edition").order_by("-last_idx")
        for _head, body, parts in _in_force(heads, "table"):
            if body.get("in_use"):
                return {row["code"]: row for row in parts["table"]["obligations"]}
        return {}


def _in_force(heads, *wanted: str):
    """Yield ``(head, body, parts)`` of the versions in force, with the JSON parts named."""
    found = list(heads)
    versions = {head.obj: head.version for head in found}
    records = {
        record.obj: record
        for record in Record.objects.filter(obj__in=versions)
        if record.ver == versions[record.obj]
    }
    parts: dict[int, dict] = {}
    if wanted:
        rows = Part.objects.filter(
            record__in=[record.pk for record in records.values()], name__in=wanted, closed=False
        )
        for part in rows:
            if part.content is not None:
                parts.setdefault(part.record_id, {})[part.name] = json.loads(bytes(part.content))
    for head in found:
        record = records.get(head.obj)
        if record is not None:
            yield head, json.loads(bytes(record.body)), parts.get(record.pk, {})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
