"""Texts and tables out of office files, as parts of a draft's content. Pure but for reading files.

What is there already stays: what is taken comes after it.
"""

import io
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from mingchuang.codes import CodeError, docno
from mingchuang.publishing import files, readings
from mingchuang.records import richtext, sheets, word
from mingchuang.records.errors import NotReady

MAX_ROWS, MAX_COLUMNS = 300, 30
"""Of a table in a text; a larger one belongs into an attachment."""
_CHINESE = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"^\s*(?:第[{_CHINESE}\d]+[部章节条]分?|[{_CHINESE}]+、|[（(][{_CHINESE}\d]+[)）]|\d+[.．、])\s*"
)
_HEADINGS = (
    ("h2", re.compile(rf"[{_CHINESE}]+、.{{1,36}}")),
    ("h3", re.compile(rf"（[{_CHINESE}]+）.{{1,36}}")),
)
_DOCNO = re.compile(
    r"[\u4e00-\u9fff]{2,15}\s*[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*(?:第\s*)?\d{1,5}\s*号"
)
_TITLE = re.compile(
    r".{4,79}(?:通知|公告|公示|通告|办法|方案|规定|预算|决算|报告|意见|决定|批复|通报|细则|指南|目录|说明|计划|公报|清单|预案|制度|情况|信息)"
)
_FIGURE = re.compile(r"[¥￥$]?[-+−]?[\d,.]+[%％]?万?元?")
"""What stands in a row of values and in no heading."""
_FIRST = 8
"""Blocks from the beginning among which number and title are looked for."""


@dataclass
class Taken:
    """What came out of a Word file: new content, pictures to attach, and what to tell."""

    content: dict[str, Any]
    pictures: tuple[word.Picture, ...] = ()
    filled: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)


def _in_file(name: str, data: bytes, read):
    with tempfile.TemporaryDirectory() as folder:
        given = Path(name.replace("\\", "/").replace("\x00", "")).name or "file"
        path = Path(folder) / f"{Path(given).stem[:60]}{Path(given).suffix.lower()[:8]}"
        path.write_bytes(data)
        return read(path)


def read_word(name: str, data: bytes) -> word.Text:
    """Read an uploaded Word file. Raises NotReady with what to hand in instead."""
    try:
        return _in_file(name, data, word.read)
    except word.WordError as error:
        raise NotReady([str(error)]) from error


def read_sheets(name: str, data: bytes) -> list[sheets.Sheet]:
    """Read the sheets of an uploaded table that hold anything. Raises NotReady."""
    try:
        found = _in_file(name, data, _shown)
    except sheets.SheetError as error:
        raise NotReady([str(error)]) from error
    found = [
        sheet for sheet in found if any(any(cell.strip() for cell in row) for row in sheet.rows)
    ]
    if not found:
        raise NotReady([_("%(name)s holds no filled cell.") % {"name": name}])
    return found


def _shown(path: Path) -> list[sheets.Sheet]:
    readings.nothing_hidden(path)
    return sheets.read(path, shown=True)


def _words(node: dict) -> str:
    return richtext.text_of(node["c"]).strip() if node["t"] in ("p", "h2", "h3", "h4") else ""


def _bare(name: str) -> str:
    """Return a heading without its number, blanks, quotes and marks, to be compared."""
    plain = _NUMBER.sub("", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\W_]+", "", plain)


def with_headings(tree: list) -> list:
    """Return the tree with short paragraphs that are numbered 一、 or （一） as headings."""
    out = []
    for node in tree:
        text = _words(node) if node["t"] == "p" else ""
        tag = next((t for t, form in _HEADINGS if form.fullmatch(text)), None)
        out.append(
            {"t": tag, "c": [text]} if tag and not text.endswith(("。", "；", "，", "：")) else node
        )
    return out


def _number(tree: list) -> tuple[str, list]:
    """Return the document number found at the beginning, and the tree without its line."""
    for place, node in enumerate(tree[:_FIRST]):
        if match := _DOCNO.search(_words(node)):
            found = re.sub(r"\s+", "", match.group())
            try:
                found = docno.normalise(found)
            except CodeError:
                continue
            alone = len(_words(node)) <= len(match.group()) + 4
            return found, tree[:place] + tree[place + 1 :] if alone else tree
    return "", tree


def _titled(tree: list, title: str) -> tuple[str, list]:
    """Return the title found at the beginning, and the tree without its line."""
    for place, node in enumerate(tree[:_FIRST]):
        text = _words(node)
        if text and (text == title or (not title and _TITLE.fullmatch(text))):
            return text, tree[:place] + tree[place + 1 :]
    return title, tree


def by_element(tree: list, elements: list) -> dict[str, list]:
    """Return the tree cut at headings named like an element: ``body`` and the elements' codes.

    A heading of the same or a higher level that is no element's name leads back to ``body``.
    """
    codes = {_bare(element["name"]): element["code"] for element in elements}
    out: dict[str, list] = {"body": []}
    place, level = "body", "h4"
    for node in tree:
        if node["t"] in ("h2", "h3", "h4"):
            code = codes.get(_bare(_words(node)))
            if code:
                place, level = code, node["t"]
                out.setdefault(code, [])
                continue
            if place != "body" and node["t"] <= level:
                place = "body"
        out[place].append(node)
    return out


def from_word(text: word.Text, content: dict, context: dict) -> Taken:
    """Return a draft's content with a Word file's text in it.

    Title and number are filled in where they are empty. Raises NotReady for a text too long.
    """
    try:
        tree = with_headings(richtext.clean(text.html))
    except richtext.TextError as error:
        raise NotReady([str(error)]) from error
    out: dict[str, Any] = {}
    filled = []
    if not content.get("docno"):
        number, tree = _number(tree)
        if number:
            out["docno"] = number
            filled.append(_("Document number"))
    title, rest = _titled(tree, text.title)
    if title and content.get("title", "") in ("", title):
        tree = rest
        if not content.get("title"):
            out["title"] = title[:200]
            filled.append(_("Title"))
    elements = context.get("elements", [])
    parts = by_element(tree, elements)
    if parts["body"]:
        out["body"] = [*content.get("body", []), *parts.pop("body")]
        filled.append(_("Text"))
    sections = dict(content.get("sections", {}))
    for element in elements:
        if part := parts.get(element["code"]):
            blank = richtext.clean(element.get("template", ""))
            before = sections.get(element["code"]) or []
            sections[element["code"]] = [*(before if before != blank else []), *part]
            filled.append(element["name"])
    out["sections"] = sections
    if not filled:
        raise NotReady([_("The file holds no text that could be taken.")])
    used = {picture["src"] for picture in richtext.pictures(tree)}
    return Taken(out, tuple(p for p in text.pictures if p.src in used), filled, dict(text.left))


def picture_file(picture: word.Picture, number: int) -> tuple[str, bytes]:
    """Return ``(name, bytes)`` to attach; kinds that browsers share badly become PNG.

    Raises NotReady when it cannot be read.
    """
    name = _("picture %(n)d") % {"n": number}
    if picture.suffix in (".png", ".jpg"):
        return name + picture.suffix, picture.data
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(picture.data), formats=("GIF", "BMP")) as image:
            if image.width * image.height > files.MAX_PIXELS:
                raise NotReady(
                    [_("%(name)s has too many pixels. Make it smaller.") % {"name": name}]
                )
            image.convert("RGBA").save(out, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise NotReady([_("%(name)s cannot be read as a picture.") % {"name": name}]) from error
    return name + ".png", out.getvalue()


def renamed(content: dict, keys: dict[str, str]) -> dict:
    """Return content whose pictures stand under the keys they were attached with.

    ``keys`` gives the new ``src`` by the old one; pictures that were not attached go.
    """

    def walk(tree: list) -> list:
        out = []
        for node in tree:
            if isinstance(node, dict) and node["t"] == "img" and node["src"].startswith("files/p"):
                if node["src"] in keys:
                    out.append({**node, "src": keys[node["src"]]})
            elif isinstance(node, dict) and "c" in node:
                out.append({**node, "c": walk(node["c"])})
            else:
                out.append(node)
        return out

    new = dict(content)
    if "body" in new:
        new["body"] = walk(new["body"])
    new["sections"] = {code: walk(tree) for code, tree in new.get("sections", {}).items()}
    return new


def left_words(left: dict[str, int]) -> list[str]:
    """Return what was not taken, as a person would say it."""
    words = {
        "textboxes": lambda n: ngettext("%(n)d text box", "%(n)d text boxes", n),
        "footnotes": lambda n: ngettext("%(n)d footnote", "%(n)d footnotes", n),
        "comments": lambda n: ngettext("%(n)d comment", "%(n)d comments", n),
        "deletions": lambda n: ngettext("%(n)d deleted passage", "%(n)d deleted passages", n),
        "formulas": lambda n: ngettext("%(n)d formula", "%(n)d formulas", n),
        "objects": lambda n: ngettext("%(n)d embedded object", "%(n)d embedded objects", n),
        "drawings": lambda n: ngettext("%(n)d drawing or chart", "%(n)d drawings or charts", n),
        "pictures": lambda n: ngettext(
            "%(n)d picture of another kind", "%(n)d pictures of another kind", n
        ),
        "tables": lambda n: ngettext(
            "the lines of %(n)d table inside a table", "the lines of %(n)d tables inside tables", n
        ),
    }
    return [words[name](n) % {"n": n} for name, n in left.items() if n and name in words]


def _head(rows: list[dict]) -> int:
    """Return how many rows of a table are headings, as its merged cells tell.

    A heading that reaches down takes those rows along; one above several columns has the headings
    of each below it, unless numbers stand there.
    """
    depth, at = min(1, len(rows) - 1), 0
    while at < depth:
        for cell in rows[at]["c"]:
            depth = max(depth, at + cell.get("rowspan", 1))
        grouped = any(cell.get("colspan", 1) > 1 for cell in rows[at]["c"])
        if grouped and depth == at + 1 < len(rows):
            below = [richtext.text_of(cell["c"]) for cell in rows[at + 1]["c"]]
            depth += all(below) and not any(map(_FIGURE.fullmatch, below))
        at += 1
    return depth if depth < len(rows) else min(1, len(rows) - 1)


def table(sheet: sheets.Sheet) -> list:
    """Return a sheet as blocks: its title line, where one cell spans it all, and the table.

    Raises NotReady when it is larger than a text bears.
    """
    filled = [
        (r, c) for r, row in enumerate(sheet.rows) for c, cell in enumerate(row) if cell.strip()
    ]
    top, bottom = min(r for r, _c in filled), max(r for r, _c in filled)
    left, right = min(c for _r, c in filled), max(c for _r, c in filled)
    for r1, c1, r2, c2 in sheet.merged:
        if top <= r1 <= bottom and left <= c1 <= right:
            bottom, right = max(bottom, r2), max(right, c2)
    if bottom - top >= MAX_ROWS or right - left >= MAX_COLUMNS:
        raise NotReady(
            [
                _(
                    "%(name)s has more than %(rows)d rows or %(columns)d columns. Attach the file instead."
                )
                % {"name": sheet.name, "rows": MAX_ROWS, "columns": MAX_COLUMNS}
            ]
        )
    covered = {
        (r, c)
        for r1, c1, r2, c2 in sheet.merged
        for r in range(r1, r2 + 1)
        for c in range(c1, c2 + 1)
        if (r, c) != (r1, c1)
    }
    columns = range(left, right + 1)
    kept = [r for r in range(top, bottom + 1) if any((r, c) not in covered for c in columns)]
    spans = {
        (r1, c1): (sum(r1 <= r <= r2 for r in kept), c2 - c1 + 1) for r1, c1, r2, c2 in sheet.merged
    }
    rows = []
    for r in kept:
        cells = []
        for c in columns:
            if (r, c) in covered:
                continue
            value = sheet.rows[r][c] if r < len(sheet.rows) and c < len(sheet.rows[r]) else ""
            down, across = spans.get((r, c), (1, 1))
            cell = {"t": "td", "c": [value.strip()] if value.strip() else []}
            cell |= {"colspan": across} if across > 1 else {}
            cell |= {"rowspan": down} if down > 1 else {}
            cells.append(cell)
        rows.append({"t": "tr", "c": cells})
    out = []
    if len(rows) > 1 and len(rows[0]["c"]) == 1 and rows[0]["c"][0].get("colspan", 1) > 1:
        out.append({"t": "p", "c": [{"t": "b", "c": rows.pop(0)["c"][0]["c"]}]})
    for row in rows[: _head(rows)]:
        row["c"] = [{**cell, "t": "th"} for cell in row["c"]]
    return richtext.clean(richtext.to_editor([*out, {"t": "table", "c": rows}]))
