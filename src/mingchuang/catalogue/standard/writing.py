"""Writing obligations as the standard table: xlsx with merged cells, or csv; reading gives the same."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from mingchuang.catalogue.rules import CARRIERS
from mingchuang.catalogue.standard.carriers import OTHER
from mingchuang.catalogue.standard.columns import TEXTS
from mingchuang.catalogue.standard.reading import ACTIVE, ALL, REQUEST, SOME, Understood
from mingchuang.records.sheetwriting import LONGEST_CELL, text_only

TICK, NOTHING = "√", "—"
_TITLES = {
    "level1": "一级事项",
    "level2": "二级事项",
    "level3": "三级事项",
    "elements": "公开内容（要素）",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "organ": "公开主体",
}
_GROUPED = {"level1": "公开事项", "level2": "公开事项", "level3": "公开事项"}
_WIDTHS = {"level1": 12, "level2": 18, "level3": 16, "elements": 40, "basis": 36}


def table(rows: Sequence[Understood]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the table's two head rows and its body, one list of texts a row."""
    level3 = any(row.level3 for row in rows)
    texts = [name for name in TEXTS if name != "level3" or level3]
    tiers = list(dict.fromkeys(tier for row in rows for tier in row.tiers)) or ["县级", "乡级"]
    extra = list(dict.fromkeys(name for row in rows for name in row.extra))
    top = ["序号"]
    sub = [""]
    for name in texts:
        grouped = _GROUPED.get(name)
        top.append(grouped or _TITLES[name])
        sub.append(_TITLES[name] if grouped else "")
    top += ["公开渠道和载体", "公开对象", "公开对象", "公开方式", "公开方式"]
    sub += ["", ALL, SOME, ACTIVE, REQUEST]
    top += ["公开层级"] * len(tiers) + extra
    sub += tiers + [""] * len(extra)
    body = []
    for number, row in enumerate(rows, start=1):
        values = asdict(row)
        body.append(
            [
                str(number),
                *(values[name] or NOTHING for name in texts),
                _carriers(row.carriers),
                TICK if ALL in row.audience else "",
                (row.audience_text or TICK) if SOME in row.audience else "",
                TICK if ACTIVE in row.method else "",
                TICK if REQUEST in row.method else "",
                *(TICK if tier in row.tiers else "" for tier in tiers),
                *(row.extra.get(name, "") for name in extra),
            ]
        )
    return [top, sub], body


def _carriers(names: Sequence[str]) -> str:
    """Return the check-list of the thirteen carriers with these ticked, others named after 其他."""
    if not names:
        return NOTHING
    others = [name.partition("：")[2] for name in names if name.startswith(f"{OTHER}：")]
    # The order in which they are named is kept by writing ticked ones as they come.
    ticked = [f"■{name}" for name in names if name in CARRIERS[:-1]]
    empty = [f"□{name}" for name in CARRIERS[:-1] if name not in names]
    last = []
    if others:
        last.append(f"■{OTHER}：{'、'.join(others)}")
    elif OTHER in names:
        last.append(f"■{OTHER}")
    else:
        last.append(f"□{OTHER}")
    return " ".join([*ticked, *empty, *last])


def as_csv(rows: Sequence[Understood]) -> bytes:
    """Return the table as csv that a spreadsheet opens as it is: UTF-8 with a mark, CRLF."""
    head, body = table(rows)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([text_only(cell) for cell in line] for line in [*_apart(head), *body])
    return out.getvalue().encode("utf-8-sig")


def _apart(head: list[list[str]]) -> list[list[str]]:
    """Return the head with each group's name once, as a table without merged cells has it."""
    top, sub = head
    return [
        [name if not column or name != top[column - 1] else "" for column, name in enumerate(top)],
        sub,
    ]


def as_xlsx(rows: Sequence[Understood], title: str = "公开标准目录") -> bytes:
    """Return the table as a workbook of one sheet; what repeats from row to row is merged.

    A sheet's name holds 31 characters. Raises ValueError for a cell longer than xlsx holds.
    """
    import xlsxwriter

    head, body = table(rows)
    out = io.BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        )
        plain = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        _head(sheet, head, bold)
        texts = [column for column, name in enumerate(head[0]) if name not in _ticked_groups()]
        for column in range(len(head[0])):
            cells = [line[column] for line in body]
            spans = _spans(body, column, texts, head)
            for first, last in spans:
                if len(cells[first]) > LONGEST_CELL:
                    raise ValueError(f"row {first + 1}: longer than {LONGEST_CELL} characters")
                if first == last:
                    sheet.write_string(first + 2, column, cells[first], plain)
                else:
                    sheet.merge_range(first + 2, column, last + 2, column, "", plain)
                    sheet.write_string(first + 2, column, cells[first], plain)
        for column, name in enumerate(head[1]):
            wide = next(
                (w for key, w in _WIDTHS.items() if _TITLES[key] in (name, head[0][column])), 10
            )
            sheet.set_column(column, column, wide)
        sheet.freeze_panes(2, 0)
    return out.getvalue()


def _head(sheet, head: list[list[str]], style: Any) -> None:
    top, sub = head
    column = 0
    while column < len(top):
        last = column
        while last + 1 < len(top) and top[last + 1] == top[column] and sub[column]:
            last += 1
        if not sub[column]:
            sheet.merge_range(0, column, 1, column, top[column], style)
        else:
            if last > column:
                sheet.merge_range(0, column, 0, last, top[column], style)
            else:
                sheet.write_string(0, column, top[column], style)
            for each in range(column, last + 1):
                sheet.write_string(1, each, sub[each], style)
        column = last + 1


def _ticked_groups() -> tuple[str, ...]:
    return ("序号", "公开对象", "公开方式", "公开层级")


def _spans(
    body: Sequence[Sequence[str]], column: int, texts: Iterable[int], head: list[list[str]]
) -> list[tuple[int, int]]:
    """Return the rows, from and to, that one merged cell of a column covers."""
    spans: list[tuple[int, int]] = []
    merges = column in set(texts) and head[0][column] in (*_TITLES.values(), "公开事项")
    # A matter is merged within the matter above it only.
    nested = [c for c in range(column) if head[0][c] == "公开事项"] if merges else []
    if head[1][column] == _TITLES["level3"]:
        merges = False
    for place, line in enumerate(body):
        same = (
            merges
            and spans
            and body[place - 1][column] == line[column]
            and all(body[place - 1][c] == line[c] for c in nested)
        )
        if same:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return spans


def _sheet_name(title: str) -> str:
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31] or "1"
