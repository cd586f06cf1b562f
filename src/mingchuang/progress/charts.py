"""Where things stand in a chart. Pure: shares in, places in per cent of the drawing out."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT = 2.0, 98.0
"""A share of 0 and of 1 in per cent of the width: a dot is seen whole."""
HIGH = 40.0
"""Units of height of a curve; a share of 1 lies at the top."""


def across(share: float) -> str:
    """Return where a share lies on the axis, as a length that SVG reads in any language."""
    return f"{LEFT + (RIGHT - LEFT) * share:.1f}%"


def percent(share: float | None) -> str:
    """Return a share in words: whole per cent, rounded down so that 100% means all of it."""
    return "—" if share is None else f"{int(share * 100 + 1e-9)}%"


@dataclass(frozen=True)
class Curve:
    """A measure month by month: the lines drawn, and the months with their shares."""

    lines: tuple[str, ...]
    points: tuple[tuple[str, float | None], ...]


def curve(points: Sequence[tuple[str, float | None]]) -> Curve:
    """Return the curve through the months that have a share; a month without one parts it."""
    wide = 100.0 / max(1, len(points) - 1)
    lines: list[list[str]] = [[]]
    for place, (_month, share) in enumerate(points):
        if share is None:
            lines.append([])
        else:
            lines[-1].append(f"{place * wide:.1f},{HIGH * (1 - share):.1f}")
    drawn = tuple(" ".join(line) for line in lines if len(line) > 1)
    return Curve(drawn, tuple(points))
