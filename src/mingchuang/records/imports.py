"""What every import of a table has in common: rows by heading, errors by row, all or nothing."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.records import sheets
from mingchuang.records.columns import Choice
from mingchuang.records.models import ImportRun

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class BadRow:
    """One row that was not taken: its number in the sheet, the column, what to do.

    ``kind`` is a word by which errors are counted, where an importer sorts them.
    """

    row: int
    column: str
    problem: str
    kind: str = ""

    def __str__(self):
        where = _("row %(row)d") % {"row": self.row}
        return (
            f"{where}, {self.column}: {self.problem}" if self.column else f"{where}: {self.problem}"
        )


class RowError(ValueError):
    """Raised by a row's handler; ``column`` names the heading."""

    def __init__(self, column: str, problem: str):
        self.column = column
        super().__init__(problem)


@dataclass
class Outcome:
    """What an import did or would do."""

    taken: int = 0
    bad: list[BadRow] = field(default_factory=list)
    saved: bool = False


class _Undo(Exception):
    pass


@dataclass(frozen=True)
class Table:
    """The first sheet of a file that holds anything: headings, and rows by their number."""

    heads: tuple[str, ...]
    cells: list[list[str]]
    first: int
    sha256: str

    def rows(self, choice: Choice) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield ``(row number, values by column)`` of every row that says something.

        Control characters, which old databases let in and PostgreSQL refuses, are taken out.
        """
        places = list(choice.places.items())
        for number, row in enumerate(self.cells, start=self.first):
            width = len(row)
            values = {
                name: _CONTROL.sub("", row[n]).strip() if n < width else "" for name, n in places
            }
            if any(values.values()):
                yield number, values


def table(path: Path) -> Table:
    """Read a file handed in. Raises SheetError for one that cannot be read or is empty."""
    for sheet in sheets.read(path):
        if any(any(cell.strip() for cell in row) for row in sheet.rows):
            heads = tuple(cell.strip() for cell in sheet.rows[0])
            return Table(heads, sheet.rows[1:], sheet.first, digest(path))
    raise sheets.SheetError(_("The table is empty."))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex: by it a file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_of(
    path: Path, columns: Sequence[str], required: Iterable[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return ``(sheet row, values by column)`` of the first sheet. Raises SheetError.

    Headings are matched trimmed and without regard to case; unknown ones are refused by name.
    """
    found = table(path)
    heads = [head.lower() for head in found.heads]
    unknown = [head for head in heads if head and head not in columns]
    missing = [name for name in required if name not in heads]
    if unknown or missing:
        raise sheets.SheetError(
            _("The first row must hold the headings. Missing: %(missing)s. Not known: %(unknown)s.")
            % {"missing": ", ".join(missing) or "—", "unknown": ", ".join(unknown) or "—"}
        )
    places = {head: n for n, head in enumerate(heads) if head}
    return chosen_rows(found, Choice(found.heads, places, True), columns)


def chosen_rows(
    found: Table, choice: Choice, columns: Sequence[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return a table's rows by the chosen columns, the others empty."""
    absent = dict.fromkeys(columns, "")
    return [(number, absent | values) for number, values in found.rows(choice)]


def done_before(what: str, sha256: str) -> ImportRun | None:
    """Return the journal of an import of this very file, finished or cut off; None if there is none."""
    return ImportRun.objects.filter(what=what, sha256=sha256).first()


def run(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    handle: Callable[[int, Mapping[str, str]], object],
    *,
    after: Callable[[], Iterable[tuple[int, RowError]]] | None = None,
    dry: bool = False,
    skip_bad: bool = False,
    journal: tuple[str, str] | None = None,
) -> Outcome:
    """Hand every row to ``handle`` in one transaction and report each bad one by its number.

    ``after`` runs when all rows are in and may still find rows bad. Nothing is saved when a row
    is bad, unless ``skip_bad``; nothing at all when ``dry``. ``journal`` is what is imported and
    the file's SHA-256: noted in the same transaction, so that a process that dies has either done
    the whole file and says so the next time, or nothing of it.
    """
    from mingchuang.records.errors import ActError

    outcome = Outcome()
    try:
        with transaction.atomic():
            for number, values in rows:
                try:
                    with transaction.atomic():
                        handle(number, values)
                    outcome.taken += 1
                except RowError as error:
                    outcome.bad.append(BadRow(number, error.column, str(error)))
                except ActError as error:
                    outcome.bad.append(BadRow(number, "", str(error)))
            if after is not None:
                for number, error in after():
                    outcome.bad.append(BadRow(number, error.column, str(error)))
            if dry or (outcome.bad and not skip_bad):
                raise _Undo
            if journal is not None:
                _note_down(journal, outcome)
            outcome.saved = True
    except _Undo:
        pass
    return outcome


def _note_down(journal: tuple[str, str], outcome: Outcome) -> None:
    now = clock.now()
    ImportRun.objects.create(
        what=journal[0],
        sha256=journal[1],
        state=ImportRun.State.DONE,
        total=outcome.taken + len({bad.row for bad in outcome.bad}),
        taken=outcome.taken,
        bad=len({bad.row for bad in outcome.bad}),
        began_at=now,
        saved_at=now,
    )


def template(path: Path, columns: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> None:
    """Write an xlsx template with the headings and sample rows."""
    import xlsxwriter

    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("1")
        bold = book.add_format({"bold": True})
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(10, len(name) + 4))
        for row, values in enumerate(samples, start=1):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value)
        sheet.freeze_panes(1, 0)
