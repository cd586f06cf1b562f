"""Tables of rich text as HTML that also reads on a phone, merged cells included."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.html import format_html, mark_safe
from django.utils.translation import gettext as _

Node = dict[str, Any]
_NUMBER = re.compile(r"^[-+−]?[\d,]+(\.\d+)?%?$")


def _placed(rows: list[Node]) -> list[list[tuple[int, Node]]]:
    """Return each row's cells with the column they begin in; cells from above take their place."""
    taken: dict[int, int] = {}
    out = []
    for row in rows:
        placed, column = [], 0
        below = {c: left - 1 for c, left in taken.items() if left > 1}
        for cell in row["c"]:
            while taken.get(column):
                column += 1
            placed.append((column, cell))
            for n in range(cell.get("colspan", 1)):
                if cell.get("rowspan", 1) > 1:
                    below[column + n] = cell["rowspan"] - 1
            column += cell.get("colspan", 1)
        taken = below
        out.append(placed)
    return out


def _head_rows(rows: list[Node]) -> int:
    """Return how many rows are the table's head: the first rows that hold headings alone, and as
    deep as the first of them reaches."""
    depth = 0
    while depth < len(rows) and rows[depth]["c"] and _headings_alone(rows[depth]):
        depth += 1
    if not depth:
        return 0
    depth = max(depth, *(cell.get("rowspan", 1) for cell in rows[0]["c"]))
    return depth if depth < len(rows) else 1


def _headings_alone(row: Node) -> bool:
    return all(cell["t"] == "th" for cell in row["c"])


def html(node: Node, inline: Callable[[list], str], text: Callable[[list], str]) -> str:
    """Return a table node as HTML; every cell below the head says its column's heading."""
    rows = node["c"]
    head = _head_rows(rows)
    placed = _placed(rows)
    labels: dict[int, list[str]] = {}
    for row in placed[:head]:
        for column, cell in row:
            for n in range(cell.get("colspan", 1)):
                words = text(cell["c"])
                if words and words not in labels.setdefault(column + n, []):
                    labels[column + n].append(words)
    body = placed[head:]
    columns: dict[int, list[str]] = {}
    for row in body:
        for column, cell in row:
            columns.setdefault(column, []).append(text(cell["c"]))
    numeric = {
        column
        for column, cells in columns.items()
        if all(_NUMBER.match(cell) or cell in ("", "—", "/") for cell in cells)
        and any(_NUMBER.match(cell) for cell in cells)
    }

    def cell_html(column: int, cell: Node, in_head: bool) -> str:
        tag = "th" if in_head or cell["t"] == "th" else "td"
        scope = ""
        if in_head:
            scope = ' scope="colgroup"' if cell.get("colspan", 1) > 1 else ' scope="col"'
        elif tag == "th":
            scope = ' scope="row"'
        spans = "".join(
            f' {name}="{cell[name]}"' for name in ("colspan", "rowspan") if name in cell
        )
        label = ""
        if tag == "td" and labels.get(column):
            label = format_html(' data-l="{}"', " · ".join(labels[column]))
        number = ' class="n"' if column in numeric else ""
        return format_html(
            "<{}{}{}{}{}>{}</{}>",
            tag,
            mark_safe(scope),
            mark_safe(spans),
            mark_safe(number),
            label,
            inline(cell["c"]),
            tag,
        )

    def rows_html(rows: list, in_head: bool) -> str:
        return mark_safe(
            "".join(
                format_html(
                    "<tr>{}</tr>",
                    mark_safe("".join(cell_html(column, cell, in_head) for column, cell in row)),
                )
                for row in rows
            )
        )

    top = format_html("<thead>{}</thead>", rows_html(placed[:head], True)) if head else ""
    return format_html(
        '<div class="reg-box" role="group" aria-label="{}" tabindex="0"><table class="reg ruled">{}<tbody>{}</tbody></table></div>',
        _("Table"),
        top,
        rows_html(body, False),
    )
