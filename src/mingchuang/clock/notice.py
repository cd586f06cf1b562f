"""Reading the yearly holiday notice (国务院办公厅关于…年部分节假日安排的通知) from its own words.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

The weekdays and the numbers of days that the notice states are held against the calendar, so that a
slip of the pen is found before anything is counted with it.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from mingchuang.words import _

_ITEM = re.compile(r"(?:^|[。\n])[（(]?[一二三四五六七八九十]+[)）]?[、.．]([^：:\n]{1,20})[：:]")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^（）()]*)[）)])?"
_PLAIN_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[（(][^（）()]*[）)])?"
_OFF = re.compile(rf"{_DAY}(?:至{_DAY})?(?:放假|休息)")
_ONE = re.compile(_DAY)
_WORK = re.compile(rf"((?:{_PLAIN_DAY}[、，和及]?)+)(?:照常)?上班")
_SUM = re.compile(r"共(\d{1,2})天|放假(\d{1,2})天")
_WEEKDAYS = "一二三四五六日"


def read_notice(text: str, year: int) -> dict[str, Any]:
    """Return the days of a notice as ``{"year", "off": [{"date", "name"}], "work": [...]}``.

    The rest of a year table (version, source, confidence, confirmed) is the reader's to add before
    :meth:`mingchuang.clock.YearTable.parse`. Raises ``ValueError`` with the holiday and what is wrong.
    """
    text = re.sub(r"[ \t\u3000]", "", unicodedata.normalize("NFC", text))
    text = text.replace("星期", "周").replace("周天", "周日")
    items = list(_ITEM.finditer(text))
    if not items:
        raise ValueError(
            _("No holiday was found. Paste the numbered items of the notice, such as 一、元旦：…")
        )
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        name = item[1].strip()
        said = text[item.end() : following.start() if following else len(text)]
        days = _off(said, year, name)
        for day in days:
            if day in off:
                raise ValueError(
                    _("{name}: {day} is off already for {other}.").format(
                        name=name, day=day, other=off[day]
                    )
                )
            off[day] = name
        for day in _work(said, year, name):
            work[day] = name
    return {
        "year": year,
        "off": [{"date": day.isoformat(), "name": name} for day, name in sorted(off.items())],
        "work": [{"date": day.isoformat(), "name": name} for day, name in sorted(work.items())],
    }


def _off(said: str, year: int, name: str) -> list[date]:
    found = _OFF.search(said)
    if not found:
        raise ValueError(
            _(
                "{name}: no days off were found; write them like 1月1日（周四）至3日（周六）放假."
            ).format(name=name)
        )
    first = _date(found.groups()[:4], year, None, name)
    last = _date(found.groups()[4:8], year, first, name) if found[7] else first
    count = (last - first).days + 1
    if not 1 <= count <= 15:
        raise ValueError(
            _("{name}: {first} to {last} is no holiday; check the months.").format(
                name=name, first=first, last=last
            )
        )
    stated = _SUM.search(said)
    if stated and int(stated[1] or stated[2]) != count:
        raise ValueError(
            _("{name}: {first} to {last} are {count} days, the notice says {stated}.").format(
                name=name, first=first, last=last, count=count, stated=stated[1] or stated[2]
            )
        )
    return [first + timedelta(days=number) for number in range(count)]


def _work(said: str, year: int, name: str) -> list[date]:
    found: list[date] = []
    for stretch in _WORK.finditer(said):
        before: date | None = None
        for day in _ONE.finditer(stretch[1]):
            before = _date(day.groups(), year, before, name)
            found.append(before)
    return found


def _date(groups: Sequence[str | None], year: int, before: date | None, name: str) -> date:
    """Return one day; its month is that of the day before it when it has none of its own."""
    own_year, month, number, aside = groups
    month = month or (str(before.month) if before else None)
    if month is None or number is None:
        raise ValueError(_("{name}: “{number}日” has no month.").format(name=name, number=number))
    try:
        day = date(int(own_year or year), int(month), int(number))
    except ValueError as error:
        raise ValueError(
            _("{name}: there is no {month}月{number}日.").format(
                name=name, month=month, number=number
            )
        ) from error
    stated = re.search(r"周([一二三四五六日])", aside or "")
    if stated and stated[1] != _WEEKDAYS[day.weekday()]:
        raise ValueError(
            _("{name}: {day} is 周{right}, the notice says 周{stated}.").format(
                name=name, day=day, right=_WEEKDAYS[day.weekday()], stated=stated[1]
            )
        )
    return day
