"""Reading public things: one snapshot, heads with what is gone taken away, records and parts."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mingchuang.ledger.models import LogEntry
from mingchuang.records import blobs
from mingchuang.records.models import Gone, Head, Line, Mark, Part, Record

PUBLIC = "public"
HEADS = "heads"
PAGE = 20
_mark: ContextVar[int | None] = ContextVar("mark", default=None)


@contextmanager
def snapshot() -> Iterator[int]:
    """Open one read-only view of the database and yield its mark, read first.

    Entries below the mark are in the heads of this view. Nested calls share the outer view.
    """
    if (outer := _mark.get()) is not None:
        yield outer
        return
    with transaction.atomic(using=PUBLIC):
        value = (
            Mark.objects.using(PUBLIC).filter(pk=HEADS).values_list("value", flat=True).first() or 0
        )
        token = _mark.set(value)
        try:
            yield value
        finally:
            _mark.reset(token)


def heads() -> QuerySet[Head]:
    """Return heads with ``gone``: True where the version in force has been taken back."""
    taken = Gone.objects.filter(
        obj=OuterRef("obj"),
        from_version__lte=OuterRef("version"),
        to_version__gte=OuterRef("version"),
    )
    return Head.objects.using(PUBLIC).annotate(gone=Exists(taken))


def open_heads() -> QuerySet[Head]:
    """Return only heads whose version in force may be read."""
    return heads().filter(state="open", gone=False)


def gone(obj: str, ver: int) -> Gone | None:
    """Return why version ``ver`` of an object may not be read, or None."""
    return (
        Gone.objects.using(PUBLIC)
        .filter(obj=obj, from_version__lte=ver, to_version__gte=ver)
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True)
class Item:
    """One version of one object as a page sees it."""

    head: Head
    record: Record
    mark: int

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as an object; ``record.body`` holds the bytes."""
        return json.loads(bytes(self.record.body))

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Open parts by name."""
        rows = Part.objects.using(PUBLIC).filter(record=self.record, closed=False)
        rows = rows.select_related("held").order_by("id")
        return {part.name: part for part in rows}

    def json(self, name: str) -> Any:
        """Return a JSON part as an object; an empty object when it is closed or absent."""
        part = self.parts.get(name)
        return json.loads(part.data) if part and part.data is not None else {}

    @cached_property
    def title(self) -> str:
        """The title in the part ``head``; empty when that was closed."""
        return self.json("head").get("title", "")

    @property
    def current(self) -> bool:
        """Whether this is the version in force."""
        return self.record.ver == self.head.version


def item(obj: str, ver: int | None = None) -> Item | None:
    """Return one version (default: the one in force) of a numbered object, None if there is none.

    Whether it may be shown is another question: ask :func:`gone`.
    """
    with snapshot() as mark:
        head = Head.objects.using(PUBLIC).filter(obj=obj).first()
        if head is None:
            return None
        if ver is not None and not 1 <= ver <= head.version:
            return None
        record = Record.objects.using(PUBLIC).filter(obj=obj, ver=ver or head.version).first()
        return Item(head, record, mark) if record else None


def items(heads: Iterable[Head]) -> list[Item]:
    """Return the versions in force of several heads with their open parts, in two queries."""
    with snapshot() as mark:
        wanted = list(heads)
        versions = {head.obj: head.version for head in wanted}
        rows = {
            row.obj: row
            for row in Record.objects.using(PUBLIC).filter(obj__in=versions)
            if row.ver == versions[row.obj]
        }
        parts: dict[int, dict[str, Part]] = {}
        for part in (
            Part.objects.using(PUBLIC)
            .filter(record__in=[row.pk for row in rows.values()], closed=False)
            .select_related("held")
            .order_by("id")
        ):
            parts.setdefault(part.record_id, {})[part.name] = part
        found = []
        for head in wanted:
            if head.obj in rows:
                one = Item(head, rows[head.obj], mark)
                one.__dict__["parts"] = parts.get(rows[head.obj].pk, {})
                found.append(one)
        return found


def by_key(kind: str, key: str) -> Item | None:
    """Return the object of a kind that is what ``key`` names, such as a unit's record by its code."""
    with snapshot() as mark:
        head = Head.objects.using(PUBLIC).filter(kind=kind, key=key).order_by("-number").first()
        if head is None:
            return None
        record = Record.objects.using(PUBLIC).filter(obj=head.obj, ver=head.version).first()
        return Item(head, record, mark) if record else None


@dataclass(frozen=True)
class Step:
    """One line of an object's history."""

    record: Record
    entry: LogEntry
    closed: Gone | None
    note: str


def history(obj: str) -> list[Step]:
    """Return every numbered version of an object, newest first, with what closed it."""
    with snapshot() as mark:
        rows = {row.ver: row for row in Record.objects.using(PUBLIC).filter(obj=obj)}
        entries = LogEntry.objects.using(PUBLIC).filter(obj=obj, idx__lt=mark).order_by("-idx")
        taken = list(Gone.objects.using(PUBLIC).filter(obj=obj).order_by("id"))
        notes = dict(
            Part.objects.using(PUBLIC)
            .filter(record__obj=obj, name="note", closed=False)
            .values_list("record__ver", "content")
        )
        steps = []
        for entry in entries:
            if entry.ver not in rows:
                continue
            closed = next((g for g in taken if g.from_version <= entry.ver <= g.to_version), None)
            note = (
                json.loads(bytes(notes[entry.ver])).get("text", "") if notes.get(entry.ver) else ""
            )
            steps.append(Step(rows[entry.ver], entry, closed, note))
        return steps


def file_bytes(part: Part) -> bytes:
    """Return a file part's bytes. Raises FileNotFoundError when it was deleted."""
    return part.data if part.data is not None else blobs.read(part.blob or "")


@dataclass(frozen=True)
class Row:
    """One line of a public list."""

    line: int
    head: Head
    state: str
    """``open``, ``moved`` (not of this list any more) or ``withdrawn``."""


@dataclass(frozen=True)
class ListPage:
    """A page of a list: its rows, newest first, and the page numbers beside it."""

    name: str
    number: int | None
    rows: list[Row]
    older: int | None
    newer: int | None


def lines(name: str, low: int, high: int) -> list[Row]:
    """Return the lines ``low`` to ``high`` of a list, newest first."""
    found = list(
        Line.objects.using(PUBLIC)
        .filter(list=name, line__gte=low, line__lte=high)
        .order_by("-line")
    )
    by_number = {
        head.number: head for head in heads().filter(number__in=[row.number for row in found])
    }
    rows = []
    for row in found:
        head = by_number[row.number]
        if head.state == "withdrawn" or head.gone:
            state = "withdrawn"
        else:
            state = "open" if head.lines.get(name, -1) > 0 else "moved"
        rows.append(Row(row.line, head, state))
    return rows


def front(name: str, size: int = PAGE) -> ListPage:
    """Return the newest lines of a list."""
    with snapshot():
        last = (
            Line.objects.using(PUBLIC)
            .filter(list=name)
            .order_by("-line")
            .values_list("line", flat=True)
            .first()
            or 0
        )
        rows = lines(name, last - size + 1, last)
        older = (last - size - 1) // PAGE + 1 if last > size else None
        return ListPage(name, None, rows, older, None)


def list_page(name: str, number: int) -> ListPage | None:
    """Return page ``number`` of a list (1 holds its oldest lines); None when there is no such page."""
    with snapshot():
        if number < 1:
            return None
        rows = lines(name, (number - 1) * PAGE + 1, number * PAGE)
        if not rows:
            return None
        more = Line.objects.using(PUBLIC).filter(list=name, line=number * PAGE + 1).exists()
        return ListPage(name, number, rows, number - 1 or None, number + 1 if more else None)


def visible_parts() -> Q:
    """Return the condition under which a part may be served."""
    return Q(closed=False) & ~Exists(
        Gone.objects.filter(
            obj=OuterRef("record__obj"),
            from_version__lte=OuterRef("record__ver"),
            to_version__gte=OuterRef("record__ver"),
        )
    )


def fresh(number: int) -> bool:
    """Return whether the heads hold entry ``number`` already."""
    return Mark.objects.using(PUBLIC).filter(pk=HEADS, value__gt=number).exists()


def unnumbered(obj: str) -> bool:
    """Return whether an object is signed and stored but has no number in the heads yet."""
    stored = Record.objects.using(PUBLIC).filter(obj=obj).exists()
    return stored and not Head.objects.using(PUBLIC).filter(obj=obj).exists()


def named_blobs(hashes: set[str]) -> set[str]:
    """Return those of ``hashes`` that a part of a record names."""
    return set(Part.objects.filter(blob__in=hashes).values_list("blob", flat=True))
