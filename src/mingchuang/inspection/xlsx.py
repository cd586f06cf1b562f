"""Excel workbooks: every cell with its place, and everything that the screen does not show.

Cells are read as a stream of events, never as a rectangle: a file of 4 KiB can claim seventeen
thousand million cells.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

from mingchuang.inspection.collect import Collector, TooLarge
from mingchuang.inspection.ooxml import (
    Attributes,
    Handler,
    Package,
    inside,
    links,
    properties,
)

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100_000, 1_000, 1_500_000
_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_ACTIVE = re.compile(r"WEBSERVICE\(|\bcmd\||DDE|RTD\(|FILTERXML\(", re.I)


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class _Strings(Handler):
    """The shared strings, phonetic readings left out."""

    def __init__(self) -> None:
        """Start empty."""
        self.all: list[str] = []
        self._text: list[str] = []
        self._inside = self._reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a string or its text."""
        if name == "si":
            self._text = []
        self._inside = name == "t"
        self._reading = self._reading or name == "rPh"

    def text(self, data: str) -> None:
        """Gather."""
        if self._inside and not self._reading:
            self._text.append(data)

    def end(self, name: str) -> None:
        """Keep a string."""
        self._inside = False
        if name == "rPh":
            self._reading = False
        elif name == "si":
            self.all.append("".join(self._text))


class _Styles(Handler):
    """Which cell formats are dates, and which cannot be seen (``;;;``, white on nothing)."""

    def __init__(self) -> None:
        """Start empty."""
        self.dates: set[str] = set()
        self.unseen: set[str] = set()
        self._path: list[str] = []
        self._codes: dict[str, str] = {}
        self._white: list[bool] = []
        self._filled: list[bool] = []
        self._formats = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Read number formats, fonts, fills and cell formats as they come."""
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "font" and parent == "fonts":
            self._white.append(False)
        elif name == "color" and parent == "font" and self._white:
            white = attributes.get("rgb", "").upper() in ("FFFFFFFF", "00FFFFFF")
            self._white[-1] = white or attributes.get("theme") == "0"
        elif name == "fill" and parent == "fills":
            self._filled.append(False)
        elif name == "patternFill" and self._filled:
            self._filled[-1] = attributes.get("patternType", "none") != "none"
        elif name == "gradientFill" and self._filled:
            self._filled[-1] = True
        elif name == "xf" and parent == "cellXfs":
            self._format(attributes)
            self._formats += 1

    def _format(self, attributes: Attributes) -> None:
        number = attributes.get("numFmtId", "0")
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", self._codes.get(number, ""))
        if re.search("[yd年日]", code) or (number.isdigit() and int(number) in _DATES):
            self.dates.add(str(self._formats))
        font, fill = int(attributes.get("fontId", 0)), int(attributes.get("fillId", 0))
        white = font < len(self._white) and self._white[font]
        filled = fill < len(self._filled) and self._filled[fill]
        if self._codes.get(number, "").strip() == ";;;" or (white and not filled):
            self.unseen.add(str(self._formats))

    def end(self, name: str) -> None:
        """Follow the path."""
        self._path.pop()


class _Sheet(Handler):
    """One sheet: rows go to the collector, hidden ones are reported when they hold something."""

    def __init__(
        self, notes: Collector, name: str, strings: list[str], styles: _Styles, hidden: bool
    ) -> None:
        """``hidden``: the whole sheet is."""
        self.notes, self.name, self.strings, self.styles = notes, name, strings, styles
        self.hidden = hidden
        self.filled = False
        self.cells = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self.found_columns: dict[tuple[int, int], str] = {}
        self.row, self.row_hidden = 0, False
        self.values: dict[int, str] = {}
        self.column, self.kind, self.style = 0, "", ""
        self.inside = ""
        self.pieces: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a row, a cell or one of the sheet's texts."""
        if name == "col":
            if attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0":
                self.hidden_columns.append(
                    (int(attributes.get("min", 1)), int(attributes.get("max", 1)))
                )
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.row_hidden = (
                attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
            )
            self.column, self.values = 0, {}
        elif name == "c":
            letters = re.match("[A-Z]+", attributes.get("r", ""))
            self.column = _column(letters[0]) if letters else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.pieces = []
        elif name in ("v", "t", "f", "formula1", "formula2") or re.fullmatch(
            "(?:odd|even|first)(?:Header|Footer)", name
        ):
            self.inside = name
            if name not in ("v", "t"):
                self.pieces = []

    def text(self, data: str) -> None:
        """Gather."""
        if self.inside:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        """Finish a text, a cell or a row."""
        if name == self.inside:
            self.inside = ""
            if name not in ("v", "t"):
                self._other(name, "".join(self.pieces))
                self.pieces = []
        elif name == "c":
            self._cell()
        elif name == "row":
            self._row()

    def _other(self, name: str, text: str) -> None:
        if name == "f":
            place = f"{self.name}!{_letters(self.column)}{self.row}"
            if _ACTIVE.search(text):
                self.notes.shown("external_link", place, text)
            self.notes.text(f"{place}: formula", text, listed=False)
        elif name.startswith("formula"):
            if text.startswith('"'):
                self.notes.shown("data_list", self.name, text)
                self.notes.text(f"{self.name}: list", text.replace(",", "\n"), listed=False)
        else:
            self.notes.text(f"{self.name}: {name}", re.sub(r'&"[^"]*"|&\d+|&[A-Z]', " ", text))

    def _cell(self) -> None:
        value = "".join(self.pieces)
        if not value:
            return
        self.cells += 1
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise TooLarge(
                f"{self.name}: more than {MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_CELLS} cells"
            )
        if self.kind == "s":
            number = int(value) if value.isdigit() else -1
            value = self.strings[number] if 0 <= number < len(self.strings) else ""
        elif self.kind == "n":
            value = self._number(value)
        if not value.strip():
            return
        self.filled = True
        self.values[self.column] = value
        if self.style in self.styles.unseen:
            self.notes.shown("hidden_cell", f"{self.name}!{_letters(self.column)}{self.row}", value)
        for span in self.hidden_columns:
            if span[0] <= self.column <= span[1]:
                self.found_columns.setdefault(span, value)

    def _number(self, value: str) -> str:
        try:
            number = float(value)
            if self.style in self.styles.dates and 0 < number < 2_958_466:
                return (datetime(1899, 12, 30) + timedelta(days=number)).date().isoformat()
            if number.is_integer() and abs(number) < 1e20:
                return str(int(number)) if "e" in value.lower() or "." in value else value
        except (ValueError, OverflowError):
            pass
        return value

    def _row(self) -> None:
        if not self.values:
            return
        last = max(self.values)
        columns = range(1, last + 1)
        if self.row_hidden:
            self.notes.shown(
                "hidden_row", f"{self.name}!{self.row}", " ".join(self.values.values())
            )
        self.notes.row(
            [f"{self.name}!{_letters(c)}{self.row}" for c in columns],
            [self.values.get(c, "") for c in columns],
        )

    def finish(self) -> None:
        """Report what the sheet as a whole hides."""
        if self.hidden and self.filled:
            self.notes.add("hidden_sheet", self.name)
        for (first, last), value in self.found_columns.items():
            last = min(last, 16_384)
            self.notes.shown(
                "hidden_column", f"{self.name}!{_letters(first)}:{_letters(last)}", value
            )


def read(path: Path, notes: Collector) -> None:
    """Read an .xlsx file into ``notes``; raises Refused or TooLarge."""
    package = Package(path, ".xlsx")
    links(package, notes)
    inside(package, notes)
    properties(package, notes)
    strings, styles = _Strings(), _Styles()
    for part, handler in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", styles)):
        if part in package.names:
            package.walk(part, handler)
    book = package.relations("xl/workbook.xml")
    sheets: list[tuple[str, str, bool]] = []

    def listed(name: str, attributes: Attributes, text: str) -> None:
        if name == "sheet":
            part = book.get(attributes.get("id", ""), "")
            state = attributes.get("state", "visible")
            sheets.append((attributes.get("name", "")[:80], part, state != "visible"))
        elif name == "definedName" and text:
            label = attributes.get("name", "")
            notes.text(f"name {label}", text, listed=False)
            if not label.startswith("_xlnm.") and re.search(r'\[|^"|\\\\', text):
                notes.shown("defined_name", f"name {label}", text)

    package.each("xl/workbook.xml", listed)
    owners: dict[str, str] = {}
    for name, part, hidden in sheets:
        notes.text(f"sheet {name}", name, listed=False)
        if part not in package.names:
            continue
        owners |= dict.fromkeys(package.relations(part).values(), name)
        sheet = _Sheet(notes, name, strings.all, styles, hidden)
        notes.table_begins()
        package.walk(part, sheet)
        sheet.finish()
    _comments(package, notes, owners)
    _rest(package, notes)


class _Comments(Handler):
    """Comments and threaded comments: the cell and the text."""

    def __init__(self, notes: Collector, sheet: str) -> None:
        """``sheet`` is the name of the sheet they belong to."""
        self.notes, self.sheet = notes, sheet
        self.cell, self.pieces = "", [""]

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a comment."""
        if name in ("comment", "threadedComment"):
            self.cell, self.pieces = attributes.get("ref", ""), []

    def text(self, data: str) -> None:
        """Gather."""
        self.pieces.append(data)

    def end(self, name: str) -> None:
        """Report a comment."""
        text = "".join(self.pieces)
        if name in ("comment", "threadedComment") and text.strip():
            place = f"{self.sheet}!{self.cell}"
            self.notes.shown("comment", place, text)
            self.notes.text(f"{place}: comment", text, listed=False)


def _comments(package: Package, notes: Collector, owners: dict[str, str]) -> None:
    for part in package.matching(r"xl/(?:comments/?[^/]*|threadedComments/[^/]+)\.xml"):
        package.walk(part, _Comments(notes, owners.get(part, part)))


def _rest(package: Package, notes: Collector) -> None:
    """Drawings, charts, kept pivot data and custom parts: scanned, not listed."""
    for part in package.matching(
        r"(?:xl/(?:drawings/drawing|charts/chart|pivotCache/pivotCache|persons/|diagrams/)[^/]*|customXml/item\d+)\.xml"
    ):
        cached: list[str] = []

        def found(
            name: str,
            attributes: Attributes,
            text: str,
            part: str = part,
            cached: list[str] = cached,
        ) -> None:
            if "pivotCache" in part and name in ("s", "n", "d") and attributes.get("v"):
                cached.append(attributes["v"])
                text = attributes["v"]
            if name == "cNvPr":
                text = attributes.get("descr", "")
            if text.strip():
                notes.text(part.rpartition("/")[2], text, listed=False)

        package.each(part, found)
        if cached:
            notes.shown("hidden_cache", part.rpartition("/")[2], " ".join(cached[:5]))
