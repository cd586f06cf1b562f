"""Files made for the tests: Word, Excel and PDF, whole or hostile. Nothing of it is kept."""

import io
import zipfile
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def pack(path: Path, members: dict[str, str | bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def types(main: str) -> str:
    """Return the member that says what an archive is."""
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/x" ContentType="{main}"/></Types>'
    )


def p(text: str, look: str = "") -> str:
    """Return a paragraph of Word with one run."""
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: list[str]) -> str:
    """Return a table of Word."""
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


def part(inner: str, root: str = "document") -> str:
    """Return an XML part of Word."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{W}" xmlns:r="{R}">{inner}</w:{root}>'


def docx(path: Path, body: str, extra: dict[str, str | bytes] | None = None) -> Path:
    """Write a Word file with ``body`` and other members."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types(DOCX_MAIN),
        "word/document.xml": part(f"<w:body>{body}</w:body>"),
    }
    return pack(path, members | (extra or {}))


def relations(*rows: tuple[str, str, str]) -> str:
    """Return relationships: type, target, mode."""
    return (
        "<Relationships>"
        + "".join(
            f'<Relationship Id="r{i}" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
            for i, (kind, target, mode) in enumerate(rows)
        )
        + "</Relationships>"
    )


def raw_xlsx(path: Path, sheet: str, extra: dict[str, str | bytes] | None = None) -> Path:
    """Write an Excel file whose only sheet has ``sheet`` as its inner XML."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types(XLSX_MAIN),
        "xl/workbook.xml": f'<workbook xmlns:r="{R}"><sheets><sheet name="名单" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml", "Internal")),
        "xl/worksheets/sheet1.xml": f"<worksheet>{sheet}</worksheet>",
    }
    return pack(path, members | (extra or {}))


def inline(ref: str, text: str) -> str:
    """Return a cell with its text in it."""
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def shown(text: str, x: int = 72, y: int = 720, size: int = 12) -> bytes:
    """Return the drawing of a line of text."""
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n".encode()


def pdf(
    path: Path,
    *pages: bytes,
    objects: list[str] | None = None,
    catalog: str = "",
    page: str = "",
    info: str = "",
    trailer: str = "",
) -> Path:
    """Write a PDF; each page is its content stream. ``objects`` begin at number 10."""
    bodies: dict[int, bytes] = {
        3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
        5: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/Ascent 880/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80>>",
        6: f"<<{info}>>".encode(),
        7: b"<</ca 0.3>>",
    }
    for number, body in enumerate(objects or [], 10):
        bodies[number] = body.encode("latin-1")
    kids = []
    for index, content in enumerate(pages):
        number = 100 + 2 * index
        kids.append(f"{number} 0 R")
        bodies[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>/ExtGState<</G1 7 0 R>>/XObject<</I1 8 0 R>>>>{page}>>"
        ).encode()
        bodies[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    bodies[8] = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\x00\nendstream"
    )
    bodies[1] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()
    bodies[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>".encode()
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(bodies.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    last = max(bodies) + 1
    out.write(b"xref\n0 %d\n" % last)
    for number in range(last):
        place = places.get(number)
        out.write(
            b"%010d %05d %c \n" % (place or 0, 0 if place else 65535, ord("n" if place else "f"))
        )
    out.write(
        f"trailer<</Size {last}/Root 1 0 R/Info 6 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    )
    path.write_bytes(out.getvalue())
    return path
