"""Until when a document must be public, as far as its own days tell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingchuang import clock
from mingchuang.timelimits import Limit, Rule, of_rule, parse
from mingchuang.timelimits.model import DEFAULT

DEFAULT_RULE = Rule("WITHIN", DEFAULT["anchor"], DEFAULT["n"], DEFAULT["unit"])
"""条例 第二十六条: within 20 working days of being formed or changed, unless a law says otherwise."""
OWN = ("FORMED_OR_CHANGED", "FORMED", "MADE_OR_OBTAINED", "DECISION_MADE", "NONE")
"""What a time runs from that the document brings itself: a decision is formed on its day."""
UNCOUNTED = ("IMMEDIATE", "PROMPT", "PERMANENT", "INHERIT", "UNKNOWN")
"""Words without a number: the law's 20 working days are their outer limit."""


@dataclass(frozen=True)
class Deadline:
    """The last day to publish, and the sum it comes from: ``n`` ``unit`` after ``start``."""

    day: date
    start: date
    n: int
    unit: str
    why: tuple[str, ...] = ()
    """How it was counted, in words."""


def rule_of(time_limit: str) -> Rule | None:
    """Return the rule of a time limit that runs from the document's own day, else None.

    A limit without a number is the law's; one that follows a rhythm or an event has none here. Of
    several limits nobody can say which is this document's: a wrong date would be worse than none.
    """
    if not time_limit:
        return DEFAULT_RULE
    rules = parse(time_limit).rules
    counted = [rule for rule in rules if rule.kind == "WITHIN" and rule.period is None]
    if counted:
        return counted[0] if len(counted) == 1 and counted[0].anchor in OWN else None
    return DEFAULT_RULE if all(rule.kind in UNCOUNTED for rule in rules) else None


def deadline(
    content: Mapping[str, Any],
    context: Mapping[str, Any],
    amendment: str = "",
    calendar: clock.Calendar | None = None,
) -> Deadline | None:
    """Return the last day on which a document may become public, None when it cannot be told.

    It runs from the day of the change for a change (变更), from the day of forming for a new
    document; an error mended (更正) starts no clock. ``calendar`` defaults to the one in use.
    """
    if amendment not in ("", "change"):
        return None
    start = _day(content.get("changed_on" if amendment else "formed_on"))
    rule = rule_of(str(context.get("time_limit", "") or ""))
    if start is None or rule is None or rule.n is None or rule.unit in (None, "HOUR"):
        return None
    found: Limit = of_rule(rule, start, calendar)
    return Deadline(found.date, start, rule.n, rule.unit or "", found.explanation)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
