"""Child process of ``sheets``: print an xlsx file's cells as JSON. Runs under limits, alone.

With ``shown`` as second argument, numbers and dates are written as their number format shows them.
"""

import datetime
import json
import sys
from pathlib import Path

import python_calamine

sys.path.append(str(Path(__file__).parent))
import cell_codes
import cell_formats

MAX_ROWS, MAX_COLUMNS = 100_000, 100
SHOWN_ROWS = 2_000
"""A longer sheet is no table of a text; its formats, 40 µs a cell, are not applied."""


def text(value) -> str:
    """Return a cell as people see it: whole numbers without ``.0``, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float):
        return format(value, ".12g")  # 5.4, not the 5.3999999999999995 of the machine
    return str(value)


def as_shown(value, code: str) -> str:
    """Return a cell as its number format shows it; without a format as :func:`text`."""
    found = cell_formats.shown(value, code) if code else None
    return text(value) if found is None else found


def main() -> int:
    """Read the file named on the command line."""
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    found = {
        meta.name: book.get_sheet_by_name(meta.name)
        for meta in book.sheets_metadata
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    }
    if any(s.total_height > MAX_ROWS or s.total_width > MAX_COLUMNS for s in found.values()):
        return 3
    small = [name for name, sheet in found.items() if sheet.total_height <= SHOWN_ROWS]
    codes = cell_codes.read(sys.argv[1], small) if "shown" in sys.argv[2:] else {}
    sheets = []
    for name, sheet in found.items():
        here = codes.get(name, {})
        rows = [
            [as_shown(cell, here.get((r, c), "")) for c, cell in enumerate(row)]
            for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        ]
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        sheets.append({"name": name, "rows": rows, "merged": merged})
    sys.stdout.write(json.dumps(sheets, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
