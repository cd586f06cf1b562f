"""Readable differences of two texts: only the places that changed, words kept whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import rjieba


@dataclass(frozen=True)
class Change:
    """One changed place: where it stands, and its pieces as ``(op, text)`` with ``=``, ``-``, ``+``."""

    where: str
    pieces: tuple[tuple[str, str], ...]


def pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return what stayed, went and came between two strings, word by word."""
    a, b = rjieba.cut(old), rjieba.cut(new)
    out: list[tuple[str, str]] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            out.append(("=", "".join(a[i1:i2])))
            continue
        if i2 > i1:
            out.append(("-", "".join(a[i1:i2])))
        if j2 > j1:
            out.append(("+", "".join(b[j1:j2])))
    return tuple(out)


def compare_whole(where: str, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the changes between two lists of names, each gone or come as a whole, never cut."""
    changes = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            changes += [Change(where, (("-", name),)) for name in old[i1:i2]]
            changes += [Change(where, (("+", name),)) for name in new[j1:j2]]
    return changes


def compare(where: str, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the changes between two texts given line by line."""
    changes = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        gone, came = list(old[i1:i2]), list(new[j1:j2])
        for first, second in zip(gone, came, strict=False):
            changes.append(Change(where, pieces(first, second)))
        shared = min(len(gone), len(came))
        changes.extend(Change(where, (("-", line),)) for line in gone[shared:])
        changes.extend(Change(where, (("+", line),)) for line in came[shared:])
    return [change for change in changes if any(text.strip() for _op, text in change.pieces)]
