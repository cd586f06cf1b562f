"""Tables that people hand in: csv, xlsx and jsonl, read so that no file can harm the process.

xlsx goes through a look into the archive, then a child process with limits on memory and time;
a child that dies for whatever reason means the file is refused.
"""

import csv
import io
import json
import re
import resource
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

MAX_ROWS, MAX_COLUMNS = 100_000, 100
MAX_MEMBERS, MAX_TOTAL, MAX_RATIO = 2_000, 200 * 1024 * 1024, 200
MEMORY, SECONDS = 1024**3, 30
MAX_CELL = 1_000_000
"""Characters of the longest cell that is read; what a text may hold is decided by the text."""
csv.field_size_limit(MAX_CELL)
_BAD_MEMBERS = ("vbaProject.bin", "externalLinks/", "embeddings/", "activeX")


class SheetError(ValueError):
    """A file that is not read; the message says why and what to hand in instead."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its cells as text, ``rows[0]`` being sheet row 1.

    ``first`` is the number that people know the row after the headings by: 2, or line 1 of jsonl.
    """

    name: str
    rows: list[list[str]]
    first: int = 2
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells as ``(first row, first column, last row, last column)``, counted from 0."""


def read(path: Path, *, shown: bool = False) -> list[Sheet]:
    """Read a ``.csv``, ``.xlsx`` or ``.jsonl`` file.

    ``shown``: numbers and dates of an .xlsx as their number format shows them (``10.00``,
    ``12.5%``), for a text that people read, on sheets of at most 2,000 rows; an importer wants the
    bare number. Raises SheetError.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return [Sheet(path.stem, _csv(path.read_bytes()))]
    if suffix == ".xlsx":
        _look_into(path)
        return _in_child(path, shown)
    if suffix == ".jsonl":
        return [Sheet(path.stem, _jsonl(path), first=1)]
    raise SheetError(
        _(
            "%(name)s: only .xlsx, .csv and .jsonl are read. Save the table as .xlsx and hand that in."
        )
        % {"name": path.name}
    )


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetError(_("The csv file is neither UTF-8 nor GB18030. Save it as UTF-8."))
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise SheetError(
            _("The csv file cannot be read: %(why)s. Save the table as .xlsx and hand that in.")
            % {"why": error}
        ) from error
    if len(rows) > MAX_ROWS or max((len(row) for row in rows), default=0) > MAX_COLUMNS:
        raise SheetError(
            _("More than %(rows)d rows or %(columns)d columns. Cut the table into parts.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )
    return rows


def _jsonl(path: Path) -> list[list[str]]:
    """Return one object a line as a table: the keys are the headings, a list is cut by lines."""
    heads: dict[str, int] = {}
    rows: list[list[str]] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SheetError(_("The file is not UTF-8. Write it as UTF-8.")) from error
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line) if line.strip() else {}
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise SheetError(
                _("Line %(line)d is no JSON object. Write one object a line.") % {"line": number}
            )
        for name in data:
            heads.setdefault(name, len(heads))
        row = [""] * len(heads)
        for name, value in data.items():
            row[heads[name]] = _plain(value)
        rows.append(row)
    if len(rows) > MAX_ROWS or len(heads) > MAX_COLUMNS:
        raise SheetError(
            _("More than %(rows)d rows or %(columns)d columns. Cut the table into parts.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )
    return [list(heads), *rows]


def _plain(value) -> str:
    if isinstance(value, list):
        return "\n".join(_plain(item) for item in value)
    # Half a pair of a character, which JSON can name and no encoding can write, becomes a mark.
    return "" if value is None else str(value).encode("utf-8", "replace").decode()


def unpacks_too_far(members: list[zipfile.ZipInfo]) -> bool:
    """Whether an archive is a bomb: too many members, too much in all, packed too tightly."""
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    return len(members) > MAX_MEMBERS or total > MAX_TOTAL or total / packed > MAX_RATIO


def _look_into(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if unpacks_too_far(members):
                raise SheetError(
                    _("%(name)s unpacks to far more than a table needs and is refused.")
                    % {"name": path.name}
                )
            for member in members:
                if any(bad in member.filename for bad in _BAD_MEMBERS):
                    raise SheetError(
                        _(
                            "%(name)s holds macros, links to other files or embedded objects. Save a plain copy without them."
                        )
                        % {"name": path.name}
                    )
                if member.filename.endswith(".rels"):
                    text = archive.read(member).decode("utf-8", "replace")
                    for rel in re.findall(r"<Relationship\b[^>]*>", text):
                        if 'TargetMode="External"' in rel and "/hyperlink" not in rel:
                            raise SheetError(
                                _(
                                    "%(name)s refers to another file. Save a plain copy without links to other files."
                                )
                                % {"name": path.name}
                            )
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
            if "spreadsheetml.sheet.main+xml" not in types:
                raise SheetError(
                    _("%(name)s is not a plain .xlsx table. Save it as .xlsx and hand that in.")
                    % {"name": path.name}
                )
            for member in members:
                if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", member.filename):
                    with archive.open(member) as sheet:
                        start = sheet.read(4096).decode("utf-8", "replace")
                    found = re.search(r'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"', start)
                    if found and (int(found[2]) > MAX_ROWS or _column(found[1]) > MAX_COLUMNS):
                        raise SheetError(
                            _(
                                "More than %(rows)d rows or %(columns)d columns. Cut the table into parts."
                            )
                            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
                        )
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise SheetError(
            _("%(name)s cannot be opened as .xlsx. Save it again from the program that made it.")
            % {"name": path.name}
        ) from error


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def limits() -> None:
    """Bound a child process that reads a file somebody handed in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _in_child(path: Path, shown: bool) -> list[Sheet]:
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                str(Path(__file__).with_name("sheet_child.py")),
                str(path),
                *(["shown"] if shown else []),
            ],
            capture_output=True,
            timeout=SECONDS * 2,
            preexec_fn=limits,
            check=False,
        )
        if done.returncode == 0:
            return [
                Sheet(sheet["name"], sheet["rows"], merged=tuple(map(tuple, sheet["merged"])))
                for sheet in json.loads(done.stdout)
            ]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        pass
    raise SheetError(
        _(
            "%(name)s could not be read within the limits and is refused. Save a plain copy of the table."
        )
        % {"name": path.name}
    )
