"""The first detectors: personal numbers and marks of secrecy in text. Pure but for its words.

Excerpts are masked: a finding must not carry what it found any further.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingchuang.codes import CodeError, idnumber

_GAP = r"[\s\u3000\-]?"
_ID = re.compile(r"(?<![0-9A-Za-z])(?:\d" + _GAP + r"){17}[0-9Xx](?![0-9A-Za-z])")
_OLD_ID = re.compile(r"(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86" + _GAP + r")?1[3-9]\d" + _GAP + r"\d{4}" + _GAP + r"\d{4}(?!\d)"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \-]?\d){15,18}(?![0-9A-Za-z])")
_SECRET = re.compile(
    r"(绝密|机密|秘密)\s*[★☆*＊]|[★☆]\s*(\d+\s*年|长期)|内部资料|内部文件|仅供内部|工作秘密|不得外传|注意保存"
)
_LABEL = re.compile(r"[（(]\s*此件\s*(依申请公开|不予公开|不公开|删减后公开)\s*[)）]")


def masked(text: str) -> str:
    """Return a found number with its middle hidden."""
    bare = re.sub(r"[\s\u3000\-]", "", text)
    return f"{bare[:3]}{'*' * max(3, len(bare) - 5)}{bare[-2:]}"


def luhn(digits: str) -> bool:
    """Whether a card number's last digit is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_id(text: str) -> bool:
    try:
        idnumber.normalise(text)
        return True
    except CodeError:
        return False


def scan(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(what to do, masked excerpt)`` for every find in a text.

    Full-width digits count as digits; digits parted by a blank or a hyphen are put together.
    """
    plain = unicodedata.normalize("NFKC", text)
    taken: list[tuple[int, int]] = []
    for match in _ID.finditer(plain):
        bare = re.sub(r"[\s\-]", "", match.group())
        if _is_id(bare):
            taken.append(match.span())
            yield (
                _("An identity number. Take it out, or write 33*************123."),
                masked(match.group()),
            )
    for match in _CARD.finditer(plain):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        digits = re.sub(r"\D", "", match.group())
        if luhn(digits):
            taken.append(match.span())
            yield _("A bank card number. Take it out."), masked(match.group())
    for match in _OLD_ID.finditer(plain):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            taken.append(match.span())
            yield (
                _("Looks like an old identity number of 15 digits. Take it out."),
                masked(match.group()),
            )
    for match in _MOBILE.finditer(plain):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            yield (
                _("A mobile telephone number. Write the office's telephone, or 138****1234."),
                masked(match.group()),
            )
    for match in _SECRET.finditer(plain):
        yield (
            _(
                "A mark of secrecy or of internal use. Such a document is not published; ask the secrecy reviewer."
            ),
            match.group(),
        )
    for match in _LABEL.finditer(plain):
        yield _("The document says of itself that it is not for active disclosure."), match.group()
