"""Making a damaged cell plain: one width, no blanks, digits for numerals; and cutting statements."""

import re
import unicodedata
from collections.abc import Iterator

_BLANK = re.compile(r"[\s\u3000\u200b\ufeff\xa0]+")
_SIGNS = str.maketrans("（），；：．【】［］", "(),;:.[][]")
_NUMERAL = "〇零○一二两三四五六七八九十百"
_COUNTED = re.compile(
    rf"(?<![周期])([{_NUMERAL}]+)(?=(?:个)?(?:工作日|自然日|日历日|日|天|周|星期|月|年|小时|季度|学期|号))"
)
_DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_ITEMS = re.compile(r"(?:^|(?<=[;。]))\(?\d{1,2}[).、](?!\d)")
_TWO_IN_ONE = re.compile(r"(?<=内)(?=自[^,;。]{2,30}起)|(?<=公开)(?=自[^,;。]{2,30}起)")


def plain(raw: str) -> str:
    """Return a cell as one line without blanks: half-width digits and signs, 二十个 as ``20个``."""
    text = re.sub(r"[①-⑳⑴-⒇㈠-㈩]", ";", raw)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = _BLANK.sub("", text)
    text = (
        text.replace("工作曰", "工作日")
        .replace("內", "内")
        .replace("廿", "二十")
        .replace("卅", "三十")
    )
    text = re.sub(r"[个](?=个)", "", text)
    text = (
        text.replace("半个月内", "15日内").replace("半月内", "15日内").replace("半年内", "6个月内")
    )
    text = (
        text.replace("1个半月", "45日")
        .replace("礼拜", "周")
        .replace("星期", "周")
        .replace("周天", "周日")
    )
    text = _COUNTED.sub(lambda found: str(_number(found[1])), text)
    text = re.sub(r"(?<=\d)个?工日", "个工作日", text)
    return text.strip("。;,、.")


def _number(text: str) -> int:
    """Return a numeral up to 999: 二十一, 一百二十, 二〇."""
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    hundreds, _sep, rest = text.rpartition("百")
    total = 100 * (_DIGITS[hundreds[-1]] if hundreds else 1) if _sep else 0
    tens, sep, ones = rest.rpartition("十")
    if sep:
        total += 10 * (_DIGITS.get(tens[-1], 1) if tens else 1)
    ones = ones.lstrip("零〇")
    return total + (_DIGITS[ones[-1]] if ones else 0)


def sentences(text: str) -> Iterator[list[str]]:
    """Yield the sentences of a plain cell, each as its statements: cut where a limit of its own
    begins; a clause that only says where or what stays with its limit."""
    for sentence in re.split(r"[;。]", _ITEMS.sub(";", text)):
        for part in _TWO_IN_ONE.split(sentence):
            if part.strip(",、."):
                yield list(_clauses(part.strip(",、.")))


_OWN = re.compile(
    r"其中|(?:公示|公告|展示|征求意见|听取意见|意见征集)(?:的)?(?:期|时间|不|至少|\d)|每(?:年|月|季|周|半|学期)|及时|随时|实时|即时|长期|常年|保持长期"
)


_PROMISED = re.compile(
    r"(?!按|根据|视)[^\d]{2,10}?(?:及时|随时|立即|即时)"
    r"|[^\d]{2,12}?(?:按|每)(?:年|季|月|周|半)"
    r"|[^\d]{2,12}?前(?:公开|公布|公示|发布|公告|$)"
)
_WHOLE = re.compile(
    r"[^\d]*(?:之日起|后|前)\d{1,3}(?:个)?(?:工作日|日|天|小时|个月)(?:内|以内|之内)"
)
"""A limit with an event of its own."""
_SAID = re.compile(r"\d|每|及时|随时|实时|即时|长期|常年|前(?:公开|公布|公示|公告)?$")
_BEFORE = re.compile(r"每[年学月][^\d,]{2,12}前")


def _clauses(sentence: str) -> Iterator[str]:
    """Cut a sentence where a clause is a limit of its own."""
    held = ""
    for clause in re.split(r",|、(?=[^,、\d]{2,8}(?:及时|立即|随时))", sentence):
        own = _OWN.match(clause) or _PROMISED.match(clause) or _WHOLE.match(clause)
        if held and ((own and _has_limit(held)) or _BEFORE.fullmatch(held)):
            yield held
            held = clause
        else:
            held = f"{held},{clause}" if held else clause
    if held:
        yield held


def _has_limit(text: str) -> bool:
    return bool(_SAID.search(text))
