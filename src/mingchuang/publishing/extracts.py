"""What was read in a file, laid out for a reviewer: cells as the tables they stand in. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mingchuang.publishing.finding_words import place_words

_CELL = (
    re.compile(r"(?P<table>.*)!(?P<column>[A-Z]{1,3})(?P<row>\d+)"),
    re.compile(r"(?P<table>(?:.*: )?table \d+), row (?P<row>\d+), column (?P<column>\d+)"),
    re.compile(r"(?P<table>)row (?P<row>\d+), column (?P<column>\d+)"),
)
"""Places of cells as ``inspection`` names them: in .xlsx, in .docx, in .csv."""


@dataclass
class Extract:
    """A paragraph with its place, or a table: the cells by row and column as the file counts them."""

    place: str
    words: str = ""
    cells: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The columns that hold anything, from left to right."""
        names = {name for row in self.cells.values() for name in row}
        return sorted(names, key=lambda name: (len(name), name))

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows that hold anything: number, and for each column its name and the cell."""
        columns = self.columns
        return [
            (number, [(name, row.get(name, "")) for name in columns])
            for number, row in self.cells.items()
        ]


def laid_out(text: Iterable[tuple[str, str]]) -> list[Extract]:
    """Return the text of a reading, ``(place, words)`` each, with neighbouring cells as one table."""
    out: list[Extract] = []
    before = None
    for place, words in text:
        cell = next((found for form in _CELL if (found := form.fullmatch(place))), None)
        if cell is None:
            out.append(Extract(place_words(place), words))
            before = None
            continue
        if before != cell["table"]:
            before = cell["table"]
            out.append(Extract(place_words(before)))
        out[-1].cells.setdefault(cell["row"], {})[cell["column"]] = words
    return out
