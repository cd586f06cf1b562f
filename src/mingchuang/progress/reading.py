"""Facts out of the database: the same entries and records that an export holds."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mingchuang.ledger import entries as codec
from mingchuang.ledger.models import LogEntry
from mingchuang.progress.facts import District, Version, replay
from mingchuang.records.models import Head, Part, Record

SHARED = ("edition", "calendar")
"""Kinds of record that every unit's figures rest on."""
APART = ("post", "figures", "notice")
"""Kinds that no figure rests on."""


def shared() -> list[Version]:
    """Return every version of editions and holiday notices."""
    objs = list(Head.objects.filter(kind__in=SHARED).values_list("obj", flat=True))
    return _versions(LogEntry.objects.filter(obj__in=objs), Record.objects.filter(obj__in=objs))


def of_unit(unit: str, on: date, common: list[Version]) -> District:
    """Return the facts of one unit at the end of a day; ``common`` is what :func:`shared` gave."""
    records = Record.objects.filter(unit=unit).exclude(kind__in=(*SHARED, *APART))
    return replay(_versions(LogEntry.objects.filter(unit=unit), records), on, common)


def of_district(on: date) -> District:
    """Return the facts of every unit at the end of a day, all at once."""
    return replay(_versions(LogEntry.objects.all(), Record.objects.exclude(kind__in=APART)), on)


def _versions(entries, records) -> list[Version]:
    known = {(record.obj, record.ver): record for record in records}
    found = []
    for entry in entries.order_by("idx"):
        record = known.get((entry.obj, entry.ver))
        if record is None:
            continue
        said = codec.decode(bytes(entry.leaf))
        found.append(
            Version(
                entry.idx,
                datetime.fromisoformat(said.time),
                said.type,
                said.reason or "",
                entry.obj,
                entry.unit,
                record.kind,
                json.loads(bytes(record.body)),
                _reader(record.pk),
            )
        )
    return found


def _reader(record: int) -> Callable[[str], Any]:
    return lambda name: _part(record, name)


def _part(record: int, name: str) -> Any:
    found = Part.objects.filter(record=record, name=name, closed=False)
    part = found.exclude(content=None).values_list("pk", "digest").first()
    return _parsed(part[1], part[0]) if part else None


@lru_cache(maxsize=64)
def _parsed(digest: str, part: int) -> Any:
    """Return an open part's JSON; ``digest`` says which bytes they are, however often it is asked."""
    return json.loads(bytes(Part.objects.get(pk=part).content))
