"""Masking: one value, a whole text, or the column of a table. The rules are in ``stars.py``."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingchuang.inspection.kinds import PERSONAL
from mingchuang.inspection.stars import RULES, mask
from mingchuang.inspection.text import scan

__all__ = ["RULES", "Masked", "mask", "mask_column", "mask_text"]


@dataclass(frozen=True)
class Masked:
    """One thing that was masked: where it stood in the text before, and what stands there now."""

    kind: str
    start: int
    end: int
    now: str


def mask_text(text: str) -> tuple[str, list[Masked]]:
    """Return ``text`` with everything personal masked that ``scan`` finds, and what was masked.

    Hints are masked too. Marks of secrecy are left: a text that bears one is not published at all.
    Masking the result again changes nothing.
    """
    done: list[Masked] = []
    end = 0
    for hit in scan(text):
        if hit.kind not in PERSONAL:
            continue
        if hit.start < end:  # a name found for two reasons, or one find inside another
            if hit.end <= end:
                continue
            hit_start = end
        else:
            hit_start = hit.start
        done.append(Masked(hit.kind, hit_start, hit.end, mask(hit.kind, text[hit_start : hit.end])))
        end = hit.end
    pieces, place = [], 0
    for part in done:
        pieces += [text[place : part.start], part.now]
        place = part.end
    return "".join([*pieces, text[place:]]), done


def mask_column(values: Iterable[str], kind: str) -> list[str]:
    """Return a column with every value masked as ``kind``; empty cells stay empty.

    Raises ValueError for an unknown kind.
    """
    return [mask(kind, value) for value in values]
