"""What the rules on government sites say in data: kinds of columns, limits of rest, counts. Pure.

Both tables carry ``version``, ``source`` and ``confidence``, as the catalogue does.
"""

import calendar
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Type:
    """One kind of column (ColumnType): its code, names, and the limit of rest it falls under."""

    code: str
    name: str
    name_en: str
    limit: str


@dataclass(frozen=True)
class Limit:
    """How long something may rest: ``days``, or ``months`` of the calendar."""

    code: str
    days: int = 0
    months: int = 0

    def oldest(self, today: date) -> date:
        """Return the earliest day of a last update that is still good on ``today``."""
        if self.days:
            return today - timedelta(days=self.days)
        year, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(today.day, last))

    @property
    def at_most(self) -> int:
        """Days that a cadence under this limit may have: a month is counted as thirty days."""
        return self.days or 30 * self.months


@cache
def _data(name: str) -> Any:
    file = resources.files("mingchuang.columns") / "data" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def sources() -> list[dict[str, str]]:
    """Return where both tables come from: ``{name, version, source, confidence, note}`` each."""
    wanted = ("name", "version", "source", "confidence", "note")
    return [{key: _data(table)[key] for key in wanted} for table in ("types", "limits")]


@cache
def types() -> dict[str, Type]:
    """Return the kinds of columns by code, in the order in which pages show them."""
    rows = _data("types")["types"]
    keys = ("code", "name", "name_en", "limit")
    return {row["code"]: Type(**{key: row[key] for key in keys}) for row in rows}


@cache
def limits() -> dict[str, Limit]:
    """Return the limits of rest by code: ``home``, ``news``, ``documents``."""
    rows = _data("limits")["limits"]
    return {
        row["code"]: Limit(row["code"], row.get("days", 0), row.get("months", 0)) for row in rows
    }


def counts() -> dict[str, int]:
    """Return how many columns at rest fail a whole site: ``limited``, ``idle``, ``empty``."""
    return dict(_data("limits")["counts"])


def warn_percent() -> int:
    """Return the part of a cadence, in percent, from which on somebody is warned."""
    return int(_data("limits")["warn_percent"])


def by_name(name: str) -> Type | None:
    """Return the kind that the tag ColumnType names, None when the list has no such kind."""
    return next((one for one in types().values() if one.name == name), None)
