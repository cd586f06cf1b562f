"""Form and language: hints for the writer, never a reason to stop.

Half-width punctuation in Chinese text (GB/T 15834-2011), document numbers out of their normal form
(GB/T 9704-2012, 7.2.5), dates that the calendar does not have or that contradict each other, and
maps without an approval number (地图管理条例 第34条: the 审图号 is shown on every public map).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingchuang.codes import docno
from mingchuang.inspection.kinds import KINDS

_HAN = "\u3400-\u9fff"
_HALF = re.compile(
    rf"(?<=[{_HAN}》〉”）〕])[,;:!?](?!//)|[,;:!?](?=[{_HAN}《“])"
    rf"|(?<=[{_HAN}])\((?=[^()\n]{{0,40}})|(?<=[{_HAN}])\)|\((?=[{_HAN}])|\)(?=[{_HAN}])"
)
_BROKEN_NO = re.compile(
    rf"[{_HAN}]{{2,12}}[〔\[【﹝](?:\d{{5,}}(?![\d〕\]】﹞])|\d{{2}}[〕\]】﹞]\d{{1,4}}号)"
)
_DATE = r"(?P<{0}y>\d{{4}})\s*年\s*(?P<{0}m>\d{{1,2}})\s*月\s*(?P<{0}d>\d{{1,2}})\s*日"
_ONE = re.compile(_DATE.format("a") + r"(?:\s*[（(]?\s*(?:星期|周|礼拜)(?P<w>[一二三四五六日天]))?")
_SPAN = re.compile(
    _DATE.format("a")
    + r"[^\n。；;，,]{0,8}?(?:至|到|—|–|~|～|-)\s*(?:(?P<by>\d{4})\s*年)?\s*(?:(?P<bm>\d{1,2})\s*月)?\s*(?P<bd>\d{1,2})\s*日"
)
_DASHED = re.compile(r"(?<![\d\-./])((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d\-./])")
_MAP = re.compile(
    r"地图|区划图|区位图|位置图|规划图|示意图(?=[》」）)]|如下|见|：|$)|红线图|影像图|交通图|旅游图"
)
_MAP_IN_GENERAL = re.compile(r"(?:管理|条例|审核|编制|市场|出版|测绘|服务|数据|导航)")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Remark:
    """One hint on form: ``paragraph`` and ``column`` count from 1, ``count`` folds equal ones."""

    kind: str
    paragraph: int
    column: int
    count: int
    excerpt: str

    @property
    def blocking(self) -> bool:
        """Whether the kind stops publication; none of these does."""
        return KINDS[self.kind].blocking


def check(text: str, *, picture: bool = False) -> list[Remark]:
    """Return what is odd in the form of ``text``; a paragraph is a line.

    ``picture`` says that the text describes a picture (title, alternative text). Half-width marks
    are one remark a paragraph, with the place of the first and their number.
    """
    found: list[Remark] = []
    for number, line in enumerate(text.split("\n"), 1):
        marks = list(_HALF.finditer(line))
        if marks:
            first = marks[0].start()
            found.append(Remark("punctuation", number, first + 1, len(marks), _around(line, first)))
        for kind, start, excerpt in (*_numbers(line), *_dates(line)):
            found.append(Remark(kind, number, start + 1, 1, excerpt))
    return found + list(_maps(text, picture))


def _around(line: str, place: int) -> str:
    return line[max(0, place - 6) : place + 7]


def _numbers(line: str) -> Iterator[tuple[str, int, str]]:
    for start, end, normal in docno.find(line):
        written = line[start:end]
        if written != normal and "审图号" not in line[max(0, start - 6) : end]:
            yield "docno_form", start, f"{written} → {normal}"
    for match in _BROKEN_NO.finditer(line):
        yield "docno_form", match.start(), match.group()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _dates(line: str) -> Iterator[tuple[str, int, str]]:
    for match in _ONE.finditer(line):
        day = _day(match["ay"], match["am"], match["ad"])
        if day is None:
            yield "date_impossible", match.start(), match.group()
        elif match["w"] and _WEEKDAYS[day.weekday()] != match["w"].replace("天", "日"):
            yield (
                "date_weekday",
                match.start(),
                f"{match.group()} → 星期{_WEEKDAYS[day.weekday()]}",
            )
    for match in _DASHED.finditer(line):
        if _day(match[1], match[3], match[4]) is None:
            yield "date_impossible", match.start(), match.group()
    for match in _SPAN.finditer(line):
        begin = _day(match["ay"], match["am"], match["ad"])
        end = _day(match["by"] or match["ay"], match["bm"] or match["am"], match["bd"])
        if end is None and not match["by"]:
            yield "date_impossible", match.start(), match.group()
        if begin and end and end < begin:
            yield "date_order", match.start(), match.group()


def _maps(text: str, picture: bool) -> Iterator[Remark]:
    if "审图号" in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        for match in _MAP.finditer(line):
            if picture or not _MAP_IN_GENERAL.match(line, match.end()):
                yield Remark(
                    "map_number", number, match.start() + 1, 1, _around(line, match.start())
                )
                return
