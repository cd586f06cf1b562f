"""Holiday notices as readers see them: the tables in use, and those of a moment of the log."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import wording
from mingchuang.clock.calendar import PACKAGE
from mingchuang.clock.words import say_holiday
from mingchuang.ledger.models import LogEntry
from mingchuang.records import reading
from mingchuang.records.models import Part

LIST = "kind=calendar"
"""The list whose front every page hangs on that shows the notices in use."""


@dataclass(frozen=True)
class Stretch:
    """Days off that follow each other: ``first`` to ``last``, under the names they have."""

    first: date
    last: date
    names: tuple[str, ...]

    @property
    def said(self) -> list[str]:
        """The names in the reader's language."""
        return [say_holiday(name) for name in self.names]


@dataclass(frozen=True)
class Year:
    """A year's table in use; ``obj`` is the record that says so, empty for one that is built in."""

    table: clock.YearTable
    obj: str = ""
    version: int = 0

    @property
    def packaged(self) -> bool:
        """Whether it comes from the package of notices and not from a table of our own."""
        return self.table.source == PACKAGE

    @property
    def said_source(self) -> str:
        """The notice it comes from, or the list of them."""
        if self.packaged:
            return _("The package chinesecalendar, a list of the yearly notices")
        return self.table.source

    @property
    def trust(self) -> str:
        """How sure it is, in words."""
        return wording.confidence(self.table.confidence)

    @property
    def version_said(self) -> str:
        """The version of the table, in words."""
        return wording.table_version(self.table.version)

    @property
    def off(self) -> list[Stretch]:
        """The days off, days that follow each other together."""
        return list(_stretches(self.table.off))


def years() -> list[Year]:
    """Return the table in use of every year, the newest year first."""
    found = {table.year: Year(table) for table in clock.Calendar.built_in().tables}
    for item in reading.items(reading.open_heads().filter(kind="calendar")):
        table = clock.YearTable.parse(item.json("table"))
        found[table.year] = Year(table, item.record.obj, item.record.ver)
    return [found[year] for year in sorted(found, reverse=True)]


def raw(table: clock.YearTable) -> dict[str, Any]:
    """Return a table as the JSON object from which it can be loaded again."""
    return {
        "year": table.year,
        "version": table.version,
        "source": table.source,
        "confidence": table.confidence,
        "confirmed": table.confirmed,
        "off": [{"date": day.isoformat(), "name": name} for day, name in table.off],
        "work": [{"date": day.isoformat(), "name": name} for day, name in table.work],
    }


def before(idx: int) -> clock.Calendar:
    """Return the calendar as the log had it before an entry: what was published then was counted
    with it, and a notice loaded later moves nothing of it."""
    calendar = clock.Calendar.built_in()
    heads = reading.heads().filter(kind="calendar").values_list("obj", flat=True)
    entries = LogEntry.objects.using(reading.PUBLIC).filter(obj__in=list(heads), idx__lt=idx)
    for entry in entries.order_by("idx"):
        part = (
            Part.objects.using(reading.PUBLIC)
            .filter(record__obj=entry.obj, record__ver=entry.ver, name="table", closed=False)
            .first()
        )
        if part is None or part.content is None:
            continue
        try:
            calendar = calendar.with_year(json.loads(bytes(part.content)))
        except ValueError:
            continue  # the product's own table of that year has caught up with it
    return calendar


def _stretches(days: Iterable[tuple[date, str]]) -> Iterator[Stretch]:
    first = last = None
    names: list[str] = []
    for day, name in sorted(days):
        if first is None or day != last + timedelta(days=1):
            if first is not None:
                yield Stretch(first, last, tuple(names))
            first, names = day, []
        last = day
        if name and name not in names:
            names.append(name)
    if first is not None:
        yield Stretch(first, last, tuple(names))
