"""Child process of ``sheets``: print an xlsx file's cells as JSON. Runs under limits, alone."""

import datetime
import json
import sys

import python_calamine

MAX_ROWS, MAX_COLUMNS = 100_000, 100


def text(value) -> str:
    """Return a cell as people see it: whole numbers without ``.0``, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float):
        return format(value, ".12g")  # 5.4, not the 5.3999999999999995 of the machine
    return str(value)


def main() -> int:
    """Read the file named on the command line."""
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
            return 3
        rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        sheets.append({"name": meta.name, "rows": rows, "merged": merged})
    sys.stdout.write(json.dumps(sheets, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
