"""Until when a document must be public, as far as that can be told. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingchuang import clock

DEFAULT_DAYS = 20
"""条例 第二十六条: within 20 working days of being formed or changed, unless a law says otherwise."""
_WORKDAYS = re.compile(r"(\d{1,3})个工作日")
_NOTICE_PERIOD = re.compile(r"公示[^，；。]{0,8}\d{1,3}个工作日|提前|每[年月季]|次月|当年")


@dataclass(frozen=True)
class Deadline:
    """The last day to publish, and the sum it comes from: ``start`` + ``days`` working days."""

    day: date
    start: date
    days: int


def workdays_of(time_limit: str) -> int | None:
    """Return the one number of working days that a catalogue's time limit names, else None.

    ``自形成或者变更之日起20个工作日内`` is 20. A limit that names several periods, a display
    period, or a rhythm (每季度) has no single number: a wrong date would be worse than none.
    """
    found = {int(number) for number in _WORKDAYS.findall(time_limit)}
    if len(found) != 1 or _NOTICE_PERIOD.search(time_limit):
        return None
    return found.pop()


def deadline(
    content: Mapping[str, Any], context: Mapping[str, Any], amendment: str = ""
) -> Deadline | None:
    """Return the last day on which a document may become public, None when it cannot be told.

    It runs from the day of the change for a change (变更), from the day of forming for a new
    document; an error mended (更正) starts no clock. Without a limit in the catalogue it is 20
    working days (条例 第二十六条).
    """
    if amendment not in ("", "change"):
        return None
    start = _day(content.get("changed_on" if amendment else "formed_on"))
    limit = str(context.get("time_limit", "") or "")
    days = workdays_of(limit) if limit else DEFAULT_DAYS
    if start is None or days is None:
        return None
    return Deadline(clock.due(start, days, "workday").date, start, days)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
