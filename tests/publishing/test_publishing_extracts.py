"""What was read in a file stands before the reviewer as it stands in the file."""

import io

import pytest
import xlsxwriter

import small_district as d
from mingchuang.publishing import readings
from mingchuang.publishing.extracts import laid_out
from mingchuang.publishing.models import Draft


def test_cells_of_a_sheet_of_a_word_table_and_of_a_csv_are_tables():
    found = laid_out(
        [
            ("paragraph 1", "说明"),
            ("价格!A1", "项目"),
            ("价格!B1", "元"),
            ("价格!B2", "1"),
            ("价格!AA2", "远"),
            ("急诊!A1", "别的表"),
            ("table 1, row 1, column 1", "甲"),
            ("table 1, row 1, column 10", "癸"),
            ("table 1, row 2, column 2", "乙"),
            ("header 1: table 1, row 1, column 1", "页眉"),
            ("row 3, column 2", "格"),
            ("page 2", "末页"),
        ]
    )
    assert [bool(piece.cells) for piece in found] == [False, True, True, True, True, True, False]
    sheet, _other, word = found[1:4]
    assert sheet.place == "价格" and sheet.columns == ["A", "B", "AA"]
    assert sheet.rows == [
        ("1", [("A", "项目"), ("B", "元"), ("AA", "")]),
        ("2", [("A", ""), ("B", "1"), ("AA", "远")]),
    ]
    assert word.columns == ["1", "2", "10"]
    assert found[5].place == "" and found[-1].words == "末页"


@pytest.mark.db
def test_a_reviewer_reads_an_attached_table_as_a_table(signed_in):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("价格")
        sheet.write_row(0, 0, ["项目", "元"])
        sheet.write_row(1, 0, ["挂号", 1])
    draft = d.write()
    file = d.attach(draft, name="价格.xlsx", data=out.getvalue())
    readings.read(file.sha256, file.filename)
    d.submit(Draft.objects.get(pk=draft.pk))
    html = signed_in(d.DEPARTMENT).get(f"/en/desk/drafts/{draft.pk}/review/").content.decode()
    assert '<th scope="row">2</th><td>挂号</td><td>1</td>' in html
    assert "价格!A1" not in html and "beginning only" not in html
