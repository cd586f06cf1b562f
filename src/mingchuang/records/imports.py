"""What every import of a table has in common: rows by heading, errors by row, all or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang.records import sheets


@dataclass(frozen=True)
class BadRow:
    """One row that was not taken: its number in the sheet, the column, what to do."""

    row: int
    column: str
    problem: str

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


def rows_of(
    path: Path, columns: Sequence[str], required: Iterable[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return ``(sheet row, values by column)`` of the first sheet. Raises SheetError.

    Headings are matched trimmed and without regard to case; unknown ones are refused by name.
    """
    sheet = next(
        (s for s in sheets.read(path) if any(any(c.strip() for c in row) for row in s.rows)), None
    )
    if sheet is None:
        raise sheets.SheetError(_("The table is empty."))
    heads = [cell.strip().lower() for cell in sheet.rows[0]]
    unknown = [head for head in heads if head and head not in columns]
    missing = [name for name in required if name not in heads]
    if unknown or missing:
        raise sheets.SheetError(
            _("The first row must hold the headings. Missing: %(missing)s. Not known: %(unknown)s.")
            % {"missing": ", ".join(missing) or "—", "unknown": ", ".join(unknown) or "—"}
        )
    out = []
    for number, row in enumerate(sheet.rows[1:], start=2):
        values = dict.fromkeys(columns, "")
        values |= {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head}
        if any(values.values()):
            out.append((number, values))
    return out


def run(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    handle: Callable[[int, Mapping[str, str]], object],
    *,
    after: Callable[[], Iterable[tuple[int, RowError]]] | None = None,
    dry: bool = False,
    skip_bad: bool = False,
) -> Outcome:
    """Hand every row to ``handle`` in one transaction and report each bad one by its number.

    ``after`` runs when all rows are in and may still find rows bad. Nothing is saved when a row
    is bad, unless ``skip_bad``; nothing at all when ``dry``.
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
            outcome.saved = True
    except _Undo:
        pass
    return outcome


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
