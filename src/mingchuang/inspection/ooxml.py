"""What Word and Excel files share: a guarded archive, XML without tricks, links and properties."""

import io
import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO

from mingchuang.inspection.collect import Collector, Refused, TooLarge
from mingchuang.inspection.pictures import look

MAX_MEMBERS, MAX_TOTAL, MAX_RATIO = 2_000, 200 * 1024 * 1024, 200
_SMALL = 1024 * 1024
_MACRO = re.compile(r"vbaProject|vbaData|activeX|macrosheets/|dialogsheets/|attachedToolbars", re.I)
_PLAIN = re.compile(
    r"\.(?:xml|rels|vml|png|jpe?g|gif|bmp|emf|wmf|tiff?|wdp|ico|odttf|fntdata)$|printerSettings\d*\.bin$|/$|^mimetype$",
    re.I,
)
_MAIN = {
    ".docx": "wordprocessingml.document.main+xml",
    ".xlsx": "spreadsheetml.sheet.main+xml",
}
Attributes = dict[str, str]


class Handler:
    """Receives the events of :func:`walk`; names are local names, without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters inside an element, maybe in several pieces."""


@cache
def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def walk(stream: IO[bytes], handler: Handler, place: str) -> None:
    """Parse XML as a stream. A document type (and with it every entity) is refused."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_unused: object) -> None:
        raise Refused("zip_bomb", f"{place}: document type")

    def start(name: str, attributes: Attributes) -> None:
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    try:
        parser.ParseFile(stream)
    except xml.parsers.expat.ExpatError as error:
        raise Refused("unreadable", place) from error


class Each(Handler):
    """Calls ``found(name, attributes, text)`` at the end of every element without children."""

    def __init__(self, found: Callable[[str, Attributes, str], None]) -> None:
        """Remember whom to call."""
        self._found = found
        self._open: tuple[str, Attributes] | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Remember the element; an outer one is told now, since it has children."""
        if self._open:
            self._found(*self._open, "".join(self._text))
        self._open, self._text = (name, attributes), []

    def text(self, data: str) -> None:
        """Gather."""
        self._text.append(data)

    def end(self, name: str) -> None:
        """Tell the element."""
        if self._open:
            self._found(*self._open, "".join(self._text))
        self._open, self._text = None, []


class Package:
    """An opened docx or xlsx file that has passed the look into its archive."""

    def __init__(self, path: Path, suffix: str) -> None:
        """Open and check; raises Refused."""
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused("unreadable", "archive") from error
        members = self.archive.infolist()
        self._check_sizes(members, path.stat().st_size)
        seen: set[str] = set()
        for member in members:
            name = member.filename
            if member.flag_bits & 1:
                raise Refused("encrypted", name)
            parts = PurePosixPath(name.replace("\\", "/")).parts
            if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\x00" in name:
                raise Refused("bad_member", name[:80])
            if name.lower() in seen:
                raise Refused("bad_member", name[:80])
            seen.add(name.lower())
        self.names = [member.filename for member in members]
        self._check_type(suffix)

    @staticmethod
    def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
        total = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS:
            raise Refused("zip_bomb", f"{len(members)} members")
        if total > MAX_TOTAL or total / max(size, 1) > MAX_RATIO:
            raise Refused("zip_bomb", f"{size} bytes unpack to {total}")
        for member in members:
            if member.file_size > _SMALL and member.file_size > MAX_RATIO * member.compress_size:
                raise Refused("zip_bomb", member.filename[:80])

    def _check_type(self, suffix: str) -> None:
        if "[Content_Types].xml" not in self.names:
            raise Refused("wrong_type", "[Content_Types].xml")
        types = self.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise Refused("macro", "[Content_Types].xml")
        if _MAIN[suffix] not in types:
            raise Refused("wrong_type", "[Content_Types].xml")
        macros = [name for name in self.names if _MACRO.search(name)]
        if macros:
            raise Refused("macro", macros[0])

    def read(self, name: str, limit: int = _SMALL) -> bytes:
        """Return a small member whole; raises TooLarge or Refused."""
        with self.open(name) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLarge(name)
        return data

    def open(self, name: str) -> IO[bytes]:
        """Return a member as a stream; raises Refused when it is missing or damaged."""
        try:
            return self.archive.open(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise Refused("unreadable", name) from error

    def walk(self, name: str, handler: Handler) -> None:
        """Parse a member."""
        with self.open(name) as stream:
            try:
                walk(stream, handler, name)
            except (zipfile.BadZipFile, EOFError, OSError) as error:
                raise Refused("unreadable", name) from error

    def each(self, name: str, found: Callable[[str, Attributes, str], None]) -> None:
        """Call ``found`` for the innermost elements of a member."""
        self.walk(name, Each(found))

    def matching(self, pattern: str) -> list[str]:
        """Return the members whose whole name fits, in natural order."""
        fits = [name for name in self.names if re.fullmatch(pattern, name, re.I)]
        return sorted(fits, key=lambda name: [int(n) for n in re.findall(r"\d+", name)] or [0])

    def relations(self, part: str) -> dict[str, str]:
        """Return id → member for the inner relationships of a part."""
        folder, _slash, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        found: dict[str, str] = {}
        if rels in self.names:

            def relation(name: str, attributes: Attributes, _text: str) -> None:
                if name == "Relationship" and attributes.get("TargetMode") != "External":
                    found[attributes.get("Id", "")] = _join(folder, attributes.get("Target", ""))

            self.each(rels, relation)
        return found


def _join(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for part in f"{folder}/{target}".split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


_FAR = re.compile(r"(?i)^(?:https?|ftp|smb|mhtml|ms-[a-z]+):|^(?:file:/*)?(?:\\\\|//)[^/\\]|^\\\\")


def links(package: Package, notes: Collector) -> None:
    """Find links out of the file. A hyperlink is only followed by a click, so it is no finding."""
    for rels in package.matching(r".*\.rels"):

        def relation(name: str, attributes: Attributes, _text: str, rels: str = rels) -> None:
            if name != "Relationship" or attributes.get("TargetMode") != "External":
                return
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            notes.text(f"{rels}: {kind}", target, listed=False)
            if kind == "attachedTemplate" and not _FAR.match(target):
                notes.shown("property", f"{rels}: {kind}", target)
            elif kind == "hyperlink":
                if re.match(r"(?i)file:|\\\\|[a-z]:\\", target):
                    notes.shown("property", f"{rels}: {kind}", target)
            else:
                notes.shown("external_link", f"{rels}: {kind}", target)

        package.each(rels, relation)
    for name in package.names:
        if re.search(r"externalLinks/[^/]+\.xml$|xl/connections\.xml|queryTables/", name):
            notes.add("external_link", name)


def inside(package: Package, notes: Collector) -> None:
    """Find embedded files and look at pictures."""
    pictures = 0
    for name in package.names:
        if re.search(r"embeddings/|oleObject|afchunk", name) or not _PLAIN.search(name):
            notes.add("embedded_file", name)
        elif re.search(r"/media/", name):
            pictures += 1
            if re.search(r"\.(?:jpe?g|png|tiff?)$", name, re.I):
                look(io.BytesIO(package.read(name, 50 * _SMALL)), name, notes, alone=False)
    if pictures:
        notes.add("unread_image", f"{pictures} pictures")


_PEOPLE = {"creator", "lastModifiedBy", "Manager", "Company"}
_WORDS = {"title", "subject", "description", "keywords", "category", "contentStatus"}
_PATHS = {"Template", "HyperlinkBase"}
_NOBODY = {
    "",
    "openpyxl",
    "python-docx",
    "admin",
    "administrator",
    "user",
    "微软用户",
    "normal.dotm",
}


def properties(package: Package, notes: Collector) -> None:
    """Report who is named in the file's properties, and scan everything written there."""
    for part in package.matching(r"docProps/(?:core|app|custom)\.xml"):

        def found(name: str, _attributes: Attributes, text: str, part: str = part) -> None:
            place, text = f"{part}: {name}", text.strip()
            if text.lower() in _NOBODY or text in ("Normal", "Normal.dotm"):
                return
            if part.endswith("custom.xml"):
                if not re.fullmatch(r"[\d.\-]{1,12}|[0-9A-F\-_]{8,}", text):
                    notes.text(place, text, listed=False)
                    if re.search("[\u4e00-\u9fff\\\\/]", text):
                        notes.shown("property", place, text)
            elif name in _PEOPLE:
                notes.shown("author", place, text)
                notes.text(place, text, listed=False)
            elif name in _WORDS:
                notes.text(place, text, listed=False)
            elif name in _PATHS:
                notes.shown("property", place, text)

        package.each(part, found)
