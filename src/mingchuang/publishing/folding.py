"""Many findings of one kind as a few: the first ones shown, the others folded away. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mingchuang.publishing.frozen import Finding

FIRST = 3
"""Findings of one kind at one place that are shown; the rest stands behind its number."""


@dataclass
class Fold:
    """Findings of one kind at one place: those shown, and those folded away."""

    shown: list[Any] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)
    refused: bool = False
    """Whether a form among those folded away has to be filled in once more."""


def folded(
    items: Iterable[Any], finding: Callable[[Any], Finding] = lambda item: item
) -> list[Fold]:
    """Return findings, or rows that ``finding`` takes one from, by field or file and by kind.

    What a check without a kind of its own says is a kind; the order of the first ones is kept.
    """
    folds: dict[tuple[str, bool, str], Fold] = {}
    for item in items:
        one = finding(item)
        fold = folds.setdefault((one.place, one.blocking, one.kind or str(one.what)), Fold())
        (fold.shown if len(fold.shown) < FIRST else fold.more).append(item)
    return list(folds.values())
