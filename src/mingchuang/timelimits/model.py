"""The normal form of a time limit.

What is ordered, from when, in which unit; the words are those of the standard table, the upper-case
values are fixed and used from outside.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from mingchuang.words import _

KINDS = (
    "WITHIN",
    "BEFORE",
    "AT_EVENT",
    "IMMEDIATE",
    "PROMPT",
    "PERIODIC",
    "BY_DATE",
    "PERMANENT",
    "INHERIT",
    "UNKNOWN",
)
ANCHORS = (
    "FORMED_OR_CHANGED",
    "FORMED",
    "MADE_OR_OBTAINED",
    "DECISION_MADE",
    "NPC_APPROVED",
    "APPROVAL_RECEIVED",
    "APPLICATION_RECEIVED",
    "SURVEY_DONE",
    "HEARING",
    "NONE",
)
"""Anchors with a name; any other event is ``CUSTOM(its words)``."""
UNITS = ("WORKDAY", "DAY", "MONTH", "YEAR", "HOUR")
PERIODS = ("WEEK", "HALF_MONTH", "MONTH", "QUARTER", "HALF_YEAR", "YEAR", "TERM")
DISPLAYS = ("PUBLICITY", "CONSULTATION", "PERMANENT")
DEFAULT = {"n": 20, "unit": "WORKDAY", "anchor": "FORMED_OR_CHANGED"}
"""条例 第二十六条: what holds where a table says nothing that can be counted."""


@dataclass(frozen=True)
class Rule:
    """One order of a time limit.

    ``kind`` is one of ``KINDS``, ``anchor`` what the time runs from (``ANCHORS`` or
    ``CUSTOM(words)``), ``n`` and ``unit`` how long. A rhythm has its ``period`` and, where a day is
    named, a ``due_rule`` (:mod:`mingchuang.timelimits.periods`). ``scope`` is the part of the content
    that a rule of several speaks of. Raises ``ValueError`` for other values.
    """

    kind: str
    anchor: str = "NONE"
    n: int | None = None
    unit: str | None = None
    period: str | None = None
    due_rule: str | None = None
    scope: str | None = None

    def __post_init__(self) -> None:
        _one_of("kind", self.kind, KINDS)
        if not (self.anchor.startswith("CUSTOM(") and self.anchor.endswith(")")):
            _one_of("anchor", self.anchor, ANCHORS)
        if self.unit is not None:
            _one_of("unit", self.unit, UNITS)
        if self.period is not None:
            _one_of("period", self.period, PERIODS)
        if (self.n is None) != (self.unit is None):
            raise ValueError(_("A time limit needs a number and its unit, or neither."))

    @property
    def words(self) -> str:
        """The words of an anchor of its own, empty for one with a name."""
        return self.anchor[7:-1] if self.anchor.startswith("CUSTOM(") else ""


@dataclass(frozen=True)
class Display:
    """How long something has to stay up: a display (公示), a consultation (征求意见), for ever."""

    kind: str
    min_n: int | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        _one_of("display", self.kind, DISPLAYS)
        if self.unit is not None:
            _one_of("unit", self.unit, UNITS)


@dataclass(frozen=True)
class Term:
    """A whole cell 公开时限: the text as written, its rules in order, and what stands beside them.

    ``defers_to_law``: the cell says that another law's limit prevails (另有规定的，从其规定).
    """

    raw: str
    rules: tuple[Rule, ...]
    display: Display | None = None
    defers_to_law: bool = False

    @property
    def known(self) -> bool:
        """Whether every part of the cell could be read."""
        return all(rule.kind != "UNKNOWN" for rule in self.rules)

    def to_json(self) -> dict[str, Any]:
        """Return the normal form, every key present."""
        display = self.display
        return {
            "raw": self.raw,
            "rules": [asdict(rule) for rule in self.rules],
            "display": display
            and {"min_n": display.min_n, "unit": display.unit, "kind": display.kind},
            "defers_to_law": self.defers_to_law,
            "effective_default": dict(DEFAULT),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Term":
        """Return what :meth:`to_json` wrote. Raises ``ValueError``, ``KeyError``, ``TypeError``."""
        names = {field.name for field in fields(Rule)}
        display = data.get("display")
        return cls(
            data["raw"],
            tuple(
                Rule(**{name: value for name, value in rule.items() if name in names})
                for rule in data["rules"]
            ),
            Display(display["kind"], display.get("min_n"), display.get("unit"))
            if display
            else None,
            bool(data.get("defers_to_law")),
        )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(
            _("Time limit: {name} “{value}” is none of {allowed}.").format(
                name=name, value=value, allowed=", ".join(allowed)
            )
        )
