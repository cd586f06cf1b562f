"""Word files as offices write them, made for tests."""

import io
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

NS = nsdecls("w")


def picture(width: int = 20, height: int = 10, kind: str = "PNG") -> bytes:
    """Return a picture; a JPEG carries a place and a camera in its EXIF data."""
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), "teal")
    exif = image.getexif()
    exif[0x010F] = "CAMERA-MAKER"
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def _numbering(document, levels: list[tuple[str, str]]) -> str:
    """Add a numbering of ``(format, text)`` by level; returns its number."""
    root = document.part.numbering_part.element
    key = str(900 + len(root.findall(".//{*}abstractNum")))
    rows = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (how, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{key}">{rows}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {NS} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
    return key


def item(document, words: str, key: str, level: int = 0):
    """Add a paragraph with an automatic number."""
    paragraph = document.add_paragraph(words)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
    )
    return paragraph


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def price_list() -> bytes:
    """A price list: number, title, two elements, lists, a merged table, a picture, odds and ends."""
    document = docx.Document()
    document.add_paragraph("明示医〔2026〕12号")
    document.add_paragraph("医疗服务价格公示")
    body = document.add_paragraph("自")
    body.add_run("3月1日").bold = True
    body.add_run("起执行，")
    body.add_run("R&D <b>").italic = True
    document.add_heading("一、价格", 1)
    plain = _numbering(document, [("decimal", "%1."), ("bullet", "·")])
    item(document, "挂号一元", plain)
    item(document, "急诊两元", plain, 1)
    item(document, "床位三元", plain)
    document.add_paragraph("以上不含耗材。")
    item(document, "护理四元", plain)
    chinese = _numbering(document, [("chineseCounting", "（%1）")])
    item(document, "儿童减半", chinese)
    item(document, "老人免收", chinese)
    table = document.add_table(rows=3, cols=3)
    for r in range(3):
        for c in range(3):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "金额"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
    document.add_heading("细目", 2)
    document.add_paragraph("细目见附件。")
    document.add_heading("二、依据", 1)
    document.add_paragraph("依据省里文件。")
    run = document.add_paragraph().add_run()
    run.add_picture(io.BytesIO(picture(3000, 1500, "JPEG")))
    document.add_heading("三、其他", 1)
    last = document.add_paragraph("咨询电话 0500-8600 2021。")
    last._p.append(parse_xml(f'<w:r {NS}><w:footnoteReference w:id="2"/></w:r>'))
    last._p.append(
        parse_xml(
            f'<w:del {NS} w:id="9" w:author="a"><w:r><w:delText>删去</w:delText></w:r></w:del>'
        )
    )
    last._p.append(
        parse_xml(f'<w:ins {NS} w:id="8" w:author="a"><w:r><w:t>新增</w:t></w:r></w:ins>')
    )
    last._p.append(
        parse_xml(
            f"<w:r {NS}><w:pict><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    return saved(document)


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """Return a copy of an archive with one more member."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()
