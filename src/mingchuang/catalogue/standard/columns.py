"""The head of a standard table: which column is which, over one, two or three rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mingchuang.catalogue.standard.words import flat, key

TEXTS = ("level1", "level2", "level3", "elements", "basis", "time_limit", "organ")
"""Columns of text, which inherit from above."""
_HEADS = (
    ("seq", re.compile(r"序号|编号|序列|序")),
    ("level1", re.compile(r"(?:公开)?(?:一级|1级)(?:公开)?(?:事项|目录|类别|分类)(?:名称)?")),
    ("level2", re.compile(r"(?:公开)?(?:二级|2级)(?:公开)?(?:事项|目录|类别|分类)(?:名称)?")),
    ("level3", re.compile(r"(?:公开)?(?:三级|3级)(?:公开)?(?:事项|目录|类别|分类)(?:名称)?")),
    ("elements", re.compile(r"(?:公开)?(?:内容|要素)(?:\((?:要素|内容)\)|要素|及要素|和要素)?|公开内容[(/]?要素\)?")),
    ("basis", re.compile(r"(?:公开)?(?:法律|政策|法定|制度)?依据")),
    ("time_limit", re.compile(r"(?:公开)?(?:时限|期限|时间|时限要求)")),
    ("organ", re.compile(r"(?:公开)?(?:责任)?(?:主体|责任单位|单位|部门|责任部门|机构)(?:\(.*\))?")),
    ("carriers", re.compile(r"(?:公开)?(?:的)?(?:渠道|载体|渠道和载体|渠道及载体|渠道与载体|渠道、载体|渠道/载体|渠道载体)(?:\(.*\))?")),
    ("audience_all", re.compile(r"全社会|社会公众|全体公众")),
    ("audience_some", re.compile(r"特定(?:群体|群众|对象|主体|人群|公众|范围)(?:\(.*\))?")),
    ("method_active", re.compile(r"主动(?:公开)?")),
    ("method_request", re.compile(r"依申请(?:公开)?")),
    ("audience", re.compile(r"(?:公开)?(?:对象|受众)")),
    ("method", re.compile(r"(?:公开)?方式")),
    ("tiers", re.compile(r"(?:公开)?(?:层级|级别)")),
    ("item", re.compile(r"(?:公开)?事项(?:名称)?|公开类别|公开目录")),
)  # fmt: skip
_TIER = re.compile(
    r".{0,12}?(?:省|市|县|区|乡|镇|村|街道?|社区|乡镇|街镇|镇街|镇街乡)(?:级|、村级)?"
)
LONGEST = 80
"""Characters of the longest heading, its explanation included."""
_GROUPS = {"item", "audience", "method", "tiers"}


@dataclass
class Head:
    """The columns of one table: the first row below its head, and which column holds what."""

    below: int
    texts: dict[str, int] = field(default_factory=dict)
    carriers: int | None = None
    ticks: dict[str, int] = field(default_factory=dict)
    """``audience_all``, ``audience_some``, ``method_active``, ``method_request``."""
    wholes: dict[str, int] = field(default_factory=dict)
    """``audience``, ``method``, ``tiers`` where one column says all of it in words."""
    tiers: dict[str, int] = field(default_factory=dict)
    """The heading of each tier's column."""
    extra: dict[str, int] = field(default_factory=dict)
    seq: int | None = None
    headings: dict[int, str] = field(default_factory=dict)
    rows: frozenset[tuple[str, ...]] = frozenset()
    """The head's own rows, to know them when they are repeated."""


@lru_cache(maxsize=4096)
def meaning(text: str) -> str | None:
    """Return what a heading names, ``None`` for an unknown one."""
    if len(text) > LONGEST:
        return None
    plain = key(text)
    for said in (plain, re.sub(r"(?:\(.*\))+$", "", plain)):  # with and without its explanation
        for name, pattern in _HEADS:
            if pattern.fullmatch(said):
                return name
    return None


def head_at(rows: Sequence[Sequence[str]], place: int, merged: Sequence[tuple]) -> Head | None:
    """Return the head that begins at a row, ``None`` when no head does."""
    first = [flat(cell) for cell in rows[place]]
    known = [meaning(cell) for cell in first if cell]
    if len({name for name in known if name}) < 4 or not {"item", "level1", "level2"} & set(known):
        return None
    last = place
    while last + 1 < len(rows) and last - place < 2 and _below(rows[last + 1]):
        last += 1
    return _columns(rows, place, last, merged)


def _below(row: Sequence[str]) -> bool:
    """Whether a row carries on a head: short words only, two of them of the second row."""
    cells = [flat(cell) for cell in row if cell.strip()]
    second = {"level1", "level2", "level3", "audience_all", "audience_some", "method_active"}
    second |= {"method_request"}
    found = [meaning(cell) for cell in cells]
    return (
        len(cells) >= 2
        and sum(name in second for name in found) >= 2
        and all(
            name is not None or len(cell) <= 12 for cell, name in zip(cells, found, strict=True)
        )
        and not any(name in ("elements",) and len(cells) > 12 for name in found)
    )


def _columns(rows: Sequence[Sequence[str]], first: int, last: int, merged: Sequence[tuple]) -> Head:
    width = max(len(rows[place]) for place in range(first, last + 1))
    head = Head(last + 1)
    head.rows = frozenset(_signature(rows[place]) for place in range(first, last + 1))
    above = ""
    for column in range(width):
        cells = [
            flat(rows[place][column]) if column < len(rows[place]) else ""
            for place in range(first, last + 1)
        ]
        top = cells[0] or _spanned(rows, first, column, merged)
        above = top or above
        own = next((cell for cell in reversed(cells[1:]) if cell), "") or cells[0]
        if not own:
            continue
        group = meaning(above) if own != above else None
        _place(head, column, own, meaning(own), group)
    if "level1" not in head.texts and head.wholes.get("item") is not None:
        head.texts["level1"] = head.wholes["item"]
    head.wholes.pop("item", None)
    return head


def _place(head: Head, column: int, own: str, name: str | None, group: str | None) -> None:
    head.headings[column] = own
    if group == "tiers" or (name is None and group is None and _TIER.fullmatch(own)):
        head.tiers[own] = column
    elif name in TEXTS:
        head.texts.setdefault(name, column)
    elif name == "carriers":
        head.carriers = column
    elif name == "seq":
        head.seq = column
    elif name in ("audience_all", "audience_some", "method_active", "method_request"):
        head.ticks[name] = column
    elif name in _GROUPS:
        head.wholes[name] = column
    else:
        head.extra[own] = column


def _spanned(rows, row: int, column: int, merged: Sequence[tuple]) -> str:
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            return flat(rows[top][left])
    return ""


def _signature(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(key(cell) for cell in row)


def repeats(head: Head, row: Sequence[str]) -> bool:
    """Whether a row is the head's own once more, as at the top of each printed page."""
    return _signature(row) in head.rows
