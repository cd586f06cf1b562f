"""What a unit owes and how each row of it stands, made ready for the unit's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import get_language

from mingchuang import clock
from mingchuang.catalogue import editions, notices, standing, wording
from mingchuang.catalogue import public as catalogue
from mingchuang.records import reading
from mingchuang.records.models import Head

FEW = 12
"""A list of no more rows than this is shown opened."""
NAMED = 3
"""Publications named in each row."""
ORDER = ("late", "nothing", "ahead", "onsite", "link", "there")
"""Within a group what is late or missing is read first."""
MISSING = ("nothing", "ahead")
"""States in which a row has nothing that readers could read."""


@dataclass(frozen=True)
class Row:
    """One owed row: its columns, how it stands, what can be read, who answers for it."""

    row: Mapping[str, Any]
    standing: standing.Standing
    state: str
    items: list[Head]
    elsewhere: list[Mapping[str, Any]]
    count: int
    post: str

    @property
    def title(self) -> str:
        """Its name in the page's language."""
        return title(self.row)

    @property
    def limit(self) -> str:
        """Its time limit in words of the page's language."""
        return wording.in_words(self.row["time_limit"])

    @property
    def undated(self) -> str:
        """Why it has no next day: ``event``, ``document``, or nothing of the kind."""
        return self.standing.undated(self.row["time_limit"])

    @property
    def basis(self) -> list[str]:
        """What it rests on, as it is cited."""
        return [editions.cited(basis) for basis in self.row["basis"]]

    @property
    def readable(self) -> bool:
        """Whether there is something: here, on another platform, or on the spot."""
        return bool(self.items or self.elsewhere)

    @property
    def updated(self) -> datetime | None:
        """When something of it last became public or changed."""
        heads = [*self.items, *(one["head"] for one in self.elsewhere)]
        return max((head.changed_at for head in heads), default=None)


@dataclass(frozen=True)
class Group:
    """The rows of one first level."""

    name: str
    rows: list[Row]
    shown: list[Row]

    @property
    def there(self) -> int:
        """How many of its rows have something to read."""
        return sum(row.readable for row in self.rows)

    @property
    def late(self) -> int:
        """How many of its rows are late."""
        return sum(row.state == "late" for row in self.rows)


@dataclass(frozen=True)
class OwedList:
    """All that a unit owes today, by first level, with its figures."""

    groups: list[Group]
    total: int
    there: int
    late: int
    only: str = ""

    @property
    def missing(self) -> int:
        """How many rows have nothing to read."""
        return self.total - self.there

    @property
    def opened(self) -> bool:
        """Whether the groups are shown opened: a short list, or what a reader has chosen."""
        return bool(self.only) or self.total <= FEW


def title(row: Mapping[str, Any]) -> str:
    """Return a row's name in the page's language."""
    return (get_language() == "en" and row.get("title_en")) or row["title"]


def declare(tags, unit: str) -> None:
    """Tag a page that shows how a unit's rows stand: everything from which that follows."""
    tags.key("owed-list", unit)
    tags.list(catalogue.LIST)
    tags.list(notices.LIST)
    for name in (
        f"unit={unit}",
        f"kind=event&unit={unit}",
        f"kind=fulfilment&unit={unit}",
    ):
        tags.list(name)


def keep_while_true(tags, standings, now: datetime) -> None:
    """Keep the page until the day ends or an hour's limit runs out; not at all while projections lag."""
    with reading.snapshot() as mark:
        if not standing.settled(mark):
            tags.never()
    tomorrow = now.astimezone(clock.SHANGHAI).date() + timedelta(days=1)
    tags.changes_at(datetime.combine(tomorrow, time(), clock.SHANGHAI))
    for one in standings:
        tags.changes_at(one.turns_at)


def of_unit(tags, unit: str, only: str = "") -> OwedList | None:
    """Return what a unit owes; None while there is no list or no catalogue.

    ``only`` is ``missing`` or ``late``: rows of that kind alone are shown; the figures stay whole.
    """
    declare(tags, unit)
    item, table = catalogue.owed(unit), catalogue.table()
    if item is None or table is None:
        return None
    now = clock.now()
    owed = [
        row for row in catalogue.owed_rows(item, clock.today()) if row["code"] in table.obligations
    ]
    standings = standing.of_unit(unit, [row["code"] for row in owed], now)
    keep_while_true(tags, standings.values(), now)
    heads = _heads(standings.values())
    groups: dict[str, list[Row]] = {}
    for row in owed:
        made = _row(table.obligations[row["code"]], standings[row["code"]], heads, row["post"])
        groups.setdefault(made.row["level1"], []).append(made)
    rows = [row for members in groups.values() for row in members]
    return OwedList(
        [_group(name, members, only) for name, members in groups.items()],
        len(rows),
        sum(row.readable for row in rows),
        sum(row.state == "late" for row in rows),
        only,
    )


def _group(name: str, rows: list[Row], only: str) -> Group:
    rows = sorted(rows, key=lambda row: ORDER.index(row.state))
    shown = [
        row
        for row in rows
        if not only or (row.state == "late" if only == "late" else not row.readable)
    ]
    return Group(name, rows, shown)


def _heads(standings) -> dict[str, tuple[Head, Mapping[str, Any]]]:
    """Return what may be read of what answers the rows: the heads; the words of what is elsewhere."""
    objs = {obj for one in standings for obj in one.objs}
    found = {head.obj: (head, {}) for head in reading.open_heads().filter(obj__in=objs)}
    elsewhere = [head for head, _words in found.values() if head.kind == "fulfilment"]
    for item in reading.items(elsewhere):
        found[item.head.obj] = (item.head, item.json("head"))
    return found


def _row(row: Mapping[str, Any], one: standing.Standing, heads, post: str) -> Row:
    items = [heads[obj][0] for obj in one.published if obj in heads][:NAMED]
    elsewhere = [
        {"head": heads[obj][0], "how": how, **heads[obj][1]}
        for how, objs in (("link", one.link), ("onsite", one.onsite))
        for obj in objs
        if obj in heads
    ][:NAMED]
    return Row(row, one, one.state(heads), items, elsewhere, one.count, post)
