"""Tables as files for people to take away: csv and xlsx in which no cell is a formula.

``as_csv`` and ``as_xlsx`` work in memory and leave nothing behind; ``csv_lines`` and ``write_xlsx`` are
for public tables of any length.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from mingchuang.records.sheets import SheetError

LONGEST_CELL = 32_767
"""Characters that a cell of an xlsx table holds."""


def text_only(cell: str) -> str:
    """Return a cell of a csv file so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in tuple("=+-@") else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as csv that a spreadsheet opens as it is: UTF-8 with a mark, CRLF."""
    return b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the same row by row, as the rows come."""
    yield "\ufeff".encode()
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line).writerow([text_only(cell) for cell in row])
        yield line.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a workbook of one sheet; every cell is text.

    Raises SheetError for a cell longer than xlsx holds.
    """
    out = io.BytesIO()
    # Without temporary files: what is written here may be kept nowhere.
    _write(out, rows, {"in_memory": True})
    return out.getvalue()


def write_xlsx(file: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    """Write the same into a file with one row in memory at a time. Raises SheetError."""
    _write(file, rows, {"constant_memory": True})


def _write(file: BinaryIO, rows: Iterable[Sequence[str]], how: dict[str, bool]) -> None:
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, how | plain) as book:
        sheet = book.add_worksheet("1")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if len(cell) > LONGEST_CELL:
                    raise SheetError(
                        _(
                            "Row %(row)d, column %(column)d holds more than %(n)d characters, which .xlsx cannot. Take the .csv instead."
                        )
                        % {"row": row + 1, "column": column + 1, "n": LONGEST_CELL}
                    )
                sheet.write_string(row, column, cell)
