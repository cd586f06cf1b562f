"""Text as the detectors read it: half-width, without invisible marks, every place traceable.

NFKC is applied character by character, so that a find in the folded text can be traced back to the
text that people wrote. Numbers in circles become a dot: ``①13812345678`` is not ``113812345678``.
"""

import unicodedata
from bisect import bisect_right
from itertools import accumulate

_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff", "")
# Radicals that PDF makers write for the character itself, where NFKC has no answer.
_RADICALS = dict(
    zip(
        "⺠⻓⻔⻅⻋⻉⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻰⻘⻄⻆⺟⻁",
        "民长门见车贝页风飞食马鬼鱼鸟麦黄齐龙青西角母虎",
        strict=True,
    )
)
_KNOWN: dict[str, str] = {
    **_DASHES,
    **_INVISIBLE,
    **_RADICALS,
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "㊙": "㊙",
}

CHINESE_DIGITS = str.maketrans(
    "〇零○一壹幺二贰貳三叁四肆五伍六陆七柒八捌九玖", "00011122233445566778899"
)


def _char(char: str) -> str:
    if char not in _KNOWN:
        plain = "·" if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char)
        _KNOWN[char] = plain
    return _KNOWN[char]


class _Table(dict[int, str]):
    """What ``str.translate`` asks: learns a character when it meets it."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _char(chr(code))
        if len(plain) != 1:
            _ODD.add(chr(code))
        return plain


_ODD: set[str] = set()
"""Characters met so far whose plain form is none or several: behind them places differ."""
_TABLE = _Table()


class Folded:
    """``plain`` is the folded text; :meth:`origin` gives the place in the text as written."""

    def __init__(self, text: str) -> None:
        """Fold ``text``."""
        self.plain = text.translate(_TABLE)
        self._ends: list[int] | None = None
        if any(char in text for char in tuple(_ODD)):
            self._ends = list(accumulate(len(_TABLE[ord(char)]) for char in text))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the written text that holds ``plain[start:end]``, which is not empty."""
        if self._ends is None:
            return start, end
        return bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1


def characters(text: str) -> str:
    """Return ``text`` with radicals made the characters that they stand for; nothing else changes."""
    return "".join(_char(char) if "\u2e80" <= char <= "\u2fdf" else char for char in text)
