"""Who sees the desk's page of progress, how far a unit is from its targets, what it does next. Pure."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mingchuang.progress.figures import MEASURES, Figures, Ratio
from mingchuang.publishing.rules import MEMBERS
from mingchuang.units.roles import AUDITOR, OFFICE, Roles

STEPS = 5
"""Next steps that are told of a unit: a list that somebody can begin with today."""


def may_see(roles: Roles) -> bool:
    """Whether somebody sees the desk's page: a unit's people their own, the office and auditors all."""
    return bool(roles.units(*MEMBERS)) or roles.district(OFFICE, AUDITOR)


@cache
def targets() -> Mapping[str, float]:
    """Return the share that each measure should reach; data with its source, not a rule of law."""
    return targets_data()["targets"]


@cache
def targets_data() -> Mapping[str, object]:
    """Return the targets with ``version``, ``source`` and ``confidence``."""
    file = resources.files("mingchuang.progress") / "data" / "targets-1.json"
    return json.loads(file.read_text(encoding="utf-8"))


def short(ratio: Ratio, target: float) -> int:
    """Return how many more have to be done to reach a target."""
    return max(0, math.ceil(target * ratio.of - 1e-9) - ratio.done)


def behind(figures: Figures) -> dict[str, int]:
    """Return of each measure that misses its target how many are short."""
    found = {name: short(getattr(figures, name), targets()[name]) for name in MEASURES}
    return {name: n for name, n in found.items() if n}


@dataclass(frozen=True)
class Step:
    """What a unit does next: the row, why (``late``, ``parts``, ``missing``), how many parts lack,
    and a unit whose publication can be taken as a pattern."""

    code: str
    why: str
    lacking: int = 0
    pattern: str = ""


def steps(
    rows: Iterable[Sequence], pattern_of: Callable[[str], str], most: int = STEPS
) -> list[Step]:
    """Return what a unit does next, what helps most first.

    ``rows`` are those of :class:`~mingchuang.progress.models.UnitFigures`. First what is late: it
    lowers two measures and readers wait for it. Then what lacks few parts: the work is half done.
    Then what is missing, first where another unit shows how.
    """
    late, parts, missing = [], [], []
    for code, _category, counts, is_late in rows:
        done, wanted = counts["completeness"]
        there = counts["coverage"][0]
        if is_late:
            late.append(Step(code, "late", wanted - done, "" if there else pattern_of(code)))
        elif there and done < wanted:
            parts.append(Step(code, "parts", wanted - done))
        elif not there:
            missing.append(Step(code, "missing", wanted, pattern_of(code)))
    parts.sort(key=lambda step: step.lacking)
    missing.sort(key=lambda step: (not step.pattern, step.lacking))
    return (late + parts + missing)[:most]
