"""The way into rich text: HTML or plain words become the tree of :mod:`mingchuang.records.richtext`."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import nh3
from django.utils.translation import gettext as _

from mingchuang.records import office
from mingchuang.records.richeditor import BLOCKS

Node = dict[str, Any]
Tree = list[Node]

_SAME = {
    "strong": "b",
    "em": "i",
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "div": "p",
    "blockquote": "p",
    "pre": "p",
    "caption": "p",
}
_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "a",
    "b",
    "strong",
    "i",
    "em",
    "br",
    "img",
    "div",
    "blockquote",
    "pre",
    "caption",
    "span",
}
_STYLED = {"p", "span", "tr", "div", "td", "th"}
"""Whose style attribute :mod:`mingchuang.records.office` reads; it is kept no longer than that."""
_UNSEEN = {"script", "style", "title", "del", "rt", "rp"}
_HREF = re.compile(r"^(https?://[^\s]+|mailto:[^\s]+|tel:[0-9+ -]+|/(?!/)[^\s]*|#[\w-]+)$")
_SRC = re.compile(r"^files/[0-9a-z]{1,32}$")
_BLANK = re.compile(r"[ \t\r\n\u00a0]+")
MAX_DEPTH = 12
MAX_CHARS = 400_000


class TextError(ValueError):
    """A text that cannot be taken in; the message says what to change."""


class _Builder(HTMLParser):
    """Turns sanitised HTML into the tree."""

    def __init__(self, from_office: bool = False):
        super().__init__(convert_charrefs=True)
        self.same = {**_SAME, **office.DEEPER} if from_office else _SAME
        self.root: Node = {"t": "root", "c": []}
        self.stack = [self.root]

    def handle_starttag(self, tag, attrs):
        tag = self.same.get(tag, tag)
        if tag in ("thead", "tbody", "tfoot"):
            return
        node: Node = {"t": tag}
        values = dict(attrs)
        if tag == "a":
            href = (values.get("href") or "").strip()
            node["href"] = href if _HREF.match(href) else ""
        if tag == "img":
            node |= {"src": values.get("src") or "", "alt": (values.get("alt") or "").strip()}
            if _SRC.match(node["src"]):
                self.stack[-1]["c"].append(node)
            return
        if tag == "br":
            self.stack[-1]["c"].append(node)
            return
        for name in ("colspan", "rowspan"):
            span = values.get(name) or ""
            if tag in ("td", "th") and span.isdigit() and 1 < int(span) <= 100:
                node[name] = int(span)
        if values.get("style"):
            node["style"] = values["style"]
        node["c"] = []
        self.stack[-1]["c"].append(node)
        if sum(open_node["t"] != "span" for open_node in self.stack) > MAX_DEPTH:
            raise TextError(
                _("The text is nested more than %(n)d levels deep. Simplify its lists or tables.")
                % {"n": MAX_DEPTH}
            )
        self.stack.append(node)

    def handle_endtag(self, tag):
        tag = self.same.get(tag, tag)
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth]["t"] == tag:
                del self.stack[depth:]
                break

    def handle_data(self, data):
        self.stack[-1]["c"].append(_BLANK.sub(" ", data))


def _inline(children: list) -> list:
    """Flatten ``children`` to strings, links and emphasis; blocks inside become line breaks."""
    out: list = []
    for child in children:
        if isinstance(child, str):
            out.append(child)
        elif child["t"] in ("a", "b", "i"):
            inner = _inline(child["c"])
            if child["t"] == "a" and not child["href"]:
                out.extend(inner)
            elif inner:
                out.append({**child, "c": inner})
        elif child["t"] == "br":
            out.append(child)
        elif "c" in child:
            inner = _inline(child["c"])
            if inner:
                if out and out[-1] != {"t": "br"}:
                    out.append({"t": "br"})
                out.extend(inner)
    merged: list = []
    for item in out:
        if isinstance(item, str) and merged and isinstance(merged[-1], str):
            merged[-1] += item
        else:
            merged.append(item)
    while merged and (merged[-1] == {"t": "br"} or merged[-1] == " " or merged[-1] == ""):
        merged.pop()
    while merged and (merged[0] == {"t": "br"} or merged[0] == " " or merged[0] == ""):
        merged.pop(0)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip(" ")
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip(" ")
    return [item for item in merged if item != ""]


def _blocks(children: list) -> Tree:
    out: Tree = []
    loose: list = []

    def close_loose():
        inline = _inline(loose)
        if inline:
            out.append({"t": "p", "c": inline})
        loose.clear()

    for child in children:
        if isinstance(child, str) or child["t"] in ("a", "b", "i", "br"):
            loose.append(child)
            continue
        close_loose()
        tag = child["t"]
        if tag in ("p", "h2", "h3", "h4"):
            if any(isinstance(c, dict) and c["t"] in BLOCKS for c in child["c"]):
                out.extend(_blocks(child["c"]))
            elif inline := _inline(child["c"]):
                out.append({"t": tag, "c": inline})
        elif tag in ("ul", "ol"):
            items = [c for c in child["c"] if isinstance(c, dict) and c["t"] == "li"]
            items = [{"t": "li", "c": body} for item in items if (body := _item(item["c"]))]
            if items:
                out.append({"t": tag, "c": items})
        elif tag == "table":
            if table := _table(child):
                out.append(table)
                out.extend(pictures([child]))
        elif tag == "img":
            out.append(child)
        elif "c" in child:
            out.extend(_blocks(child["c"]))
    close_loose()
    return out


def _item(children: list) -> list:
    blocks = _blocks(children)
    return blocks[0]["c"] if len(blocks) == 1 and blocks[0]["t"] == "p" else blocks


def _table(node: Node) -> Node | None:
    rows = []
    for row in _find(node, "tr"):
        cells = []
        for cell in row["c"]:
            if isinstance(cell, dict) and cell["t"] in ("th", "td"):
                cells.append({**cell, "c": _inline(cell["c"])})
        if cells:
            rows.append({"t": "tr", "c": cells})
    if rows and not any(cell["t"] == "th" for cell in rows[0]["c"]) and len(rows) > 1:
        rows[0]["c"] = [{**cell, "t": "th"} for cell in rows[0]["c"]]
    return {"t": "table", "c": rows} if rows else None


def _find(node: Node, tag: str) -> Iterator[Node]:
    for child in node.get("c", ()):
        if isinstance(child, dict):
            if child["t"] == tag:
                yield child
            elif child["t"] != "table" or node["t"] == "root":
                yield from _find(child, tag)


def clean(html: str) -> Tree:
    """Take HTML from an editor, an importer or the API into the tree.

    Only known tags and safe links come through; scripts, styles and foreign images do not.
    Raises TextError when the text is too long or too deep.
    """
    from_office = office.is_office(html)
    if from_office:
        html = office.shorter(html)
    _not_too_long(html)
    builder = _Builder(from_office)
    builder.feed(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={
                **{tag: {"style"} for tag in _STYLED},
                "a": {"href"},
                "img": {"src", "alt"},
                "td": {"colspan", "rowspan", "style"},
                "th": {"colspan", "rowspan", "style"},
            },
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel=None,
            clean_content_tags=_UNSEEN,
        )
    )
    builder.close()
    office.plain(builder.root)
    return _blocks(builder.root["c"])


def from_text(text: str) -> Tree:
    """Take plain text in, a paragraph a line: what :func:`clean` makes of the same paragraphs.

    Raises TextError as :func:`clean`.
    """
    _not_too_long(text)
    lines = (_BLANK.sub(" ", line).strip(" ") for line in text.splitlines())
    return [{"t": "p", "c": [line]} for line in lines if line]


def _not_too_long(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise TextError(
            _(
                "The text has %(n)d characters; at most %(max)d are taken. Put the rest into an attachment."
            )
            % {"n": len(text), "max": MAX_CHARS}
        )


def pictures(tree: Tree) -> Iterator[Node]:
    """Yield every picture of a tree."""
    for node in tree:
        if isinstance(node, dict):
            if node["t"] == "img":
                yield node
            yield from pictures(node.get("c", ()))
