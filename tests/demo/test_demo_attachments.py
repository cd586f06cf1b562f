"""Attachments made in code: right kind, same bytes, nobody's name."""

import io
import re
import zipfile

import docx
import pytest
import python_calamine

from mingchuang.demo import attachments, play

SPEC = {
    "heading": "停气范围和户数",
    "paragraphs": ["单位：户。"],
    "table": [
        ["范围", "居民", "费用（元）"],
        ["檐下新居", "540", "1,234.50"],
        ["编号", "0117", "—"],
    ],
    "note": "停气不收费。",
}


@pytest.mark.parametrize("name", ["表.xlsx", "表.docx", "表.pdf"])
def test_the_same_spec_gives_the_same_bytes(name):
    assert attachments.make(name, SPEC) == attachments.make(name, SPEC)


def test_another_kind_is_refused_by_its_name():
    with pytest.raises(ValueError, match=r"表\.ofd"):
        attachments.make("表.ofd", SPEC)


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("540", 540.0, "0"),
        ("1,234.50", 1234.5, "#,##0.00"),
        ("0.00", 0.0, "0.00"),
        ("-20.00", -20.0, "0.00"),
    ],
)
def test_a_number_keeps_its_decimals(text, value, shape):
    assert attachments.number(text) == (value, shape)


@pytest.mark.parametrize("text", ["0117", "0500-8600 1000", "2026-06-03", "—", "540户", "1,23"])
def test_codes_and_words_stay_words(text):
    assert attachments.number(text) is None


def test_a_sheet_holds_numbers_one_can_add():
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(attachments.make("表.xlsx", SPEC))
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2:5] == [
        ["范围", "居民", "费用（元）"],
        ["檐下新居", 540.0, 1234.5],
        ["编号", "0117", "—"],
    ]


def test_a_document_holds_heading_text_and_table():
    document = docx.Document(io.BytesIO(attachments.make("表.docx", SPEC)))
    assert [p.text for p in document.paragraphs] == ["停气范围和户数", "单位：户。", "停气不收费。"]
    assert [[c.text for c in r.cells] for r in document.tables[0].rows] == SPEC["table"]


@pytest.mark.parametrize("name", ["表.xlsx", "表.docx"])
def test_office_files_name_no_author_and_one_date(name):
    with zipfile.ZipFile(io.BytesIO(attachments.make(name, SPEC))) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", core) == []
    assert set(re.findall(r">(\d{4}-\d\d-\d\dT[^<]+)<", core)) == {"2025-05-06T08:30:00Z"}


def test_a_pdf_carries_no_font():
    data = attachments.make("表.pdf", SPEC)
    assert data.startswith(b"%PDF-")
    assert b"/STSong-Light" in data
    assert b"/FontFile" not in data


def test_every_attachment_of_the_district_can_be_made():
    for row in play.disclosures():
        for file in row["attachments"]:
            if "make" in file:
                assert len(attachments.make(file["name"], file["make"])) > 1000
