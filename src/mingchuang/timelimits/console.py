"""``mingchuang timelimit TEXT`` and ``mingchuang due DATE|DATETIME PHRASE``."""

import json
import re
from datetime import date, datetime
from typing import TextIO

from mingchuang.clock import SHANGHAI
from mingchuang.clock.console import run_due
from mingchuang.timelimits.dates import Limit, NoDate, of_rule
from mingchuang.timelimits.reading import parse
from mingchuang.words import _


def run_timelimit(args: list[str], out: TextIO, err: TextIO) -> int:
    """Print the normal form of a time limit as one JSON object; returns the exit status, 0 or 2."""
    usage = _(
        "Usage: mingchuang timelimit TEXT, for example: mingchuang timelimit 信息形成之日起20个工作日内"
    )
    if args and args[0] in ("-h", "--help"):
        print(usage, file=out)
        return 0
    if len(args) != 1:
        print(usage, file=err)
        return 2
    print(json.dumps(parse(args[0]).to_json(), ensure_ascii=False, indent=1), file=out)
    return 0


def run_due_by_phrase(args: list[str], out: TextIO, err: TextIO) -> int:
    """Print the last day of a period: ``DATE N UNIT`` or, a line a rule, ``DATE|DATETIME PHRASE``.

    Each line of a phrase begins with the day (the moment where hours are counted), then says how it
    was counted. Returns 1 with the reason on ``err`` when a rule gives no date, 2 when the arguments
    cannot be read.
    """
    if len(args) != 2 or args[0] in ("-h", "--help"):
        return run_due(args, out, err)
    try:
        start = _start(args[0])
    except ValueError as error:
        print(error, file=err)
        return 2
    status = 0
    for rule in parse(args[1]).rules:
        try:
            limit = of_rule(rule, start)
        except (NoDate, ValueError) as error:
            print((f"{rule.scope}: " if rule.scope else "") + str(error), file=err)
            status = 1
            continue
        print(_line(limit, rule.scope), file=out)
    return status


def _line(limit: Limit, scope: str | None) -> str:
    first = limit.moment.isoformat(timespec="minutes") if limit.moment else limit.date.isoformat()
    return "  ".join([first, *([scope] if scope else []), *limit.explanation])


def _start(text: str) -> date | datetime:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text):
            moment = datetime.fromisoformat(text)
            return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment
    except ValueError:
        pass
    raise ValueError(
        _(
            "DATE: “{value}” is neither a date nor a moment. Write it like 2026-01-30 or "
            "2026-01-30T08:00."
        ).format(value=text)
    )
