"""Following the log: what every projection has in common, and the first one, ``heads``."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db import connection, transaction
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
    for place in facets.get("joint", ()):
        out.append((f"unit={place}", place, "", ""))
    for category in facets.get("category", ()):
        out.append((f"category={category}", "", category, ""))
        for place in (unit, *facets.get("joint", ())):
            out.append((f"unit={place}&category={category}", place, category, ""))
    for other in facets.get("explains", ()):
        out.append((f"explains={other}", "", "", ""))
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
        fresh = [entry for entry in entries if entry.idx >= mark.value]
        if not fresh:
            return
        batch = _Batch(fresh)
        for entry in fresh:
            self._apply(entry, batch)
        batch.save()
        mark.value = fresh[-1].idx + 1
        mark.save()

    def _apply(self, entry: LogEntry, batch: "_Batch") -> None:
        record = batch.records.get((entry.obj, entry.ver))
        head = batch.heads.get(entry.obj)
        if record is None:  # a case's entry, or one adopted from files without its record
            self._apply_lost(entry, head, batch)
            return
        kind = kinds.get(record.kind)
        if head is None:
            head = batch.new_head(entry, record)
        before = set(self._tags(head, entry, kind)) if head.kind else set()
        body = json.loads(bytes(record.body))
        head.kind, head.unit, head.version = record.kind, record.unit, record.ver
        head.changed_at, head.last_idx = record.at, entry.idx
        if record.schema == TOMBSTONE:
            self._take_out(head, body.get("reason", ""), record.act, batch)
        else:
            self._fill(head, kind, body, batch.parts.get(record.pk, {}), batch)
        batch.touch(entry.idx, before | set(self._tags(head, entry, kind)))

    def _apply_lost(self, entry: LogEntry, head: Head | None, batch: "_Batch") -> None:
        """Apply an entry whose record a restored database lacks: what was taken back stays so."""
        tags = {LOG}
        if head is not None:
            tags |= set(self._tags(head, entry, kinds.get(head.kind)))
            leaf = codec.decode(bytes(entry.leaf))
            if entry.type in ("withdraw", "erase") or leaf.reason == "term_over":
                self._take_out(head, leaf.reason or "", entry.type, batch)
            head.last_idx = entry.idx
        batch.touch(entry.idx, tags)

    @staticmethod
    def _fill(head: Head, kind: kinds.PublicKind, body: dict, parts: dict, batch: "_Batch") -> None:
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
                batch.counter(name).live -= 1
        for name, where in wanted.items():
            line = head.lines.get(name)
            if line is None:
                head.lines[name] = batch.new_line(name, head.number, where)
                batch.counter(name).live += 1
            elif line < 0:
                head.lines[name] = -line
                batch.counter(name).live += 1

    @staticmethod
    def _take_out(head: Head, reason: str, act: str, batch: "_Batch") -> None:
        if head.state == "open":
            for name, line in head.lines.items():
                if line > 0:
                    batch.counter(name).live -= 1
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


class _Batch:
    """What one call of ``apply`` works on: read in a few queries, written in a few more."""

    def __init__(self, entries: Sequence[LogEntry]):
        objs = {entry.obj for entry in entries}
        self.heads = {head.obj: head for head in Head.objects.filter(obj__in=objs)}
        wanted = {(entry.obj, entry.ver) for entry in entries}
        self.records = {
            (record.obj, record.ver): record
            for record in Record.objects.filter(obj__in=objs, ver__in={ver for _obj, ver in wanted})
            if (record.obj, record.ver) in wanted
        }
        self.parts: dict[int, dict] = {}
        ids = [record.pk for record in self.records.values()]
        found = Part.objects.filter(record__in=ids, media_type="application/json", closed=False)
        for record, name, content in found.values_list("record_id", "name", "content"):
            if content is not None:
                self.parts.setdefault(record, {})[name] = json.loads(bytes(content))
        self.numbers = (
            Head.objects.order_by("-number").values_list("number", flat=True).first() or 0
        )
        self.counters: dict[str, Counter] = {}
        self.lines: list[Line] = []
        self.touches: dict[int, Touch] = {}

    def new_head(self, entry: LogEntry, record: Record) -> Head:
        """Give an object its number: the order of first publication in the log."""
        self.numbers += 1
        head = Head(number=self.numbers, obj=entry.obj, published_at=record.at, first_idx=entry.idx)
        self.heads[entry.obj] = head
        return head

    def counter(self, name: str, where: Sequence[str] = ("", "", "")) -> Counter:
        """Return a list's counter, new when nothing ever stood in that list."""
        if name not in self.counters:
            unit, category, year = where
            self.counters[name] = Counter.objects.filter(pk=name).first() or Counter(
                list=name, unit=unit, category=category, year=year
            )
        return self.counters[name]

    def new_line(self, name: str, number: int, where: Sequence[str]) -> int:
        """Give an object the next line of a list."""
        counter = self.counter(name, where)
        counter.last += 1
        self.lines.append(Line(list=name, line=counter.last, number=number))
        return counter.last

    def touch(self, idx: int, tags: Iterable[str]) -> None:
        """Note the tags that an entry touched."""
        self.touches[idx] = Touch(idx=idx, tags=sorted(tags))

    def save(self) -> None:
        """Write everything back."""
        for model, rows in (
            (Head, self.heads.values()),
            (Counter, self.counters.values()),
            (Touch, self.touches.values()),
        ):
            key = model._meta.pk.name
            columns = [field.name for field in model._meta.fields if field.name != key]
            model.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=[key], update_fields=columns
            )
        Line.objects.bulk_create(self.lines)


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
