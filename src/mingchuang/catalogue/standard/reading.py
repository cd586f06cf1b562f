"""Reading a standard table: every obligation with what it says or takes from above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mingchuang.catalogue.standard import carriers
from mingchuang.catalogue.standard.columns import TEXTS, Head, head_at, repeats
from mingchuang.catalogue.standard.words import NOTHING, SAME, flat, items, tick
from mingchuang.records.sheets import Sheet

ALL, SOME = "全社会", "特定群体"
ACTIVE, REQUEST = "主动", "依申请"
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填报说明|填报单位|填报人|填表人|填表单位|填报日期|制表|制表人|审核人|联系人|联系电话|单位负责人|负责人|日期|附件\d*)(?:[:：]|\d|$|\s)|[※*]"
)
_NUMBER = re.compile(r"[\d.\-—()（）]+")


@dataclass
class Understood:
    """One obligation as a table says it; texts on one line, ``extra`` by the table's headings."""

    sheet: str
    row: int
    level1: str = ""
    level2: str = ""
    level3: str = ""
    elements: str = ""
    basis: str = ""
    time_limit: str = ""
    organ: str = ""
    carriers: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    audience_text: str = ""
    method: list[str] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What could not be understood: in which sheet and row, under which heading, and why."""

    sheet: str
    row: int
    column: str
    problem: str


def read(sheets: Sequence[Sheet]) -> tuple[list[Understood], list[Problem]]:
    """Return what a file says and what in it could not be understood.

    A sheet without a head is passed over when another has one.
    """
    found: list[Understood] = []
    problems: list[Problem] = []
    headless = []
    for sheet in sheets:
        rows, wrong, heads = _sheet(sheet)
        if not heads:
            headless.append(sheet)
            continue
        found += rows
        problems += wrong
    if len(headless) == len(sheets):
        problems += [
            Problem(
                sheet.name,
                1,
                "",
                _(
                    "No head of a standard table was found: 公开事项, 公开内容, 公开依据, 公开时限 …"
                ),
            )
            for sheet in headless[:1] or [Sheet("", [])]
        ]
    return found, problems


def _sheet(sheet: Sheet) -> tuple[list[Understood], list[Problem], int]:
    rows = [list(row) for row in sheet.rows]
    covered = _covered(sheet)
    found: list[Understood] = []
    problems: list[Problem] = []
    head: Head | None = None
    heads, place = 0, 0
    above: dict[str, Any] = {}
    while place < len(rows):
        row = rows[place]
        if head is not None and repeats(head, row):
            place += 1
            continue
        fresh = head_at(rows, place, sheet.merged)
        if fresh is not None:
            if head is None or fresh.headings != head.headings:
                above = {}
            head, place, heads = fresh, fresh.below, heads + 1
            continue
        if head is not None and _is_row(head, row, place, covered):
            one, wrong = _row(sheet.name, head, row, place, covered, rows, above)
            problems += wrong
            if not wrong:
                found.append(one)
        place += 1
    return found, problems, heads


def _covered(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell below or right of a merge's first cell where that first cell is."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _is_row(head: Head, row: Sequence[str], place: int, covered: dict) -> bool:
    """Whether a row below a head is an obligation: no title of a section, no note, not blank."""
    filled = [column for column, cell in enumerate(row) if cell.strip()]
    if not filled:
        return False
    first = flat(row[filled[0]])
    if _NOTE.match(first) and len(filled) <= 3:
        return False
    speaking = [
        column
        for column in (*head.texts.values(), head.carriers, *head.ticks.values())
        if column is not None and column in filled
    ]
    speaking += [c for c in (*head.tiers.values(), *head.wholes.values()) if c in filled]
    if not speaking:
        return False
    if len(filled) == 1:
        column = filled[0]
        wide = sum(left == (place, column) for left in covered.values())
        level1 = head.texts.get("level1")
        return wide < 2 and column != level1 and column != head.seq and column != 0
    if len(filled) == 2 and head.seq in filled and not _NUMBER.fullmatch(first):
        return head.texts.get("level1") not in filled
    return True


def _row(
    sheet: str,
    head: Head,
    row: Sequence[str],
    place: int,
    covered: dict,
    rows: Sequence[Sequence[str]],
    above: dict[str, Any],
) -> tuple[Understood, list[Problem]]:
    one = Understood(sheet, place + 1)
    problems: list[Problem] = []

    def raw(column: int) -> str:
        """The cell as it is, or the first cell of the merge it belongs to."""
        at = covered.get((place, column))
        if at is not None:
            return rows[at[0]][at[1]] if at[1] < len(rows[at[0]]) else ""
        return row[column] if column < len(row) else ""

    def wrong(column: int, text: str) -> None:
        problems.append(Problem(sheet, place + 1, head.headings.get(column, ""), text))

    _texts(head, row, place, covered, raw, above)
    for name in TEXTS:
        setattr(one, name, above.get(name, ""))
    if head.carriers is not None:
        said = raw(head.carriers)
        if said.strip() and not SAME.fullmatch(flat(said)):
            above["carriers"] = [] if flat(said) in NOTHING else carriers.read(said)
            if not above["carriers"] and flat(said) not in NOTHING:
                wrong(
                    head.carriers,
                    _("No carrier is ticked in “%(cell)s”.") % {"cell": flat(said)[:40]},
                )
        one.carriers = list(above.get("carriers", ()))
    _audience(head, one, raw, above, wrong)
    _method(head, one, raw, above, wrong)
    _tiers(head, one, raw, above, wrong)
    for heading, column in head.extra.items():
        one.extra[heading] = flat(raw(column))
    if not (one.level1 or one.level2 or one.level3):
        wrong(head.texts.get("level1", 0), _("No matter is named (公开事项)."))
    if not one.elements:
        wrong(head.texts.get("elements", 0), _("It says nothing of what is published (公开内容)."))
    return one, problems


def _texts(head: Head, row, place: int, covered: dict, raw, above: dict[str, Any]) -> None:
    """Bring ``above`` up to this row: what it says itself, what blank cells leave standing."""
    new_level2 = False
    for name in TEXTS:
        column = head.texts.get(name)
        if column is None:
            continue
        at = covered.get((place, column))
        sideways = at is not None and at[1] != column
        own = "" if sideways else (items if name == "elements" else flat)(raw(column))
        if sideways or own in NOTHING:
            above[name] = ""
        elif own and not SAME.fullmatch(own):
            above[name] = own
        elif name == "level3" and new_level2:
            above[name] = ""
        if name == "level2":
            new_level2 = bool(own) and at is None and not SAME.fullmatch(own)


def _ticked(name: str, column: int, raw, above, wrong) -> bool:
    said = flat(raw(column))
    if SAME.fullmatch(said):
        return bool(above.get(name))
    state = tick(said)
    if state is None:
        wrong(column, _("“%(cell)s” is neither a tick nor empty.") % {"cell": said[:40]})
    above[name] = bool(state)
    return bool(state)


def _audience(head: Head, one: Understood, raw, above, wrong) -> None:
    if (column := head.ticks.get("audience_all")) is not None and _ticked(
        "audience_all", column, raw, above, wrong
    ):
        one.audience.append(ALL)
    if (column := head.ticks.get("audience_some")) is not None:
        said = flat(raw(column))
        if SAME.fullmatch(said):
            said = above.get("audience_some", "")
        above["audience_some"] = said
        state = tick(said)
        if state is None or state:
            one.audience.append(SOME)
            text = re.sub(r"^[√✓✔☑■●▲]\s*", "", said) if state is None else ""
            whole = re.fullmatch(r"[（(]([^（）()]*)[）)]", text)
            one.audience_text = whole[1] if whole else text
    if (column := head.wholes.get("audience")) is not None:
        said = _inherited("audience", column, raw, above)
        _whole_audience(one, said, column, wrong)


def _whole_audience(one: Understood, said: str, column: int, wrong) -> None:
    """One column for the audience: 全社会, or the group in words."""
    if not said:
        return
    boxes = _boxes(said)
    if boxes is not None:
        said = "；".join(boxes)
    if re.search("社会|公众", said):
        one.audience.append(ALL)
    rest = re.sub(r"(?:全|面向)*(?:社会|公众)(?:公众|公开)?|[；;、,，\s]+", "", said)
    if rest:
        one.audience.append(SOME)
        one.audience_text = re.sub(r"^特定(?:群体|群众|对象|主体|人群)[:：]?", "", rest).strip(
            "()（）"
        )


def _method(head: Head, one: Understood, raw, above, wrong) -> None:
    for name, word in (("method_active", ACTIVE), ("method_request", REQUEST)):
        column = head.ticks.get(name)
        if column is not None and _ticked(name, column, raw, above, wrong):
            one.method.append(word)
    if (column := head.wholes.get("method")) is not None:
        said = _inherited("method", column, raw, above)
        boxes = _boxes(said)
        said = "；".join(boxes) if boxes is not None else said
        one.method += [word for word in (ACTIVE, REQUEST) if word in said]
        if said and not one.method:
            wrong(column, _("“%(cell)s” is neither 主动 nor 依申请.") % {"cell": said[:40]})


def _tiers(head: Head, one: Understood, raw, above, wrong) -> None:
    for heading, column in head.tiers.items():
        if _ticked(f"tier {heading}", column, raw, above, wrong):
            one.tiers.append(heading)
    if (column := head.wholes.get("tiers")) is not None:
        said = _inherited("tiers", column, raw, above)
        boxes = _boxes(said)
        listed = boxes if boxes is not None else re.split(r"[；;,，\s]+|、(?=.{1,4}级)", said)
        one.tiers += [flat(tier) for tier in listed if tier.strip()]


def _inherited(name: str, column: int, raw, above) -> str:
    said = flat(raw(column))
    if said and not SAME.fullmatch(said):
        above[name] = "" if said in NOTHING else said
    return above.get(name, "")


def _boxes(said: str) -> list[str] | None:
    """Return what is ticked in a cell with boxes, ``None`` when it has none."""
    if not re.search("[■□☑☐√]", said):
        return None
    pieces = re.split("([■□☑☐√])", said)
    return [
        piece.strip(" ；;、")
        for mark, piece in zip(pieces[1::2], pieces[2::2], strict=True)
        if mark in "■☑√" and piece.strip()
    ]


def by_row(found: Sequence[Understood]) -> Iterator[dict[str, Any]]:
    """Yield each obligation as the command prints it."""
    for one in found:
        values = dict(vars(one))
        extra = values.pop("extra")
        yield values | ({"extra": extra} if extra else {})
