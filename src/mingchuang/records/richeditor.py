"""Rich text as the plain HTML that the editor loads."""

from typing import Any

from django.utils.html import format_html, mark_safe

BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "table", "img"}


def nested(item: dict[str, Any]) -> bool:
    """Whether a list item holds blocks and not words alone."""
    first = item["c"][0] if item["c"] else None
    return isinstance(first, dict) and first["t"] in BLOCKS


def to_editor(tree: list[dict[str, Any]]) -> str:
    """Return the tree as the plain HTML that the editor loads; ``clean`` of it is the tree again."""

    def inline(children):
        out = []
        for child in children:
            if isinstance(child, str):
                out.append(format_html("{}", child))
            elif child["t"] == "br":
                out.append("<br>")
            elif child["t"] == "a":
                out.append(
                    format_html('<a href="{}">{}</a>', child["href"], mark_safe(inline(child["c"])))
                )
            else:
                tag = {"b": "strong", "i": "em"}[child["t"]]
                out.append(f"<{tag}>{inline(child['c'])}</{tag}>")
        return "".join(out)

    def block(node):
        tag = node["t"]
        if tag in ("p", "h2", "h3", "h4"):
            return f"<{tag}>{inline(node['c'])}</{tag}>"
        if tag in ("ul", "ol"):
            items = ""
            for item in node["c"]:
                inner = (
                    "".join(block(b) for b in item["c"])
                    if nested(item)
                    else f"<p>{inline(item['c'])}</p>"
                )
                items += f"<li>{inner}</li>"
            return f"<{tag}>{items}</{tag}>"
        if tag == "table":
            rows = ""
            for row in node["c"]:
                cells = ""
                for cell in row["c"]:
                    spans = "".join(
                        f' {n}="{cell[n]}"' for n in ("colspan", "rowspan") if n in cell
                    )
                    cells += f"<{cell['t']}{spans}><p>{inline(cell['c'])}</p></{cell['t']}>"
                rows += f"<tr>{cells}</tr>"
            return f"<table><tbody>{rows}</tbody></table>"
        return format_html('<img src="{}" alt="{}">', node["src"], node["alt"])

    return "".join(block(node) for node in tree)
