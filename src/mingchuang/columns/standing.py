"""How columns stand today, for the desk: last update, days left, whether they are empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mingchuang import clock
from mingchuang.columns import members, rules, types
from mingchuang.columns.models import Column
from mingchuang.records import reading


@dataclass(frozen=True)
class Standing:
    """A column with how it stands on a day; ``count`` stops at what one page shows."""

    column: Column
    type: types.Type
    last: date | None
    count: int
    fresh: rules.Freshness

    @property
    def few(self) -> bool:
        """Whether it has items, and fewer than its minimum."""
        return 0 < self.count < self.column.minimum


def rule_of(column: Column) -> rules.Rule:
    """Return what stands in a column."""
    return rules.Rule(tuple(column.categories), tuple(column.units), tuple(column.kinds))


def of(columns: Iterable[Column], today: date | None = None) -> list[Standing]:
    """Return how each column stands on a day (default: today)."""
    today = today or clock.today()
    found = []
    with reading.snapshot():
        for column in columns:
            heads = members.newest(rule_of(column), max(column.minimum, reading.PAGE))
            last = members.last_update(heads)
            found.append(
                Standing(
                    column,
                    types.types()[column.type],
                    last,
                    len(heads),
                    rules.freshness(last, column.cadence, today),
                )
            )
    return found
