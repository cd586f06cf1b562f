"""How each kind of personal information is written when it is masked.

There is no national table. The rules are those of the one published local notice (永安市 2023-01-04:
``138****1234``, ``35*************123``, addresses only down to the town) and, where it is silent,
the strictest that still lets the persons concerned recognise themselves.
"""

import re
import unicodedata
from collections.abc import Callable

COMPOUND = [
    "欧阳",
    "太史",
    "上官",
    "端木",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "令狐",
]
"""Surnames of two characters."""

_DIGIT = re.compile(r"[0-9A-Za-z〇零○一二三四五六七八九壹贰貳叁参肆伍陆柒捌玖幺]")


def _bare(text: str) -> str:
    """Return a number without blanks and hyphens, in half-width characters."""
    return "".join(_DIGIT.findall(unicodedata.normalize("NFKC", text)))


def _keep(first: int, last: int) -> Callable[[str], str]:
    def mask(text: str) -> str:
        bare = _bare(text)
        if len(bare) <= first + last:
            return "*" * max(3, len(bare))
        return bare[:first] + "*" * (len(bare) - first - last) + bare[len(bare) - last :]

    return mask


_landline = _keep(0, 2)


def _phone(text: str) -> str:
    bare = _bare(text)
    if 7 < len(bare) < 11 or bare[:1] in tuple("0〇零○"):
        return _landline(
            text
        )  # in a column of telephones; the rule for mobiles would show too much
    bare = bare[-11:]
    return f"{bare[:3]}****{bare[-4:]}" if len(bare) > 7 else "*" * 7


def _name(text: str) -> str:
    bare = text.strip()
    surname = bare[:2] if bare[:2] in COMPOUND and len(bare) > 2 else bare[:1]
    return f"{surname}**"


def _email(text: str) -> str:
    local, _at, domain = unicodedata.normalize("NFKC", text).partition("@")
    return f"{local[:1]}***@{domain}"


_TOWN = re.compile(r"^.*?(?:街道(?!办)|镇|(?<!城)乡)")
_VILLAGE = re.compile(r"^[^\d]*?(?:村|社区)")


def _address(text: str) -> str:
    """Cut an address at the town or street office (镇 乡 街道), else at the village."""
    found = _TOWN.search(text) or _VILLAGE.search(text)
    return f"{found[0] if found else ''}***"


def _plate(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return f"{bare[:2]}****{bare[-1:]}"


def _all(text: str) -> str:
    return "***"


RULES: dict[str, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "landline_personal": _landline,
    "id_number": _keep(2, 3),
    "id_number_15": _keep(2, 3),
    "bank_card": _keep(0, 4),
    "passport": _keep(1, 2),
    "plate": _plate,
    "email": _email,
    "address": _address,
    "birth_date": lambda text: "****年**月**日",
    "illness": _name,
    "minor": _name,
    "other": _all,
}
"""Kind to its masking. ``illness`` and ``minor`` mask the person's name, which is what is found."""


def mask(kind: str, text: str) -> str:
    """Return ``text``, one value of ``kind`` (a key of ``RULES``), masked.

    A text that has ``*`` in it already is returned as it is, so masking twice changes nothing.
    Raises ValueError for an unknown kind.
    """
    if kind not in RULES:
        raise ValueError(f"{kind!r} is not one of {', '.join(RULES)}")
    return text if "*" in text or not text.strip() else RULES[kind](text)
