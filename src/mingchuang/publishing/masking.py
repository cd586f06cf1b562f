"""Masking (去标识化) for officers: values, tables, and which column holds what. Pure; keeps nothing.

How each kind is written when it is masked is in ``inspection/stars.py``.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang.inspection.mask import Masked, mask, mask_text
from mingchuang.records.columns import key
from mingchuang.records.errors import NotReady

AUTO, KEEP, DROP = "auto", "keep", "drop"
KINDS = {
    AUTO: gettext_lazy("what the checks find"),
    "name": gettext_lazy("name"),
    "phone": gettext_lazy("telephone"),
    "id_number": gettext_lazy("identity number"),
    "address": gettext_lazy("home address"),
    "bank_card": gettext_lazy("bank account or card"),
    "passport": gettext_lazy("passport or travel permit"),
    "email": gettext_lazy("e-mail"),
    "birth_date": gettext_lazy("date of birth"),
}
"""What a value may be masked as. ``auto`` masks what the detectors find in it and leaves the rest."""
COLUMNS = KINDS | {
    KEEP: gettext_lazy("leave as it is"),
    DROP: gettext_lazy("leave the column out"),
}
"""What may be done with a column of a table."""

MOST_CHARS, MOST_VALUES, MOST_CELLS = 400_000, 5_000, 50_000
MOST_IN_TABLE = 1_500_000
"""Characters of a table: it goes to the browser and back, since nothing of it is kept here."""
_FIRST = 6
"""Rows among which the headings are looked for; a title may stand above them."""

_HEADINGS = (
    ("id_number", re.compile("身份证|公民身份号|证件号")),
    ("passport", re.compile("护照|通行证")),
    ("bank_card", re.compile("[账帐]号|卡号|存折|银行[账帐]户")),
    ("email", re.compile("邮箱|邮件|email")),
    ("phone", re.compile("手机|(?<!办公)(?<!单位)(?:电话|联系方式)")),
    ("birth_date", re.compile("出生|生日")),
    (
        "address",
        re.compile("住址|住所|居住地|户籍地|门牌|(?:^|家庭|户籍|详细|联系|通讯|通信)地址"),
    ),
    (
        "name",
        re.compile(
            "姓名|名字|曾用名|户名|(?:^|[^与])户主$|(?:联系|申请|当事|监护|领取|负责|受益|救助)人$|法定代表人$|家庭成员$"
        ),
    ),
)


def masked(kind: str, text: str) -> tuple[str, list[Masked]]:
    """Return ``text`` masked as ``kind``, a key of ``KINDS``, and what was masked.

    A text that has stars already is not taken for one value: only what is still found in it goes.
    """
    bare = text.strip()
    if kind == AUTO or "*" in bare or not bare:
        return mask_text(text)
    start = text.index(bare)
    end, now = start + len(bare), mask(kind, bare)
    return text[:start] + now + text[end:], [Masked(kind, start, end, now)]


def asked(body: bytes) -> tuple[list[str], str]:
    """Return the texts and the kind that a JSON request asks for. Raises NotReady."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise NotReady([_("Send a JSON object with “text” and “kind”.")])
    texts = given["texts"] if "texts" in given else [given.get("text")]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise NotReady([_("“text” has to be a text, “texts” a list of texts.")])
    kind = given.get("kind", AUTO)
    if not isinstance(kind, str) or kind not in KINDS:
        raise NotReady([_("“kind” has to be one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}])
    if len(texts) > MOST_VALUES or sum(map(len, texts)) > MOST_CHARS:
        raise NotReady(
            [
                _("More than %(values)d values or %(chars)d characters. Mask it in parts.")
                % {"values": MOST_VALUES, "chars": MOST_CHARS}
            ]
        )
    return texts, kind


def guess(heading: str) -> str:
    """Return the kind that a column with this heading holds, ``auto`` when the heading says nothing."""
    bare = key(heading)
    return next((kind for kind, pattern in _HEADINGS if pattern.search(bare)), AUTO)


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Return which row holds the headings: of the first few the one that says most, else the first."""

    def said(place: int) -> int:
        return sum(guess(cell) != AUTO for cell in rows[place] if len(cell) <= 20)

    return max(range(min(_FIRST, len(rows))), key=lambda place: (said(place), -place), default=0)


def table(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the filled rows of a sheet, all of one width. Raises NotReady when it is too large."""
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in filled), default=0)
    if len(filled) < 2:
        raise NotReady([_("The table holds no rows below its headings.")])
    if (
        len(filled) * width > MOST_CELLS
        or sum(len(cell) for row in filled for cell in row) > MOST_IN_TABLE
    ):
        raise NotReady(
            [
                _("More than %(cells)d cells or %(chars)d characters. Cut the table into parts.")
                % {"cells": MOST_CELLS, "chars": MOST_IN_TABLE}
            ]
        )
    return [row + [""] * (width - len(row)) for row in filled]


def again(text: str) -> list[list[str]]:
    """Return the table that a page brought back as JSON. Raises NotReady when it is none."""
    try:
        rows: Any = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    ):
        raise NotReady([_("The table did not come back whole. Choose the file once more.")])
    # Half a pair of a character, which JSON can name and no file can hold, becomes a mark.
    return table([cell.encode("utf-8", "replace").decode() for cell in row] for row in rows)


def mask_table(rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> list[list[str]]:
    """Return a table with every column masked as ``kinds`` says; the heading row stays as it is.

    What stands above the headings is masked where something is found. A column that ``kinds`` does
    not reach counts as ``auto``. Raises NotReady when no column is left.
    """
    head = heading_row(rows)
    width = len(rows[0])
    kinds = [*kinds, *[AUTO] * (width - len(kinds))]
    places = [place for place in range(width) if kinds[place] != DROP]
    if not places:
        raise NotReady([_("Every column is left out; nothing would remain.")])

    @cache
    def cell(kind: str, text: str) -> str:
        return text if kind == KEEP else masked(kind, text)[0]

    out = []
    for number, row in enumerate(rows):
        if number == head:
            out.append([row[place] for place in places])
        else:
            out.append(
                [cell(AUTO if number < head else kinds[place], row[place]) for place in places]
            )
    return out
