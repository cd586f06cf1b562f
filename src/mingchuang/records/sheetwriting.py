"""Tables as files for people to take away: csv and xlsx, in memory, in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from mingchuang.records.sheets import SheetError

LONGEST_CELL = 32_767
"""Characters that a cell of an xlsx table holds."""


def text_only(cell: str) -> str:
    """Return a cell of a csv file so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in tuple("=+-@") else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as csv that a spreadsheet opens as it is: UTF-8 with a mark, CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([text_only(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a workbook of one sheet; every cell is text.

    Raises SheetError for a cell longer than xlsx holds.
    """
    import xlsxwriter

    out = io.BytesIO()
    # Without temporary files: what is written here may be kept nowhere.
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
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
    return out.getvalue()
