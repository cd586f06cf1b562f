"""Word documents: the text with its places, and everything that a page view does not show."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from mingchuang.inspection.collect import Collector
from mingchuang.inspection.ooxml import (
    Attributes,
    Handler,
    Package,
    inside,
    links,
    properties,
)

_OFF = ("0", "false", "off")
_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b")
_DELETED, _INSERTED = ("del", "moveFrom"), ("ins", "moveTo")


def _on(attributes: Attributes) -> bool:
    return attributes.get("val", "1") not in _OFF


@dataclass
class _Run:
    """The look of a run: anything here makes its text invisible."""

    hidden: bool = False
    white: bool = False
    tiny: bool = False
    shaded: bool = False


@dataclass
class _Table:
    """A table being read: its number and where we are in it."""

    number: int
    styled: bool = False
    row: int = 0
    cells: list[str] = field(default_factory=list)


class _Part(Handler):
    """One part with paragraphs: the body, a header, a footer, notes or comments."""

    def __init__(self, notes: Collector, name: str, hidden_styles: set[str]) -> None:
        """``name`` is put before places; empty for the body."""
        self.notes, self.name, self.hidden_styles = notes, name, hidden_styles
        self.path: list[str] = []
        self.paragraphs = 0
        self.pieces: list[list[str]] = []
        self.run: _Run | None = None
        self.styled_hidden = [False]
        self.changes: list[str] = []
        self.tables: list[_Table] = []
        self.table_count = 0
        self.fallback = 0
        self.boxes = 0
        self.described: str | None = None
        self.item = ""
        self.item_text: list[str] = []
        self.field_text: list[str] = []
        self.cell: list[str] = []

    def place(self, inside: str = "") -> str:
        """Return where the reading is, in words."""
        if self.tables:
            table = self.tables[0]
            here = f"table {table.number}, row {table.row}, column {len(table.cells) + 1}"
        else:
            here = f"paragraph {self.paragraphs}"
        return ": ".join(filter(None, [self.name, self.item, here, inside]))

    def start(self, name: str, attributes: Attributes) -> None:
        """Follow the structure."""
        self.path.append(name)
        if name == "Fallback":
            self.fallback += 1
        if self.fallback:
            return
        if name == "p":
            self.pieces.append([])
            self.styled_hidden.append(False)
            if not self.tables:
                self.paragraphs += 1
        elif name == "tbl":
            self.table_count += not self.tables
            self.tables.append(_Table(self.table_count))
            if len(self.tables) == 1:
                self.notes.table_begins()
        elif name == "tr" and len(self.tables) == 1:
            self.tables[0].row += 1
            self.tables[0].cells = []
        elif name == "r":
            self.run = _Run()
        elif name in ("comment", "footnote", "endnote"):
            self.item, self.item_text = f"{name} {attributes.get('id', '')}", []
        elif name in ("tab", "br", "cr") and self.pieces and "pPr" not in self.path:
            self.text_of("\t" if name == "tab" and not self.tables else " ")
        elif name == "txbxContent":
            self.boxes += 1
        elif name == "tblStyle" and self.tables:
            self.tables[-1].styled = True
        elif name == "altChunk":
            self.notes.add("embedded_file", self.place("altChunk"))
        else:
            self._looks(name, attributes)
            self._drawing(name, attributes)

    def _looks(self, name: str, attributes: Attributes) -> None:
        run = self.run
        if name == "pStyle" and attributes.get("val") in self.hidden_styles:
            self.styled_hidden[-1] = True
        if run is None or "rPr" not in self.path[-2:-1]:
            return
        value = attributes.get("val", "")
        if name == "vanish":
            run.hidden = _on(attributes)
        elif name == "rStyle" and value in self.hidden_styles:
            run.hidden = True
        elif name == "color":
            run.white = value.upper() == "FFFFFF"
        elif name == "sz":
            run.tiny = value.isdigit() and int(value) <= 4
        elif name in ("shd", "highlight"):
            run.shaded = True

    def _drawing(self, name: str, attributes: Attributes) -> None:
        if name == "docPr":
            self.described = attributes.get("descr", "") + attributes.get("title", "")
            self.notes.text(self.place("alt"), self.described, listed=False)
        elif name == "pic" and self.described == "":
            self.notes.add("alt_missing", self.place())

    def text(self, data: str) -> None:
        """Take characters by the element they are in."""
        if self.fallback or not self.path:
            return
        inner = self.path[-1]
        if inner == "t":
            self.text_of(data)
        elif inner == "delText":
            self.changes.append(data)
            self.notes.text(self.place("deleted"), data, listed=False)
        elif inner in ("instrText", "delInstrText"):
            self.field_text.append(data)

    def text_of(self, data: str) -> None:
        """Take visible or invisible text of a run."""
        if self.pieces:
            self.pieces[-1].append(data)
        if self.item:
            self.item_text.append(data)
        if any(change in self.path for change in (*_DELETED, *_INSERTED)):
            self.changes.append(data)
        run = self.run
        if run and data.strip():
            shaded = run.shaded or self.boxes or any(table.styled for table in self.tables)
            if run.hidden or self.styled_hidden[-1] or run.tiny or (run.white and not shaded):
                self.notes.shown("hidden_text", self.place(), data)

    def end(self, name: str) -> None:
        """Close what was opened."""
        self.path.pop()
        if name == "Fallback":
            self.fallback -= 1
        if self.fallback:
            return
        if name == "p" and self.pieces:
            self._paragraph_ends()
        elif name == "tc" and len(self.tables) == 1:
            self.tables[0].cells.append(" ".join(self.cell))
            self.cell = []
        elif name == "tr" and len(self.tables) == 1:
            table = self.tables[0]
            prefix = f"{self.name}: " if self.name else ""
            self.notes.row(
                [
                    f"{prefix}table {table.number}, row {table.row}, column {c}"
                    for c in range(1, len(table.cells) + 1)
                ],
                table.cells,
            )
        elif name == "tbl" and self.tables:
            self.tables.pop()
        elif name == "r":
            self.run = None
        elif name == "txbxContent":
            self.boxes -= 1
        elif name == "drawing":
            self.described = None
        elif name in ("comment", "footnote", "endnote"):
            text = "".join(self.item_text)
            if name == "comment" and text.strip():
                self.notes.shown("comment", f"comment {self.item.split()[-1]}", text)
            self.item = ""

    def _paragraph_ends(self) -> None:
        text = "".join(self.pieces.pop())
        self.styled_hidden.pop()
        if self.changes and "".join(self.changes).strip():
            self.notes.shown("tracked_change", self.place(), "".join(self.changes))
        self.changes = []
        if self.field_text:
            written = "".join(self.field_text)
            if _FIELD.search(written):
                self.notes.shown("external_link", self.place("field"), written)
            self.notes.text(self.place("field"), written, listed=False)
            self.field_text = []
        if self.tables and not self.boxes:
            self.cell.append(text)
        else:
            self.notes.text(self.place("text box" if self.boxes else ""), text)


def read(path: Path, notes: Collector) -> None:
    """Read a .docx file into ``notes``; raises Refused or TooLarge."""
    package = Package(path, ".docx")
    links(package, notes)
    inside(package, notes)
    properties(package, notes)
    styles = _hidden_styles(package)
    package.walk("word/document.xml", _Part(notes, "", styles))
    for number, name in enumerate(package.matching(r"word/header\d*\.xml"), 1):
        package.walk(name, _Part(notes, f"header {number}", styles))
    for number, name in enumerate(package.matching(r"word/footer\d*\.xml"), 1):
        package.walk(name, _Part(notes, f"footer {number}", styles))
    for name in package.matching(r"word/(?:footnotes|endnotes|comments)\.xml"):
        package.walk(name, _Part(notes, name.split("/")[1], styles))
    for name in package.matching(r"(?:word/(?:charts|diagrams)/[^/]+|customXml/item\d+)\.xml"):
        package.each(
            name,
            lambda _name, _attributes, text, name=name: notes.text(name, text, listed=False),  # type: ignore[misc]
        )


def _hidden_styles(package: Package) -> set[str]:
    found: set[str] = set()
    if "word/styles.xml" not in package.names:
        return found

    class Styles(Handler):
        current = ""

        def start(self, name: str, attributes: Attributes) -> None:
            if name == "style":
                self.current = attributes.get("styleId", "")
            elif name == "vanish" and self.current and _on(attributes):
                found.add(self.current)

        def end(self, name: str) -> None:
            if name == "style":
                self.current = ""

    package.walk("word/styles.xml", Styles())
    return found
