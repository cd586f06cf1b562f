"""Every leak is found in every kind of file, with its place; so is what a file hides."""

import io

import pytest
import samples
import xlsxwriter
from cases import CLEAN, LEAKS
from PIL import Image

from mingchuang.inspection import inspect
from mingchuang.inspection.formats import TYPES
from mingchuang.inspection.kinds import KINDS

NOT_IN_FONT = "☑□№\u200b①②"


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """Each kind of file, with every leak in a place of its own."""
    folder = tmp_path_factory.mktemp("leaks")
    docx = samples.docx(folder / "a.docx", "".join(samples.p(text) for _kind, text in LEAKS))
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet("名单")
        for row, (_kind, text) in enumerate(LEAKS):
            for column, cell in enumerate(text.split("\t")):
                sheet.write_string(row, column, cell)
    pages = []
    for _kind, text in LEAKS:
        lines = text.replace("\t", "    ").split("\n")
        pages.append(b"".join(samples.shown(line, y=700 - 20 * i) for i, line in enumerate(lines)))
    pdf = samples.pdf(folder / "a.pdf", *pages)
    (folder / "a.csv").write_text(
        "".join(
            f'"{text}"\n' if "\n" in text else text.replace("\t", ",") + "\n" for _k, text in LEAKS
        ),
        encoding="gb18030",
    )
    (folder / "a.txt").write_text("\n".join(text.replace("\n", "") for _k, text in LEAKS))
    return {
        path.suffix: inspect(path)
        for path in (docx, folder / "a.xlsx", pdf, folder / "a.csv", folder / "a.txt")
    }


PLACES = {
    ".docx": ("paragraph {n}",),
    ".xlsx": ("名单!A{n}", "名单!B{n}", "名单!C{n}"),
    ".pdf": ("page {n}",),
    ".csv": ("row {n}, column 1", "row {n}, column 2", "row {n}, column 3"),
    ".txt": ("line {n}",),
}


@pytest.mark.parametrize("suffix", PLACES)
@pytest.mark.parametrize("n", range(1, len(LEAKS) + 1))
def test_a_leak_in_a_file_is_stopped_and_its_place_named(n, suffix, readings):
    kind, text = LEAKS[n - 1]
    if suffix == ".pdf" and set(text) & set(NOT_IN_FONT):
        pytest.skip("the test's font has no such letter")
    reading = readings[suffix]
    assert reading.read and reading.blocking
    places = {place.format(n=n) for place in PLACES[suffix]}
    found = {f.kind for f in reading.findings if f.place in places and f.blocking}
    assert kind in found


@pytest.mark.parametrize("suffix", [".docx", ".txt", ".csv"])
def test_look_alikes_in_files_pass(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    if suffix == ".docx":
        samples.docx(path, "".join(samples.p(text) for text in CLEAN))
    else:
        path.write_text("\n".join(CLEAN), encoding="utf-8")
    reading = inspect(path)
    assert [f for f in reading.findings if f.blocking] == []
    assert reading.read and len(reading.text) >= len(CLEAN)


def kinds(reading, *, blocking=None):
    return {f.kind: f.place for f in reading.findings if blocking in (None, f.blocking)}


WORD = [
    ("hidden_text", "paragraph 2", samples.p("看不见", "<w:vanish/>"), {}),
    ("hidden_text", "paragraph 2", samples.p("白的", '<w:color w:val="FFFFFF"/>'), {}),
    ("hidden_text", "paragraph 2", samples.p("小的", '<w:sz w:val="2"/>'), {}),
    (
        "hidden_text",
        "paragraph 2",
        samples.p("样式", '<w:rStyle w:val="H"/>'),
        {
            "word/styles.xml": samples.part(
                '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>', "styles"
            )
        },
    ),
    (
        "tracked_change",
        "paragraph 2",
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>",
        {},
    ),
    ("tracked_change", "paragraph 2", "<w:p><w:ins><w:r><w:t>加上</w:t></w:r></w:ins></w:p>", {}),
    (
        "tracked_change",
        "paragraph 2",
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>",
        {},
    ),
    (
        "comment",
        "comment 3",
        "",
        {
            "word/comments.xml": samples.part(
                f'<w:comment w:id="3">{samples.p("批注")}</w:comment>', "comments"
            )
        },
    ),
    (
        "phone",
        "header 1: paragraph 1",
        "",
        {"word/header1.xml": samples.part(samples.p("13812345678"), "hdr")},
    ),
    (
        "phone",
        "footer 1: paragraph 1",
        "",
        {"word/footer2.xml": samples.part(samples.p("13812345678"), "ftr")},
    ),
    (
        "phone",
        "footnotes.xml: footnote 2: paragraph 1",
        "",
        {
            "word/footnotes.xml": samples.part(
                f'<w:footnote w:id="2">{samples.p("13812345678")}</w:footnote>', "footnotes"
            )
        },
    ),
    (
        "phone",
        "paragraph 3: text box",
        f"<w:p><w:r><w:txbxContent>{samples.p('13812345678')}</w:txbxContent></w:r></w:p>",
        {},
    ),
    (
        "bank_card",
        "table 1, row 2, column 2",
        samples.table(["姓名", "存折账号"], ["王小明", "101001234567"]),
        {},
    ),
    (
        "id_number",
        "table 1, row 2, column 2",
        samples.table(["姓名", "身份证号"], ["王小明", "110105194912310021"]),
        {},
    ),
    (
        "author",
        "docProps/core.xml: creator",
        "",
        {"docProps/core.xml": "<c><creator>王小明</creator></c>"},
    ),
    (
        "author",
        "docProps/core.xml: lastModifiedBy",
        "",
        {"docProps/core.xml": "<c><lastModifiedBy>李四</lastModifiedBy></c>"},
    ),
    (
        "author",
        "docProps/app.xml: Company",
        "",
        {"docProps/app.xml": "<c><Company>明窗公司</Company></c>"},
    ),
    (
        "phone",
        "docProps/core.xml: creator",
        "",
        {"docProps/core.xml": "<c><creator>王小明13812345678</creator></c>"},
    ),
    (
        "property",
        "docProps/app.xml: Template",
        "",
        {"docProps/app.xml": r"<c><Template>D:\内部\模板.dotm</Template></c>"},
    ),
    ("embedded_file", "word/embeddings/a.xlsx", "", {"word/embeddings/a.xlsx": b"x"}),
    (
        "alt_missing",
        "paragraph 2",
        '<w:p><w:r><w:drawing><w:docPr id="1"/><w:pic/></w:drawing></w:r></w:p>',
        {},
    ),
    (
        "external_link",
        "word/_rels/document.xml.rels: image",
        "",
        {
            "word/_rels/document.xml.rels": samples.relations(
                ("image", "http://x.example/a.png", "External")
            )
        },
    ),
    (
        "external_link",
        "paragraph 2: field",
        "<w:p><w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r></w:p>",
        {},
    ),
]


@pytest.mark.parametrize(("kind", "place", "body", "extra"), WORD)
def test_word_shows_what_it_hides(kind, place, body, extra, tmp_path):
    reading = inspect(samples.docx(tmp_path / "a.docx", samples.p("正文") + body, extra))
    assert (kind, place) in {(f.kind, f.place) for f in reading.findings}
    assert {f.blocking for f in reading.findings if f.kind == kind} == {KINDS[kind].blocking}


def test_plain_word_has_no_findings(tmp_path):
    body = samples.p("关于公开价目的通知") + samples.table(["项目", "元"], ["挂号", "5"])
    extra = {
        "word/_rels/document.xml.rels": samples.relations(
            ("hyperlink", "https://x.example/", "External")
        )
    }
    reading = inspect(samples.docx(tmp_path / "a.docx", body, extra))
    assert reading.findings == ()
    assert reading.text[0] == ("paragraph 1", "关于公开价目的通知")
    assert ("table 1, row 2, column 1", "挂号") in reading.text


def test_excel_shows_what_it_hides(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": "王小明", "company": "明窗公司"})
        sheet = book.add_worksheet("名单")
        rows = [
            ["姓名", "出生日期", "账号"],
            ["王小明", 32934, "101001234567"],
            ["李小红", 32935, "6"],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write(1, 1, 32934, book.add_format({"num_format": "yyyy/mm/dd"}))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        sheet.write("D1", "白字", book.add_format({"font_color": "#FFFFFF"}))
        sheet.write("E1", "空格式", book.add_format({"num_format": ";;;"}))
        sheet.write_comment("A1", "批注13812345678")
        sheet.data_validation("F1", {"validate": "list", "source": ["甲", "乙"]})
        sheet.set_header("&L内部资料")
        sheet.write_number("F2", 13912345678)
        secret = book.add_worksheet("底稿")
        secret.write(0, 0, "李小红 13712345678")
        secret.very_hidden()
        empty = book.add_worksheet("空")
        empty.hide()
    reading = inspect(path)
    found = {(f.kind, f.place) for f in reading.findings}
    assert found >= {
        ("hidden_row", "名单!3"),
        ("hidden_column", "名单!C:C"),
        ("hidden_cell", "名单!D1"),
        ("hidden_cell", "名单!E1"),
        ("hidden_sheet", "底稿"),
        ("comment", "名单!A1"),
        ("phone", "名单!A1: comment"),
        ("phone", "名单!F2"),
        ("phone", "底稿!A1"),
        ("data_list", "名单"),
        ("secrecy", "名单: oddHeader"),
        ("birth_date", "名单!B2"),
        ("bank_card", "名单!C2"),
        ("author", "docProps/core.xml: creator"),
    }
    assert ("hidden_sheet", "空") not in found
    assert not any(
        "13812345678" in f.excerpt or "101001234567" in f.excerpt for f in reading.findings
    )


def test_a_pivots_kept_source_is_found(tmp_path):
    cache = "<pivotCacheRecords><r><s v='王小明'/><s v='13812345678'/></r></pivotCacheRecords>"
    extra = {"xl/pivotCache/pivotCacheRecords1.xml": cache}
    found = kinds(inspect(samples.raw_xlsx(tmp_path / "a.xlsx", "", extra)), blocking=True)
    assert set(found) == {"hidden_cache", "phone"}


BLACK = b"0 g 70 715 300 16 re f\n"
TEXT = samples.shown("联系人王小明，电话13812345678")
PDF = [
    ("covered_text", TEXT + BLACK, {}),
    ("covered_text", TEXT + b"1 g 70 715 300 16 re f\n", {}),
    ("covered_text", TEXT + b"0 0 0 1 k 70 715 m 370 715 l 370 731 l 70 731 l h f\n", {}),
    ("covered_text", TEXT + b"q 300 0 0 30 70 710 cm /I1 Do Q\n", {}),
    (
        "covered_text",
        TEXT,
        {"page": "/Annots[<</Type/Annot/Subtype/Square/IC[0 0 0]/Rect[70 710 400 735]>>]"},
    ),
    (
        "covered_text",
        TEXT,
        {"page": "/Annots[<</Type/Annot/Subtype/Redact/Rect[70 710 400 735]>>]"},
    ),
    ("hidden_text", b"3 Tr\n" + TEXT, {}),
    ("hidden_text", b"1 g\n" + TEXT, {}),
    ("hidden_text", samples.shown("页外", x=900), {}),
    (
        "hidden_text",
        TEXT,
        {
            "objects": ["<</Type/OCG/Name(off)>>"],
            "catalog": "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>",
        },
    ),
    (
        "comment",
        TEXT,
        {"page": "/Annots[<</Type/Annot/Subtype/Text/Contents(note)/Rect[0 0 9 9]>>]"},
    ),
    ("javascript", TEXT, {"catalog": "/OpenAction<</S/JavaScript/JS(app.alert)>>"}),
    ("javascript", TEXT, {"objects": ["<</S/Launch/F(cmd.exe)>>"]}),
    ("javascript", TEXT, {"page": "/AA<</O<</S/JavaScript/JS(x)>>>>"}),
    (
        "embedded_file",
        TEXT,
        {
            "objects": [
                "<</Type/Filespec/F(a.xlsx)/EF<</F 11 0 R>>>>",
                "<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream",
            ]
        },
    ),
    ("author", TEXT, {"info": "/Author(someone)"}),
    ("unread_page", b"q 500 0 0 800 0 0 cm /I1 Do Q\n", {}),
]


@pytest.mark.parametrize(("kind", "content", "extra"), PDF)
def test_pdf_shows_what_it_hides(kind, content, extra, tmp_path):
    reading = inspect(samples.pdf(tmp_path / "a.pdf", content, **extra))
    found = [f for f in reading.findings if f.kind == kind]
    assert found
    assert {f.blocking for f in found} == {KINDS[kind].blocking}
    assert not any("13812345678" in f.excerpt for f in reading.findings)


@pytest.mark.parametrize(
    "content",
    [
        b"0.2 g 70 715 300 16 re f 1 g\n" + samples.shown("表头白字"),  # painted before the text
        samples.shown("有底线") + b"0 g 70 717 300 0.5 re f\n",
        samples.shown("透明的框") + b"/G1 gs 1 1 0 rg 70 715 300 16 re f\n",
        b"q 500 0 0 800 0 0 cm /I1 Do Q 3 Tr\n"
        + samples.shown("扫描件下面的一层文字，用来搜索和复制的一段长文字，不是隐藏"),
        b"q 1 g 0 0 595 842 re f Q\n" + samples.shown("白底黑字"),
    ],
)
def test_what_pdf_makers_usually_draw_is_no_finding(content, tmp_path):
    reading = inspect(samples.pdf(tmp_path / "a.pdf", content))
    assert reading.findings == ()


def test_cells_of_a_pdf_that_nearly_touch_are_told_apart(tmp_path):
    row = samples.shown("王小明", x=72) + samples.shown("11010519491231002X", x=110)
    row += samples.shown("13812345678", x=110 + 18 * 12 + 2)
    reading = inspect(samples.pdf(tmp_path / "a.pdf", row))
    assert {f.kind for f in reading.findings} == {"id_number", "phone"}


def test_radicals_in_a_pdf_are_read_as_characters(tmp_path):
    from mingchuang.inspection.fold import characters

    assert characters("公⺠⾝份，⓪½") == "公民身份，⓪½"


def test_pdf_text_is_given_page_by_page(tmp_path):
    reading = inspect(
        samples.pdf(tmp_path / "a.pdf", samples.shown("第一页"), samples.shown("第二页"))
    )
    assert reading.text == [("page 1", "第一页"), ("page 2", "第二页")]


def test_a_picture_is_never_passed_as_read(tmp_path):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 0.0, 0.0)}
    path = tmp_path / "a.jpg"
    Image.new("RGB", (9, 9)).save(path, exif=exif, comment=b"made by 13812345678")
    reading = inspect(path)
    assert not reading.read and not reading.blocking
    assert set(kinds(reading)) == {"unread_image", "picture_place", "picture_note"}


def test_a_photograph_inside_a_document_says_where_it_was_taken(tmp_path):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 0.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    path = samples.docx(
        tmp_path / "a.docx", samples.p("图"), {"word/media/image1.jpeg": out.getvalue()}
    )
    assert kinds(inspect(path))["picture_place"] == "word/media/image1.jpeg: GPS"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding_is_read(encoding, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("电话：13812345678", encoding=encoding)
    assert [(f.kind, f.place) for f in inspect(path).findings] == [("phone", "line 1")]


@pytest.mark.parametrize("suffix", [".doc", ".xls", ".wps", ".et"])
def test_old_formats_are_not_read_and_say_so(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    reading = inspect(path)
    assert (kinds(reading, blocking=False), reading.read) == ({"unread_format": suffix}, False)
    assert reading.media_type == TYPES[suffix]


def test_a_stored_blob_is_read_by_its_given_name(tmp_path):
    path = samples.docx(tmp_path / "0123abcd", samples.p("13812345678"))
    assert kinds(inspect(path, "通知.docx")) == {"phone": "paragraph 1"}
    assert kinds(inspect(path)) == {"not_taken": "file"}


def test_a_list_of_thousands_is_counted_not_listed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(f"138{n:08d}" for n in range(1000)))
    findings = inspect(path).findings
    assert len(findings) == 101
    assert findings[-1].place == "900 more places" and findings[-1].blocking
