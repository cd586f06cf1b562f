"""Word and Excel files taken into a draft: what goes where, and nothing that was there is lost."""

import datetime
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

import small_district as d
import word_files
from mingchuang.publishing import intake
from mingchuang.publishing.models import Draft
from mingchuang.records import blobs, richtext
from mingchuang.records.errors import NotReady
from mingchuang.records.sheets import Sheet

pytestmark = pytest.mark.django_db


def clean(*paragraphs: str) -> list:
    return richtext.clean("".join(f"<p>{words}</p>" for words in paragraphs))


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("价格", "e1"),
        ("一、价格", "e1"),
        ("（二） 价 格：", "e1"),
        ("第一部分 价格", "e1"),
        ("1. 依据", "e2"),
        ("价格表", "body"),
    ],
)
def test_a_heading_named_like_an_element_opens_it(heading, place):
    elements = [{"code": "e1", "name": "价格"}, {"code": "e2", "name": "依据"}]
    tree = [{"t": "h2", "c": [heading]}, *clean("正文")]
    assert clean("正文")[0] in intake.by_element(tree, elements)[place]


def test_a_heading_of_the_same_level_that_is_no_element_leads_back():
    elements = [{"code": "e1", "name": "价格"}]
    tree = [
        {"t": "h2", "c": ["价格"]},
        {"t": "h3", "c": ["细目"]},
        *clean("一元"),
        {"t": "h2", "c": ["附言"]},
        *clean("再见"),
    ]
    parts = intake.by_element(tree, elements)
    assert richtext.lines(parts["e1"]) == ["细目", "一元"]
    assert richtext.lines(parts["body"]) == ["附言", "再见"]


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("一、总体要求", "h2"),
        ("（一）加强领导", "h3"),
        ("一、这是一句完整的话。", "p"),
        ("一、" + "长" * 40, "p"),
        ("一般情况", "p"),
    ],
)
def test_numbered_lines_are_headings_when_they_are_short(line, tag):
    assert intake.with_headings(clean(line))[0]["t"] == tag


@pytest.fixture
def empty():
    draft = d.write(title="", body=[], sections={})
    return draft, reverse("publishing:word", args=[draft.pk])


def send(client, url, data, name="价格.docx", **fields):
    field = "sheet" if "target" in fields else "word"
    return client.post(url, {field: SimpleUploadedFile(name, data), **fields}, follow=True)


def test_a_word_file_becomes_the_draft(empty, signed_in):
    draft, url = empty
    page = send(signed_in(d.OFFICER), url, word_files.price_list())
    got = Draft.objects.get(pk=draft.pk)
    assert got.content["title"] == "医疗服务价格公示"
    assert got.content["docno"] == "明示医〔2026〕12号"
    assert got.revision == draft.revision + 1
    first = richtext.lines(got.content["sections"]["e1"])
    assert first[0] == "挂号一元" and first[-1] == "细目见附件。"
    second = got.content["sections"]["e2"]
    assert [node["t"] for node in second] == ["p", "img"]
    body = richtext.plain(got.content["body"])
    assert "起执行" in body and "咨询电话" in body and "医疗服务价格公示" not in body
    (file,) = got.files.all()
    assert second[1]["src"] == f"files/{file.key}"
    said = " ".join(str(m) for m in page.context["messages"])
    assert "价格.docx" in said and "1" in said
    assert len(page.context["messages"]) == 2  # what was taken, what was not


def test_its_pictures_are_made_smaller_and_carry_nothing_unseen(empty, signed_in):
    draft, url = empty
    send(signed_in(d.OFFICER), url, word_files.price_list())
    data = blobs.read(draft.files.get().sha256)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (2000, 1000)
        assert not image.getexif()
    assert b"CAMERA-MAKER" not in data


def test_what_was_written_before_stays(signed_in):
    draft = d.write(title="自己的标题", docno="明示医〔2026〕9号")
    client = signed_in(d.OFFICER)
    send(client, reverse("publishing:word", args=[draft.pk]), word_files.price_list())
    got = Draft.objects.get(pk=draft.pk).content
    assert (got["title"], got["docno"]) == ("自己的标题", "明示医〔2026〕9号")
    assert got["body"][: len(draft.content["body"])] == draft.content["body"]
    assert got["sections"]["e1"][0] == draft.content["sections"]["e1"][0]
    assert "医疗服务价格公示" in richtext.plain(got["body"])  # not lost because it is no title here


def test_a_file_that_is_not_read_changes_nothing(empty, signed_in):
    draft, url = empty
    page = send(signed_in(d.OFFICER), url, b"MZ", name="a.doc")
    got = Draft.objects.get(pk=draft.pk)
    assert got.revision == draft.revision and "a.doc" in str(next(iter(page.context["messages"])))


def workbook(**sheets) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
        if name == "合并":
            sheet.merge_range("A1:B1", "收费表")
    book.close()
    return out.getvalue()


def test_one_sheet_goes_straight_to_the_end_of_the_field(signed_in):
    draft = d.write()
    url = reverse("publishing:sheet", args=[draft.pk])
    data = workbook(表=[["项目", "元"], ["挂号", 1], ["", ""]])
    send(signed_in(d.OFFICER), url, data, name="a.xlsx", target="section_e2")
    (table,) = Draft.objects.get(pk=draft.pk).content["sections"]["e2"]
    assert richtext.lines([table]) == ["项目\t元", "挂号\t1"]
    assert table["c"][0]["c"][0]["t"] == "th"


def test_of_several_sheets_one_is_chosen_and_nothing_is_kept_meanwhile(signed_in):
    draft = d.write()
    client = signed_in(d.OFFICER)
    url = reverse("publishing:sheet", args=[draft.pk])
    data = workbook(甲=[["a", "b"], ["1", "2"]], 乙=[["c", "d"], ["3", "4"]], 空=[])
    page = client.post(url, {"sheet": SimpleUploadedFile("a.xlsx", data), "target": "body"})
    assert [title for title, *_ in page.context["sheets"]] == ["甲", "乙"]
    assert Draft.objects.get(pk=draft.pk).revision == draft.revision
    sent = {f"table_{n}": html for n, (_t, html, _s) in enumerate(page.context["sheets"], 1)}
    client.post(url, {"target": "body", "table": "2", **sent})
    body = Draft.objects.get(pk=draft.pk).content["body"]
    assert richtext.lines(body)[-2:] == ["c\td", "3\t4"]


def test_a_table_sent_back_is_cleaned_like_any_text(signed_in):
    draft = d.write()
    url = reverse("publishing:sheet", args=[draft.pk])
    signed_in(d.OFFICER).post(
        url, {"target": "body", "table": "1", "table_1": "<script>x</script><p onclick=y>a</p>"}
    )
    assert Draft.objects.get(pk=draft.pk).content["body"][-1] == {"t": "p", "c": ["a"]}


def test_merged_cells_and_a_title_line_of_a_sheet():
    sheet = Sheet(
        "s",
        [["收费表", ""], ["项目", "元"], ["挂号", "1"], ["", "2"]],
        merged=((0, 0, 0, 1), (2, 0, 3, 0)),
    )
    title, table = intake.table(sheet)
    assert title == {"t": "p", "c": [{"t": "b", "c": ["收费表"]}]}
    assert table["c"][1]["c"][0] == {"t": "td", "rowspan": 2, "c": ["挂号"]}
    assert [len(row["c"]) for row in table["c"]] == [2, 2, 1]


@pytest.mark.parametrize(
    ("rows", "merged", "heads"),
    [
        ([["项目", "元"], ["挂号", "1"]], (), 1),
        ([["项目", "价格", ""], ["", "本年", "上年"], ["挂号", "1", "2"]], ((0, 0, 1, 0), (0, 1, 0, 2)), 2),
        ([["收费", "价格", ""], ["项目", "2026年", "2025年"], ["挂号", "1", "2"]], ((0, 1, 0, 2),), 2),
        ([["项目", "价格", ""], ["挂号", "1.00", "2"], ["换药", "1", "2"]], ((0, 1, 0, 2),), 1),
        ([["项目", "元"], ["", ""], ["挂号", "1"]], ((0, 0, 1, 0), (0, 1, 1, 1)), 1),
        ([["甲", "乙", ""], ["", "丙", ""], ["", "丁", "戊"], ["a", "1", "2"]], ((0, 0, 2, 0), (0, 1, 0, 2), (1, 1, 1, 2)), 3),
        ([["项目", "元"]], (), 0),
    ],
)  # fmt: skip
def test_merged_cells_tell_how_deep_the_headings_are(rows, merged, heads):
    (table,) = intake.table(Sheet("s", rows, merged=merged))
    tags = [{cell["t"] for cell in row["c"]} for row in table["c"]]
    assert tags == [{"th"}] * heads + [{"td"}] * (len(tags) - heads)
    head = richtext.to_html([table]).partition("</thead>")[0]
    assert head.count("<tr>") == (heads or 1)


def test_rows_that_are_merged_away_leave_no_gap():
    sheet = Sheet(
        "s", [["项目", "元"], ["", ""], ["挂号", "1"]], merged=((0, 0, 1, 0), (0, 1, 1, 1))
    )
    (table,) = intake.table(sheet)
    assert [len(row["c"]) for row in table["c"]] == [2, 2]
    assert not any("rowspan" in cell for row in table["c"] for cell in row["c"])


def test_numbers_of_an_excel_file_keep_the_look_they_have_there(signed_in):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("价格")
        sheet.write_row(0, 0, ["项目", "价格", "比例", "起始", "总额", "编号"])
        look = [
            (10, "0.00"),
            (0.125, "0.0%"),
            (datetime.date(2026, 3, 5), "yyyy年m月d日"),
            (1234567.5, "#,##0.00"),
            (7, "General"),
        ]
        sheet.write(1, 0, "挂号")
        for column, (value, code) in enumerate(look, start=1):
            shape = book.add_format({"num_format": code})
            if isinstance(value, datetime.date):
                sheet.write_datetime(1, column, value, shape)
            else:
                sheet.write_number(1, column, value, shape)
    draft = d.write()
    url = reverse("publishing:sheet", args=[draft.pk])
    send(signed_in(d.OFFICER), url, out.getvalue(), name="a.xlsx", target="section_e2")
    (table,) = Draft.objects.get(pk=draft.pk).content["sections"]["e2"]
    assert richtext.lines([table])[1] == "挂号\t10.00\t12.5%\t2026年3月5日\t1,234,567.50\t7"


@pytest.mark.parametrize(
    ("elements", "sections", "target"),
    [
        ([("甲", ""), ("收费标准", "")], {}, "section_e2"),
        ([("甲", ""), ("乙", "写成一张表。")], {}, "section_e2"),
        ([("收费标准", ""), ("目录", "")], {"e1": clean("已写")}, "section_e2"),
        ([("收费标准", ""), ("乙", "")], {"e1": clean("已写")}, "section_e1"),
        ([("代表名单", "表述清楚"), ("乙", "")], {"e1": clean("已写")}, "section_e2"),
        ([("甲", "")], {"e1": clean("已写")}, "body"),
    ],
)
def test_a_table_is_proposed_where_it_belongs(elements, sections, target, signed_in):
    draft = d.write()
    draft.context["elements"] = [
        {"code": f"e{n}", "name": name, "help": words}
        for n, (name, words) in enumerate(elements, start=1)
    ]
    draft.content["sections"] = sections
    draft.save(update_fields=["context", "content"])
    answer = signed_in(d.OFFICER).get(reverse("publishing:edit", args=[draft.pk]))
    assert answer.context["sheet_form"]["target"].value() == target
    html = answer.content.decode()
    assert f'<option value="{target}" selected>' in html
    assert html.index('id="office"') < html.index('id="editor"'), "above the elements"


def test_merged_cells_of_an_excel_file_are_read():
    (sheet,) = intake.read_sheets("a.xlsx", workbook(合并=[["", ""], ["项目", "元"], ["挂号", 1]]))
    assert sheet.merged == ((0, 0, 0, 1),)


def test_a_table_too_large_for_a_text_is_refused():
    rows = [["1"]] * (intake.MAX_ROWS + 1)
    with pytest.raises(NotReady):
        intake.table(Sheet("s", rows))
    assert intake.table(Sheet("s", rows[1:]))
