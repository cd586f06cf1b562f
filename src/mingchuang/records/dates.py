"""Dates as offices write them in their tables. Pure."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from mingchuang import clock

_YMD = re.compile(
    r"(\d{4})\s*[-/.·年]\s*(\d{1,2})\s*[-/.·月]\s*(\d{1,2})(?!\d)\s*[日号]?[\sT]*(.*)"
)
_PACKED = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_CLOCK = re.compile(r"\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}秒?(?:\.\d+)?)?分?")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_ONE = "[一二三四五六七八九]"
_WORDS = re.compile(
    rf"([〇○零一二三四五六七八九]{{4}})年(十?{_ONE}|十)月([二三]?十{_ONE}?|{_ONE})日"
)
_FIGURES = {word: n % 10 for n, word in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_FIRST = date(1899, 12, 30)
"""Day 0 of the serial days of spreadsheets (the 1900 system, right from March 1900 on)."""


@lru_cache(maxsize=8192)
def read(text: str) -> date:
    """Return the day that a cell names.

    Taken: 2023-1-5, 2023/01/05, 2023.1.5, 2023年1月5日, 20230105, 二〇二三年一月五日, a spreadsheet's
    serial day (44931), and each with a time behind it; an instant with a zone is the day in
    Asia/Shanghai. Raises ValueError.
    """
    value = unicodedata.normalize("NFKC", text).strip()
    if _ZONED.search(value) and "T" in value:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(clock.SHANGHAI).date()
    if match := _YMD.fullmatch(value):
        year, month, day, rest = match.groups()
        if not rest or _CLOCK.fullmatch(rest):
            return date(int(year), int(month), int(day))
    elif match := _PACKED.fullmatch(value):
        return date(*map(int, match.groups()))
    elif _SERIAL.fullmatch(value):
        return _FIRST + timedelta(days=int(float(value)))
    elif match := _WORDS.fullmatch(value):
        year = int("".join(str(_FIGURES[word]) for word in match[1]))
        return date(year, _ten(match[2]), _ten(match[3]))
    raise ValueError(text)


def _ten(words: str) -> int:
    """Return a number below one hundred written in characters, such as 二十五."""
    tens, has_ten, ones = words.rpartition("十")
    whole = 10 * (_FIGURES[tens] if tens else 1) if has_ten else 0
    return whole + (_FIGURES[ones] if ones else 0)
