"""Rich text as a JSON tree, and what is made from it. The only way in is :func:`clean`.

A text is a list of blocks. A block is ``{"t": tag, "c": children}`` with tag ``p h2 h3 h4 ul ol li
table tr th td img``; inline children are strings or ``a`` (with ``href``), ``b``, ``i``, ``br``.
``img`` has ``src`` (the name of a file part) and ``alt``. Public pages, paper, differences and
search text are all made from this tree.
"""

from collections.abc import Iterator, Mapping

from django.utils.html import format_html, format_html_join, mark_safe
from django.utils.translation import gettext as _

from mingchuang.records import richtables
from mingchuang.records.richeditor import nested
from mingchuang.records.richeditor import to_editor as to_editor
from mingchuang.records.richinput import TextError as TextError
from mingchuang.records.richinput import Tree
from mingchuang.records.richinput import clean as clean
from mingchuang.records.richinput import from_text as from_text
from mingchuang.records.richinput import pictures as pictures

HEADINGS = ("h2", "h3", "h4")


def _html_inline(children: list) -> str:
    out = []
    for child in children:
        if isinstance(child, str):
            out.append(format_html("{}", child))
        elif child["t"] == "br":
            out.append(mark_safe("<br>"))
        elif child["t"] == "a":
            out.append(format_html('<a href="{}">{}</a>', child["href"], _html_inline(child["c"])))
        elif child["t"] in ("b", "i"):
            out.append(format_html("<b>{}</b>", _html_inline(child["c"])))
    return mark_safe("".join(out))


def _headings(tree: Tree, top: int) -> Iterator[str]:
    """Give the tags of a tree's headings in order: from ``top`` on, without leaving a level out."""
    levels = sorted({node["t"] for node in tree if node["t"] in HEADINGS})
    before = top - 1
    for node in tree:
        if node["t"] in HEADINGS:
            before = min(top + levels.index(node["t"]), before + 1)
            yield f"h{before}"


def to_html(
    tree: Tree, *, images: Mapping[str, tuple[str, str]] | None = None, top: int = 2
) -> str:
    """Return the tree as safe HTML in the classes of the stylesheet.

    ``top`` is the level of its highest headings, so that the page they come into leaves no level out.
    ``images`` gives the address and the words of each picture by its ``src``; a picture that is
    not in it is left out, and without ``images`` pictures stand as their words.
    """
    out = []
    headings = _headings(tree, top)
    for node in tree:
        tag = node["t"]
        if tag == "p" or tag in HEADINGS:
            tag = tag if tag == "p" else next(headings)
            out.append(format_html("<{}>{}</{}>", tag, _html_inline(node["c"]), tag))
        elif tag in ("ul", "ol"):
            items = [
                to_html(item["c"], images=images) if nested(item) else _html_inline(item["c"])
                for item in node["c"]
            ]
            out.append(
                format_html(
                    '<{} class="points">{}</{}>',
                    tag,
                    format_html_join("", "<li>{}</li>", ((i,) for i in items)),
                    tag,
                )
            )
        elif tag == "table":
            out.append(richtables.html(node, _html_inline, text_of))
        elif tag == "img" and images is None:
            out.append(format_html('<p class="note">{}{}</p>', _("Picture: "), node["alt"]))
        elif tag == "img" and node["src"] in images:
            address, words = images[node["src"]]
            out.append(
                format_html(
                    '<figure><img src="{}" alt="{}"></figure>', address, node["alt"] or words
                )
            )
    return mark_safe("".join(out))


def text_of(children: list) -> str:
    """Return the plain text of inline children."""
    out = []
    for child in children:
        if isinstance(child, str):
            out.append(child)
        elif child["t"] == "br":
            out.append(" ")
        else:
            out.append(text_of(child.get("c", [])))
    return "".join(out)


def lines(tree: Tree) -> list[str]:
    """Return the text block by block, a table row by row with cells parted by tabs."""
    out = []
    for node in tree:
        tag = node["t"]
        if tag == "table":
            out.extend("\t".join(text_of(cell["c"]) for cell in row["c"]) for row in node["c"])
        elif tag in ("ul", "ol"):
            for item in node["c"]:
                out.extend(lines(item["c"]) if nested(item) else [text_of(item["c"])])
        elif tag == "img":
            out.append(node["alt"])
        else:
            out.append(text_of(node["c"]))
    return out


def links(tree: Tree) -> Iterator[str]:
    """Yield the address of every link of a tree, those in table cells included."""
    for node in tree:
        if isinstance(node, dict):
            if node["t"] == "a":
                yield node.get("href", "")
            yield from links(node.get("c", ()))


def without_pictures(tree: Tree) -> Tree:
    """Return the tree without its pictures; what held nothing else goes with them."""
    out: Tree = []
    for node in tree:
        if isinstance(node, dict) and node["t"] == "img":
            continue
        if isinstance(node, dict) and "c" in node and node["t"] not in ("td", "th"):
            children = without_pictures(node["c"])
            if children:
                out.append({**node, "c": children})
            continue
        out.append(node)
    return out


def plain(tree: Tree) -> str:
    """Return the running text, a line per block."""
    return "\n".join(lines(tree))
