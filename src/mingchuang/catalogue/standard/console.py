"""``mingchuang catalogue read FILE``: what a standard table says, as JSON."""

import json
from pathlib import Path
from typing import TextIO

from mingchuang.catalogue.standard.reading import by_row, read
from mingchuang.records import sheets


def run_read(file: Path, out: TextIO, err: TextIO) -> int:
    """Print what was understood as one JSON array; returns the exit status.

    With 1 it lists on ``err``, as a JSON array too, every ``row`` that could not be understood, with
    the ``column``'s heading and the ``problem``; those rows are not in the array on ``out``.
    """
    try:
        found, problems = read(sheets.read(file))
    except (sheets.SheetError, OSError) as error:
        problem = {"sheet": "", "row": 0, "column": "", "problem": str(error)}
        print(json.dumps([problem], ensure_ascii=False), file=err)
        return 1
    print(json.dumps(list(by_row(found)), ensure_ascii=False, indent=1), file=out)
    if problems:
        print(json.dumps([vars(one) for one in problems], ensure_ascii=False, indent=1), file=err)
    return 1 if problems else 0
