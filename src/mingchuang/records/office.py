"""What Word, Excel and WPS say only in style attributes of the HTML they put on the clipboard.

List paragraphs become lists; what nobody sees (hidden rows, comments, marks) goes. Works on the
tree that ``richtext`` builds of sanitised HTML, before it is made tidy. The script ``paste.js``
does the same to what is pasted into the editor, so that one sees what will be kept; both are
tested with the samples in ``tests/records/office``.
"""

import re
from typing import Any

Node = dict[str, Any]

_OFFICE = re.compile(
    r"mso-|class=[\"']?(?:Mso|xl\d|et\d|font\d)|urn:schemas-microsoft-com", re.IGNORECASE
)
_UNSEEN = re.compile(r"<style\b.*?</style>|<xml\b.*?</xml>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_LIST = re.compile(r"mso-list:\s*\S*\s*level(\d+)", re.IGNORECASE)
_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*comment", re.IGNORECASE)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})[.、．)）]?")
_CJK = re.compile(r"[\u2460-\u2473\u4e00-\u9fff]")
DEEPER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4"}
"""A document's own first level stands below the page's title."""


def is_office(html: str) -> bool:
    """Whether HTML comes from an office program."""
    return bool(_OFFICE.search(html))


def shorter(html: str) -> str:
    """Return office HTML without style sheets and comments, which may be most of it."""
    return _UNSEEN.sub("", html)


def plain(node: Node, bold: bool = False) -> None:
    """Turn styles into elements below ``node``, in place; no ``style`` and no ``span`` is left.

    ``bold``: whether ``node`` stands in bold words already.
    """
    out: list = []
    for child in node["c"]:
        if isinstance(child, str):
            out.append(child)
            continue
        style = child.pop("style", "")
        if _HIDDEN.search(style):
            continue
        heavy = child["t"] == "span" and bool(_BOLD.search(style))
        if "c" in child:
            plain(child, bold or heavy or child["t"] == "b")
        if child["t"] == "span":
            if _MARK.search(style):
                out.append({"t": "mark", "c": child["c"]})
            elif heavy and not bold:
                out.append({"t": "b", "c": child["c"]})
            else:
                out.extend(child["c"])
            continue
        if child["t"] == "p" and (found := _LIST.search(style)):
            child["level"] = int(found[1])
        out.append(child)
    node["c"] = _listed(out)


def _words(children: list) -> str:
    return "".join(c if isinstance(c, str) else _words(c.get("c", [])) for c in children)


def _mark(node: Node) -> str:
    """Take the number or bullet out of a list paragraph and return it."""
    for child in list(node["c"]):
        if isinstance(child, dict) and child["t"] == "mark":
            node["c"].remove(child)
            return _words(child["c"]).strip()
        if isinstance(child, dict) and "c" in child and (found := _mark(child)):
            return found
    return ""


def _listed(children: list) -> list:
    """Put list paragraphs that follow each other into lists, one inside the other by level.

    Numbers that a list would not show as they are (一、 or a list that goes on after a table)
    become words of their paragraph.
    """
    out: list = []
    lists: list[tuple[int, Node]] = []
    for child in children:
        if isinstance(child, str) and not child.strip() and lists:
            continue
        if not isinstance(child, dict) or "level" not in child:
            lists.clear()
            out.append(child)
            continue
        level, mark = child.pop("level"), _mark(child)
        number = _NUMBER.fullmatch(mark)
        while lists and lists[-1][0] > level:
            lists.pop()
        kind = "ol" if number else "ul"
        same = lists and lists[-1][0] == level and lists[-1][1]["t"] == kind
        if (number and not same and number[1] != "1") or (
            not number and (len(mark) > 1 or _CJK.match(mark))
        ):
            lists.clear()
            out.append({**child, "c": [mark + (" " if mark.isascii() else ""), *child["c"]]})
            continue
        item = {"t": "li", "c": child["c"]}
        if same:
            lists[-1][1]["c"].append(item)
            continue
        if lists and lists[-1][0] == level:
            lists.pop()
        made = {"t": kind, "c": [item]}
        (lists[-1][1]["c"][-1]["c"] if lists else out).append(made)
        lists.append((level, made))
    return out
