"""Which column of a handed-in table is which: guessed by headings, confirmed by a person. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mingchuang.records.sheets import SheetError

_MARKS = re.compile(r"[\s*＊:：()（）【】\[\]《》<>/、,，._-]+")


@dataclass(frozen=True)
class Column:
    """A column that an import knows: its name, and headings that offices give it, best first."""

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Choice:
    """Which heading each column is taken from. ``places`` are positions in the row."""

    heads: tuple[str, ...]
    places: Mapping[str, int]
    sure: bool
    """Whether every column stands under its own name, as in our templates."""
    unused: tuple[str, ...] = field(default=())

    def heading(self, name: str) -> str:
        """Return a column's heading as the file has it, its name where it has none."""
        return self.heads[self.places[name]] if name in self.places else name

    def named(self) -> dict[str, str]:
        """Return column name to heading, as ``--columns`` takes it."""
        return {name: self.heads[place] for name, place in self.places.items()}


def key(heading: str) -> str:
    """Return what headings are compared by: no blanks, no marks, no case, no width."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", heading)).lower()


def guess(heads: Sequence[str], columns: Sequence[Column]) -> Choice:
    """Match headings to columns: by own name, then by synonym, then by a synonym within.

    A heading serves one column. Earlier synonyms win, so that with both 发布机构 and 来源 in a
    table the first is the unit. Raises SheetError when a required column is not found or two
    columns have the same heading.
    """
    keys = [key(head) for head in heads]
    double = {k for k in keys if k and keys.count(k) > 1}
    if double:
        raise SheetError(
            _("Two columns have the same heading: %(heads)s. Rename one.")
            % {"heads": ", ".join(head for head, k in zip(heads, keys, strict=True) if k in double)}
        )
    places: dict[str, int] = {}

    def free() -> list[int]:
        return [n for n, k in enumerate(keys) if k and n not in places.values()]

    def take(column: Column, found: list[int]) -> None:
        if column.name not in places and found:
            places[column.name] = found[0]

    for column in columns:
        take(column, [n for n in free() if keys[n] == key(column.name)])
    sure = set(places)
    for column in columns:
        take(column, [n for word in column.synonyms for n in free() if keys[n] == key(word)])
    for column in columns:
        words = [key(word) for word in column.synonyms if len(key(word)) > 1]
        take(column, [n for word in words for n in free() if word in keys[n]])
    unused = tuple(heads[n] for n in free())
    _complete(heads, places, columns)
    return Choice(tuple(heads), places, set(places) == sure and not unused, unused)


def chosen(heads: Sequence[str], columns: Sequence[Column], named: Mapping[str, str]) -> Choice:
    """Return exactly the columns that somebody named. Raises SheetError for unknown names."""
    keys = [key(head) for head in heads]
    known = {column.name for column in columns}
    wrong = [name for name in named if name not in known]
    absent = [head for head in named.values() if key(head) not in keys]
    if wrong or absent:
        raise SheetError(
            _(
                "Not known as columns: %(wrong)s. Not a heading of the table: %(absent)s. Columns are %(known)s; headings are %(heads)s."
            )
            % {
                "wrong": ", ".join(wrong) or "—",
                "absent": ", ".join(absent) or "—",
                "known": ", ".join(column.name for column in columns),
                "heads": ", ".join(heads),
            }
        )
    places = {name: keys.index(key(head)) for name, head in named.items()}
    _complete(heads, places, columns)
    unused = tuple(h for n, h in enumerate(heads) if h.strip() and n not in places.values())
    return Choice(tuple(heads), places, True, unused)


def _complete(heads: Sequence[str], places: Mapping[str, int], columns: Iterable[Column]) -> None:
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        raise SheetError(
            _(
                "No column was found for: %(missing)s. The headings are: %(heads)s. Name them with --columns, such as --columns %(example)s=…"
            )
            % {
                "missing": ", ".join(missing),
                "heads": ", ".join(head for head in heads if head.strip()) or "—",
                "example": missing[0],
            }
        )
