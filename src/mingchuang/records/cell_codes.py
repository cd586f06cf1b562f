"""Which number format each cell of an xlsx file has. Used by ``sheet_child`` alone, under its limits.

The reader of cells (calamine) says whether a number is a date and nothing else of its format.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from cell_formats import BUILT_IN

Codes = dict[tuple[int, int], str]
"""Format code by ``(row, column)``, counted from 0."""
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def _each(data: bytes, found: Callable[[str, dict[str, str], str], None]) -> None:
    """Call ``found(name, attributes, parent)`` for every element. A document type is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    path = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        found(name, {k.rpartition(" ")[2]: v for k, v in attributes.items()}, path[-1])
        path.append(name)

    def doctype(*_unused: object) -> None:
        raise ValueError("document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(data, True)


def _styles(data: bytes) -> list[str]:
    """Return the format code of each cell style, in order; empty for General."""
    named: dict[str, str] = {}
    out: list[str] = []

    def found(name: str, attributes: dict[str, str], parent: str) -> None:
        if name == "numFmt" and parent == "numFmts":
            named[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            number = attributes.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), "") if number.isdigit() else ""
            out.append(named.get(number, built_in))

    _each(data, found)
    return out


def _cells(data: bytes, styles: list[str]) -> Codes:
    """Return the format codes of a sheet's cells that have one."""
    out: Codes = {}

    def found(name: str, attributes: dict[str, str], _parent: str) -> None:
        style, address = attributes.get("s", ""), _ADDRESS.fullmatch(attributes.get("r", ""))
        if name != "c" or not address or not style.isdigit() or int(style) >= len(styles):
            return
        if code := styles[int(style)]:
            column = 0
            for letter in address[1]:
                column = column * 26 + ord(letter) - 64
            out[int(address[2]) - 1, column - 1] = code

    _each(data, found)
    return out


def read(path: str, wanted: list[str]) -> dict[str, Codes]:
    """Return the format codes of the sheets named in ``wanted``, by their names."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/styles.xml" not in names:
            return {}
        styles = _styles(archive.read("xl/styles.xml"))
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}

        def related(name: str, attributes: dict[str, str], _parent: str) -> None:
            if name == "Relationship":
                target = attributes.get("Target", "")
                targets[attributes.get("Id", "")] = posixpath.normpath(
                    target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                )

        def listed(name: str, attributes: dict[str, str], _parent: str) -> None:
            if name == "sheet":
                sheets[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")

        _each(archive.read("xl/_rels/workbook.xml.rels"), related)
        _each(archive.read("xl/workbook.xml"), listed)
        return {
            name: _cells(archive.read(part), styles)
            for name, part in sheets.items()
            if name in wanted and part in names
        }
