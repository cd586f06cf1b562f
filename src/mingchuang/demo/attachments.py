"""Attachments of the demonstration, made from the data: the same words give the same bytes.

A spec (``make`` in the data) is read from top to bottom: ``heading`` (text), ``paragraphs`` (texts),
``table`` (rows of texts, the first is the head), ``note`` (text under the table). The suffix of the
file's name decides what is made. No file says who made it or when: its dates are :data:`MADE`.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import escape

import docx
import xlsxwriter
from docx.oxml.ns import qn
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

MADE = datetime(2025, 5, 6, 8, 30)
"""The date in every file: the day the play opens."""
FONT = "STSong-Light"
"""A face every PDF reader brings along for Chinese, so that no font is in the file or with us."""
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,2}(,\d{3})+|[1-9]\d*)(\.\d+)?")
Spec = Mapping[str, Any]


def make(name: str, spec: Spec) -> bytes:
    """Return the file for a spec.

    Raises ValueError where the name ends in something other than ``.xlsx``, ``.docx`` or ``.pdf``.
    """
    makers = {".xlsx": _xlsx, ".docx": _docx, ".pdf": _pdf}
    maker = makers.get(PurePath(name).suffix)
    if maker is None:
        raise ValueError(f"{name}: attachments are made as {', '.join(makers)}")
    return maker(spec)


def number(text: str) -> tuple[float, str] | None:
    """Return a cell's number and its spreadsheet format, or None where it is words or a code."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, _dot, part = text.partition(".")
    return float(text.replace(",", "")), ("#,##0" if "," in whole else "0") + (
        "." + "0" * len(part) if part else ""
    )


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


def _xlsx(spec: Spec) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet()
    line = {"border": 1, "valign": "vcenter", "text_wrap": True}
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({**line, "bold": True, "bg_color": "#EEEEEE"})
    words = book.add_format(line)
    formats: dict[str, Any] = {}
    row = 0
    for text in filter(None, (spec.get("heading"), *spec.get("paragraphs", ()))):
        sheet.write_string(row, 0, text, title if row == 0 else None)
        row += 1
    rows: Sequence[Sequence[str]] = spec.get("table", ())
    for n, cells in enumerate(rows):
        for column, text in enumerate(cells):
            found = number(text) if n else None
            if found is None:
                sheet.write_string(row, column, text, words if n else head)
                continue
            value, shape = found
            if shape not in formats:
                formats[shape] = book.add_format({**line, "num_format": shape})
            sheet.write_number(row, column, value, formats[shape])
        if n == 0:
            sheet.freeze_panes(row + 1, 0)
        row += 1
    if spec.get("note"):
        sheet.write_string(row, 0, spec["note"])
    for column, cells in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(48, 3 + max(map(_width, cells))))
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _docx(spec: Spec) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = spec.get("heading", "")
    properties.created = properties.modified = MADE
    for style in ("Normal", "Title"):
        face = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        face.set(qn("w:eastAsia"), "宋体")
    if spec.get("heading"):
        document.add_paragraph(spec["heading"], style="Title")
    for text in spec.get("paragraphs", ()):
        document.add_paragraph(text)
    if rows := spec.get("table"):
        table = document.add_table(0, len(rows[0]), style="Table Grid")
        for cells in rows:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    if spec.get("note"):
        document.add_paragraph(spec["note"])
    out = io.BytesIO()
    document.save(out)
    return _repacked(out.getvalue())


def _repacked(data: bytes) -> bytes:
    """Return the archive with one date on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


@cache
def _styles() -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("text", fontName=FONT, fontSize=10.5, leading=17, wordWrap="CJK")
    heading = ParagraphStyle(
        "heading", parent=text, fontSize=16, leading=24, alignment=1, spaceAfter=6 * mm
    )
    cell = ParagraphStyle("cell", parent=text, fontSize=9, leading=13)
    return heading, text, cell


def _pdf(spec: Spec) -> bytes:
    heading, text, cell = _styles()
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=spec.get("heading", ""),
        lang="zh-CN",
        invariant=1,
    )
    story: list[Any] = []
    if spec.get("heading"):
        story.append(Paragraph(escape(spec["heading"]), heading))
    story += [Paragraph(escape(line), text) for line in spec.get("paragraphs", ())]
    if rows := spec.get("table"):
        widest = [min(30, max(_width(c) for c in column)) + 2 for column in zip(*rows, strict=True)]
        table = LongTable(
            [[Paragraph(escape(c), cell) for c in cells] for cells in rows],
            colWidths=[page.width * width / sum(widest) for width in widest],
            repeatRows=1,
        )
        table.setStyle(
            TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ]
            )
        )
        story += [Spacer(0, 3 * mm), table]
    if spec.get("note"):
        story += [Spacer(0, 3 * mm), Paragraph(escape(spec["note"]), text)]
    page.build(story)
    return out.getvalue()
