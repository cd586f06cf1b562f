"""What one edition of the catalogue changes against another, row by row. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

COLUMNS = (
    "level1",
    "level2",
    "level3",
    "title",
    "elements",
    "basis",
    "time_limit",
    "organ",
    "carriers",
    "audience",
    "audience_text",
    "method",
    "tiers",
    "applies",
)
"""Columns whose change readers are told of, in the order of the standard table."""


@dataclass(frozen=True)
class Change:
    """One column of one row that reads otherwise now."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What is new, what is gone, and what reads otherwise: ``changed`` is ``(row, changes)``."""

    added: tuple[Row, ...]
    gone: tuple[Row, ...]
    changed: tuple[tuple[Row, tuple[Change, ...]], ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.gone or self.changed)


def compare(
    old_rows: Iterable[Row], new_rows: Iterable[Row], say: Callable[[str, Any], str] | None = None
) -> Comparison:
    """Return what differs between two tables; rows are known by their code.

    ``say(column, value)`` puts a column that differs into words, :func:`said` by default.
    """
    old = {row["code"]: row for row in old_rows}
    new = {row["code"]: row for row in new_rows}
    changed = []
    for code, row in new.items():
        if code in old and (changes := _changes(old[code], row, say or said)):
            changed.append((row, changes))
    return Comparison(
        tuple(row for code, row in new.items() if code not in old),
        tuple(row for code, row in old.items() if code not in new),
        tuple(changed),
    )


def _changes(old: Row, new: Row, say: Callable[[str, Any], str]) -> tuple[Change, ...]:
    return tuple(
        Change(column, say(column, old.get(column)), say(column, new.get(column)))
        for column in COLUMNS
        if said(column, old.get(column)) != said(column, new.get(column))
    )


def said(column: str, value: Any) -> str:
    """Return what a column of a row says, as the standard table writes it."""
    if not value:
        return ""
    if column == "elements":
        return "；".join(element["name"] for element in value)
    if column == "basis":
        return "；".join(cited(basis) for basis in value)
    if column == "applies":
        return _applies(value)
    return value if isinstance(value, str) else "、".join(value)


def _applies(value: Mapping[str, Any]) -> str:
    """Return to which units a row applies: ``kinds organ；sectors health``, alternatives parted by /."""
    if value.get("any"):
        return " / ".join(_applies(one) for one in value["any"])
    return "；".join(f"{name} {'、'.join(codes)}" for name, codes in sorted(value.items()))


def cited(basis: Any) -> str:
    """Return a legal basis as it is cited: 《name》 and the article."""
    if isinstance(basis, str):
        return basis
    return f"《{basis['name']}》{basis.get('article', '')}"
