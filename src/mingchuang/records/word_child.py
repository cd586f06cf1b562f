"""Child process of ``word``: print a docx file's text as JSON. Runs under limits, alone.

Arguments: the file, a folder for its pictures, how many of them at most.
"""

import json
import re
import sys
from collections import Counter
from html import escape
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT

sys.path.append(str(Path(__file__).parent))
from word_numbers import Numbers, W

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VML = "{urn:schemas-microsoft-com:vml}"
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "jpg": ".jpg", "gif": ".gif", "bmp": ".bmp"}
INSIDE = {W + tag for tag in ("ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")}
HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)


def _val(element, *path: str) -> str | None:
    for tag in path:
        element = element.find(W + tag) if element is not None else None
    return None if element is None else element.get(W + "val", "")


def _on(properties, tag: str) -> bool:
    found = properties.find(W + tag) if properties is not None else None
    return found is not None and found.get(W + "val", "1") not in ("0", "false", "none")


class Reader:
    """Walks the body once and collects blocks, pictures and what is left out."""

    def __init__(self, path: str, folder: Path, most: int):
        self.file = docx.Document(path)
        self.part, self.folder, self.most = self.file.part, folder, most
        self.left: Counter[str] = Counter()
        self.pictures: dict[str, dict] = {}
        self.title = ""
        self.styles = {s.get(W + "styleId"): s for s in self.file.styles.element.iter(W + "style")}
        try:
            root = self.part.part_related_by(RT.NUMBERING)._element
        except (KeyError, AttributeError):
            root = None
        self.numbers = Numbers(root)
        self.floating: list[str] = []

    def chain(self, style: str | None):
        seen = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = _val(self.styles[style], "basedOn")

    def heading(self, properties) -> int | None:
        """Return 0 for a title, 1 to 9 for a heading's level, None for running text."""
        own = _val(properties, "outlineLvl")
        if own and own.isdigit() and int(own) < 9:
            return int(own) + 1
        for style in self.chain(_val(properties, "pStyle")):
            name = (_val(style, "name") or "").strip()
            if name.lower() in ("title", "标题"):
                return 0
            if match := HEADING.match(name):
                return int(match[1])
            level = _val(style, "pPr", "outlineLvl")
            if level and level.isdigit() and int(level) < 9:
                return int(level) + 1
        return None

    def number(self, properties):
        owners = [properties] if properties is not None else []
        owners += [s.find(W + "pPr") for s in self.chain(_val(properties, "pStyle"))]
        for owner in owners:
            numbering = owner.find(W + "numPr") if owner is not None else None
            if numbering is not None:
                level = int(_val(numbering, "ilvl") or 0)
                found = self.numbers.next(_val(numbering, "numId") or "", level)
                return (*found, level) if found else None
        return None

    def inline(self, element) -> str:
        out = []
        for child in element:
            tag = child.tag
            if tag == W + "r":
                out.append(self.run(child))
            elif tag == W + "hyperlink":
                words = self.inline(child)
                link = self.part.rels.get(child.get(R + "id") or "")
                href = link.target_ref if link is not None and link.is_external else ""
                out.append(f'<a href="{escape(href)}">{words}</a>' if href else words)
            elif tag in INSIDE:
                out.append(self.inline(child))
            elif tag in (W + "del", W + "moveFrom"):
                self.left["deletions"] += 1
            elif tag in (MATH + "oMath", MATH + "oMathPara"):
                self.left["formulas"] += 1
        return "".join(out)

    def run(self, run) -> str:
        out = []
        for child in run:
            tag = child.tag
            if tag == W + "t":
                out.append(escape(child.text or ""))
            elif tag == W + "tab":
                out.append(" ")
            elif tag == W + "noBreakHyphen":
                out.append("-")
            elif tag in (W + "br", W + "cr"):
                out.append("<br>" if child.get(W + "type") in (None, "textWrapping") else "")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self.left["footnotes"] += 1
            elif tag == W + "commentReference":
                self.left["comments"] += 1
            elif tag == W + "object":
                self.left["objects"] += 1
            elif tag in (W + "drawing", W + "pict"):
                self.drawing(child)
            elif tag == MC + "AlternateContent":
                choice = child.find(MC + "Choice")
                for drawing in () if choice is None else choice:
                    self.drawing(drawing)
        text, properties = "".join(out), run.find(W + "rPr")
        if text.strip() and _on(properties, "b"):
            text = f"<b>{text}</b>"
        if text.strip() and _on(properties, "i"):
            text = f"<i>{text}</i>"
        return text

    def drawing(self, drawing) -> None:
        if next(drawing.iter(W + "txbxContent"), None) is not None:
            self.left["textboxes"] += 1
            return
        words = next(drawing.iter(WP + "docPr"), None)
        alt = (words.get("descr") or "") if words is not None else ""
        keys = [blip.get(R + "embed") for blip in drawing.iter(A + "blip")]
        keys += [image.get(R + "id") for image in drawing.iter(VML + "imagedata")]
        if not keys:
            self.left["drawings"] += 1
        for key in keys:
            self.picture(key or "", alt.strip())

    def picture(self, key: str, alt: str) -> None:
        if key not in self.pictures:
            link = self.part.rels.get(key)
            kind = "" if link is None or link.is_external else link.target_part.content_type
            suffix = SUFFIXES.get(kind.removeprefix("image/").removeprefix("x-"))
            if suffix is None or len(self.pictures) >= self.most:
                self.left["pictures"] += 1
                return
            name = f"p{len(self.pictures) + 1}"
            (self.folder / name).write_bytes(link.target_part.blob)
            self.pictures[key] = {"name": name, "suffix": suffix, "alt": alt}
        self.floating.append(f'<img src="files/{self.pictures[key]["name"]}" alt="{escape(alt)}">')

    def floated(self) -> str:
        """Return the pictures met since the last block; they stand after it."""
        out, self.floating = "".join(self.floating), []
        return out

    def table(self, table) -> str:
        rows, above = [], {}
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            properties = row.find(W + "trPr")
            before = _val(properties, "gridBefore")
            column, cells, grown = int(before or 0), [], []
            head = _on(properties, "tblHeader")
            for cell in row.iter(W + "tc"):
                if next(cell.iterancestors(W + "tbl")) is not table:
                    continue
                style = cell.find(W + "tcPr")
                width = int(_val(style, "gridSpan") or 1)
                merge = _val(style, "vMerge")
                if merge is not None and merge != "restart" and column in above:
                    above[column]["rows"] += 1
                    grown.append(above[column])
                else:
                    made = {"html": self.cell(cell), "columns": width, "rows": 1, "head": head}
                    cells.append(made)
                    above.pop(column, None)
                    if merge == "restart":
                        above[column] = made
                column += width
            if cells:
                rows.append(cells)
            else:
                for cell in grown:
                    cell["rows"] -= 1
        body = "".join(
            "<tr>" + "".join(self.cell_html(cell) for cell in cells) + "</tr>" for cells in rows
        )
        return f"<table>{body}</table>"

    def cell(self, cell) -> str:
        if next(cell.iter(W + "tbl"), None) is not None:
            self.left["tables"] += 1
        words = (self.inline(paragraph) for paragraph in cell.iter(W + "p"))
        return "<br>".join(word for word in words if word.strip())

    @staticmethod
    def cell_html(cell: dict) -> str:
        tag = "th" if cell["head"] else "td"
        spans = f' colspan="{cell["columns"]}"' if cell["columns"] > 1 else ""
        spans += f' rowspan="{cell["rows"]}"' if cell["rows"] > 1 else ""
        return f"<{tag}{spans}>{cell['html']}</{tag}>"

    def blocks(self, body):
        """Yield ``(kind, html, level)``; kind is ``html``, ``bullet`` or ``plain``."""
        for child in body:
            if child.tag == W + "tbl":
                yield "html", self.table(child) + self.floated(), 0
            elif child.tag in INSIDE:
                yield from self.blocks(child)
            elif child.tag == W + "p":
                properties = child.find(W + "pPr")
                level, number = self.heading(properties), self.number(properties)
                words = self.inline(child).strip()
                if not words:
                    yield "html", self.floated(), 0
                elif level == 0 and not self.title:
                    self.title = re.sub(r"<[^>]+>", "", words)
                    yield "html", f"<h1>{words}</h1>", 0
                elif level is not None:
                    prefix = escape(number[1]) if number else ""
                    tag = f"h{min(max(level, 1) + 1, 4)}"
                    words = re.sub(r"</?[bi]>", "", words)
                    yield "html", f"<{tag}>{prefix}{words}</{tag}>", 0
                elif number and number[0] == "bullet":
                    yield "bullet", words, number[3]
                elif number and number[0] == "plain":
                    yield f"plain {number[2]}", words, number[3]
                else:
                    prefix = escape(number[1]) if number else ""
                    yield "html", f"<p>{prefix}{words}</p>", 0
                if self.floating:
                    yield "html", self.floated(), 0


def joined(blocks) -> str:
    """Put list paragraphs together to lists, one inside the other by their level.

    A numbered list that does not begin with 1 keeps its numbers as words.
    """
    out: list[str] = []
    lists: list[tuple[str, int]] = []

    def close(level: int) -> None:
        """Close every list deeper than a level."""
        while lists and lists[-1][1] > level:
            out.append(f"</li></{lists.pop()[0]}>")

    for kind, html, level in blocks:
        kind, _space, count = kind.partition(" ")
        if kind == "html":
            if html:
                close(-1)
                out.append(html)
            continue
        tag = "ul" if kind == "bullet" else "ol"
        close(level)
        if lists and lists[-1] == (tag, level):
            out.append(f"</li><li>{html}")
            continue
        close(level - 1)
        if tag == "ol" and count != "1":
            close(-1)
            out.append(f"<p>{count}. {html}</p>")
            continue
        out.append(f"<{tag}><li>{html}")
        lists.append((tag, level))
    close(-1)
    return "".join(out)


def main() -> int:
    """Read the file named on the command line."""
    reader = Reader(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    html = joined(reader.blocks(reader.file.element.body))
    json.dump(
        {
            "html": html,
            "title": reader.title,
            "pictures": list(reader.pictures.values()),
            "left": dict(reader.left),
        },
        sys.stdout,
        ensure_ascii=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
