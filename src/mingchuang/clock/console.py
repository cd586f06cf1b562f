"""``mingchuang due DATE N UNIT``: the last day of a period, and why."""

import re
from datetime import date
from typing import TextIO

from mingchuang.clock.counting import UNITS, due
from mingchuang.words import _


def run_due(args: list[str], out: TextIO, err: TextIO) -> int:
    """Print the last day of a period on ``out``, then the explanation, a line each.

    ``args`` is DATE (2026-01-30), N (0 or more) and UNIT (one of ``UNITS``). A provisional result
    says so in a line of its own. Returns the exit status: 0, or 2 with a message on ``err`` when
    the arguments cannot be read.
    """
    usage = _(
        "Usage: mingchuang due DATE N UNIT, for example: mingchuang due 2026-01-30 20 workday"
    )
    units = _("Units: {units}.").format(units=", ".join(UNITS))
    if args and args[0] in ("-h", "--help"):
        print(usage, units, sep="\n", file=out)
        return 0
    if len(args) != 3:
        print(usage, units, sep="\n", file=err)
        return 2
    try:
        result = due(_date(args[0]), _number(args[1]), args[2])
    except ValueError as error:
        print(error, usage, sep="\n", file=err)
        return 2
    print(result.date.isoformat(), *result.explanation, sep="\n", file=out)
    return 0


def _date(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(
        _("DATE: “{value}” is not a date of the calendar. Write it like 2026-01-30.").format(
            value=text
        )
    )


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise ValueError(
            _("N: “{value}” is not a whole number. Write it like 20.").format(value=text)
        )
    return int(text)
