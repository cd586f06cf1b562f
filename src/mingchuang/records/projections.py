"""Following the log: what every projection has in common, and the first one, ``heads``."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F
from django.utils.dateparse import parse_date

from mingchuang.ledger import entries as codec
from mingchuang.ledger.models import LogEntry
from mingchuang.records import kinds
from mingchuang.records.models import Counter, Head, Line, Mark, Part, Record, Touch
from mingchuang.records.reading import HEADS, PAGE

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOG = "log"
"""Tag of pages that show how far the log has come; every entry touches it."""
CHANGES = "changes"
"""Front of what was amended or withdrawn lately; made of log entries, it has no lines."""


TOMBSTONE = "tombstone-1"
"""Schema of the version that takes an object back."""


class Projection(Protocol):
    """Something derived from the log. ``apply`` may be called again with entries it has seen."""

    name: str

    def position(self) -> int:
        """Return the index of the first entry not applied yet."""

    def apply(self, entries: Sequence[LogEntry]) -> None:
        """Apply entries in order and store the new position with the output."""

    def clear(self) -> None:
        """Forget everything, so that following starts at the log's first entry."""


_projections: dict[str, Projection] = {}


def register(projection: Projection) -> None:
    """Add a projection; they run in the order in which floors register them, heads first."""
    _projections[projection.name] = projection


def registered() -> list[Projection]:
    """Return the projections in running order."""
    return list(_projections.values())


def follow(projection: Projection, batch: int = 200) -> int:
    """Apply the entries that a projection has not seen; returns how many."""
    done = 0
    while True:
        start = projection.position()
        entries = LogEntry.objects.filter(idx__gte=start).order_by("idx")
        if projection.name != HEADS:  # the others read the heads and never run ahead of them
            entries = entries.filter(idx__lt=Heads().position())
        rows = list(entries[:batch])
        if rows:
            projection.apply(rows)
            done += len(rows)
        if len(rows) < batch:
            return done


def follow_all() -> int:
    """Let every projection catch up, in order."""
    return sum(follow(projection) for projection in registered())


def rebuild(name: str, progress: Callable[[int, int], None] | None = None) -> int:
    """Start a projection from nothing. Raises KeyError for an unknown name."""
    projection = _projections[name]
    total = LogEntry.objects.count()
    projection.clear()
    done = 0
    while done < total:
        rows = list(LogEntry.objects.filter(idx__gte=projection.position()).order_by("idx")[:500])
        if not rows:
            break
        projection.apply(rows)
        done += len(rows)
        if progress:
            progress(done, total)
    return done


def page_of(line: int) -> int:
    """Return the page that holds a line; lines 1 to 20 are page 1 for ever."""
    return (line - 1) // PAGE + 1


def lists_of(kind: kinds.PublicKind, unit: str, key: str, facets: dict, year: str) -> list[tuple]:
    """Return the lists an object stands in as ``(name, unit, category, year)``."""
    if not kind.listed:
        return [(f"kind={kind.name}", "", "", ""), (f"kind={kind.name}&unit={unit}", unit, "", "")]
    out = [("all", "", "", ""), (f"unit={unit}", unit, "", ""), (f"year={year}", "", "", year)]
    for category in facets.get("category", ()):
        out.append((f"category={category}", "", category, ""))
        out.append((f"unit={unit}&category={category}", unit, category, ""))
    return out


class Heads:
    """Keeps :class:`Head`, its lines, counters and touched tags."""

    name = HEADS

    def position(self) -> int:
        return Mark.objects.filter(pk=self.name).values_list("value", flat=True).first() or 0

    @transaction.atomic
    def clear(self) -> None:
        for model in (Line, Counter, Touch, Head):
            model.objects.all().delete()
        Mark.objects.update_or_create(pk=self.name, defaults={"value": 0})

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        mark, _ = Mark.objects.select_for_update().get_or_create(pk=self.name)
        for entry in entries:
            if entry.idx >= mark.value:
                self._apply(entry)
                mark.value = entry.idx + 1
        mark.save()

    def _apply(self, entry: LogEntry) -> None:
        record = Record.objects.filter(obj=entry.obj, ver=entry.ver).first()
        if record is None:  # a case's entry, or one adopted from files without its record
            self._apply_lost(entry)
            return
        kind = kinds.get(record.kind)
        head = Head.objects.filter(obj=entry.obj).first()
        if head is None:
            head = Head(
                number=self._next_number(),
                obj=entry.obj,
                published_at=record.at,
                first_idx=entry.idx,
            )
        before = set(self._tags(head, entry, kind)) if head.kind else set()
        body = json.loads(bytes(record.body))
        head.kind, head.unit, head.version = record.kind, record.unit, record.ver
        head.changed_at, head.last_idx = record.at, entry.idx
        if record.schema == TOMBSTONE:
            self._take_out(head, body.get("reason", ""), record.act)
        else:
            self._fill(head, kind, body, record)
        head.save()
        Touch.objects.update_or_create(
            pk=entry.idx, defaults={"tags": sorted(before | set(self._tags(head, entry, kind)))}
        )

    def _apply_lost(self, entry: LogEntry) -> None:
        """Apply an entry whose record a restored database lacks: what was taken back stays so."""
        head = Head.objects.filter(obj=entry.obj).first()
        tags = {LOG}
        if head is not None:
            tags |= set(self._tags(head, entry, kinds.get(head.kind)))
            if entry.type in ("withdraw", "erase", "expire"):
                leaf = codec.decode(bytes(entry.leaf))
                self._take_out(head, leaf.reason or "", entry.type)
            head.last_idx = entry.idx
            head.save()
        Touch.objects.update_or_create(pk=entry.idx, defaults={"tags": sorted(tags)})

    @staticmethod
    def _next_number() -> int:
        return (Head.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1

    def _fill(self, head: Head, kind: kinds.PublicKind, body: dict, record: Record) -> None:
        parts = {
            part.name: json.loads(bytes(part.content))
            for part in Part.objects.filter(
                record=record, media_type="application/json", closed=False
            )
            if part.content is not None
        }
        fields = kind.search(body, parts)
        head.state, head.reason = "open", ""
        head.title, head.docno, head.key = fields.title[:400], fields.docno[:80], fields.key[:80]
        head.formed_on = parse_date(fields.formed_on or "")
        head.in_force = parse_date(fields.in_force or "")
        head.valid_until = parse_date(fields.valid_until or "")
        head.facets = {name: list(values) for name, values in fields.facets.items()}
        year = str(head.published_at.astimezone(SHANGHAI).year)
        wanted = {
            name: rest for name, *rest in lists_of(kind, head.unit, head.key, head.facets, year)
        }
        for name, line in list(head.lines.items()):
            if line > 0 and name not in wanted:
                head.lines[name] = -line
                Counter.objects.filter(pk=name).update(live=F("live") - 1)
        for name, (unit, category, when) in wanted.items():
            line = head.lines.get(name)
            if line is None:
                counter, _ = Counter.objects.get_or_create(
                    pk=name, defaults={"unit": unit, "category": category, "year": when}
                )
                counter.last += 1
                counter.live += 1
                counter.save()
                Line.objects.create(list=name, line=counter.last, number=head.number)
                head.lines[name] = counter.last
            elif line < 0:
                head.lines[name] = -line
                Counter.objects.filter(pk=name).update(live=F("live") + 1)

    def _take_out(self, head: Head, reason: str, act: str) -> None:
        if head.state == "open":
            names = [name for name, line in head.lines.items() if line > 0]
            Counter.objects.filter(pk__in=names).update(live=F("live") - 1)
        head.state, head.reason = "withdrawn", reason
        if act in ("erase", "expire") or reason in ("secret", "privacy"):
            head.title = head.docno = ""
            head.facets = {}

    @staticmethod
    def _tags(head: Head, entry: LogEntry, kind: kinds.PublicKind) -> Iterable[str]:
        yield LOG
        yield f"rec:{head.obj}"
        if head.key:
            yield f"key:{head.kind}={head.key}"
        if entry.type in ("amend", "withdraw", "erase") and kind.listed:
            yield f"list:{CHANGES}"
        for name, signed in head.lines.items():
            line = abs(signed)
            yield f"list:{name}"
            yield f"list:{name}#{page_of(line)}"
            if line % PAGE == 1 and line > 1:
                yield f"list:{name}#{page_of(line) - 1}"


def tags_of(head: Head) -> list[str]:
    """Return every tag under which a page may show this object: what a withdrawal bars at once."""
    tags = [f"rec:{head.obj}", f"list:{CHANGES}"]
    if head.key:
        tags.append(f"key:{head.kind}={head.key}")
    for name, line in head.lines.items():
        tags += [f"list:{name}", f"list:{name}#{page_of(abs(line))}"]
    return tags


def append_only_sql() -> list[str]:
    """Return the statements that make the log and the records refuse change (``setup`` runs them).

    They stop accidents; the witnesses and mirrors stop people.
    """
    tables = ["ledger_logentry", "ledger_checkpoint", "records_record"]
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_{act.lower()}_refused BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for act in ("UPDATE", "DELETE")
        ]
    out = [
        "CREATE OR REPLACE FUNCTION mingchuang_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    ]
    for table in tables:
        out.append(f"DROP TRIGGER IF EXISTS {table}_refused ON {table}")
        out.append(
            f"CREATE TRIGGER {table}_refused BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mingchuang_append_only()"
        )
    return out
