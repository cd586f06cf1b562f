"""Headings of real tables are matched to columns; dates and old addresses are read as written."""

from datetime import date

import pytest

from mingchuang.disclosures.legacy import COLUMNS
from mingchuang.people.importers import HEADINGS
from mingchuang.records import addresses, columns, dates, richinput, richtext, sheets
from mingchuang.units.importers import COLUMNS as UNITS

# Headings as they stand in tables of offices, and the column each is taken for.
TABLES = [
    (
        ["标题", "发布机构", "文号", "成文日期", "发布日期", "正文", "附件", "链接"],
        "title unit docno formed published body attachments source",
    ),
    (
        ["信息标题", "公开单位", "发文字号", "生成日期", "公开日期", "内容", "原地址", "栏目"],
        "title unit docno formed published body source category",
    ),
    (
        ["序号", "名称", "来源", "生成时间", "发布时间", "信息内容", "URL", "索引号", "分类"],
        "- title unit formed published body source index category",
    ),
    # both a publisher and an origin: the publisher is the unit
    (["来源", "标题", "发布机构", "发布时间", "正文"], "- title unit published body"),
    # blanks, marks, width and words around the known one
    (
        [" 标 题*", "发布机构（全称）", "发布日期：", "正文内容", "ｕｒｌ"],
        "title unit published body source",
    ),
    (["Title", "UNIT", "published", "body"], "title unit published body"),
]


@pytest.mark.parametrize(("heads", "expected"), TABLES)
def test_headings_of_offices_are_matched(heads, expected):
    choice = columns.guess(heads, COLUMNS)
    wanted = {name: n for n, name in enumerate(expected.split()) if name != "-"}
    assert choice.places == wanted
    assert choice.unused == tuple(
        h for h, e in zip(heads, expected.split(), strict=True) if e == "-"
    )


def test_only_our_own_headings_need_no_confirmation():
    own = [column.name for column in COLUMNS]
    assert columns.guess(own, COLUMNS).sure
    assert not columns.guess(["标题", *own[1:]], COLUMNS).sure
    assert not columns.guess([*own, "备注"], COLUMNS).sure


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        (["标题", "发布机构", "发布日期"], "body"),
        (["标题", "标题", "发布机构", "发布日期", "正文"], "标题"),
        (["甲", "乙"], "title"),
    ],
)
def test_what_is_missing_or_double_is_named(heads, named):
    with pytest.raises(sheets.SheetError, match=named):
        columns.guess(heads, COLUMNS)


def test_named_columns_are_taken_and_nothing_else_is_guessed():
    heads = ["甲", "标题", "乙", "丙", "丁"]
    named = {"title": "甲", "unit": "乙", "published": "丙", "body": "丁"}
    choice = columns.chosen(heads, COLUMNS, named)
    assert choice.named() == named
    assert choice.unused == ("标题",)
    for wrong in ({"titel": "甲"}, {"title": "戊"}, {"title": "甲"}):
        with pytest.raises(sheets.SheetError):
            columns.chosen(heads, COLUMNS, wrong)


def test_registers_know_the_headings_of_offices():
    heads = ["单位代码", "单位名称", "简称", "类别", "领域", "序号", "联系电话"]
    assert list(columns.guess(heads, UNITS).places) == [
        *("code", "name", "short_name", "kind", "sector", "order", "phone")
    ]
    heads = ["账号", "姓名", "单位", "角色", "职务", "起始日期", "截止日期", "任职文件"]
    assert list(columns.guess(heads, HEADINGS).places) == [
        *("username", "name", "unit", "role", "title", "start", "end", "document")
    ]


DAY = date(2023, 1, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-1-5", DAY),
        ("2023-01-05", DAY),
        ("2023/01/05", DAY),
        ("2023.1.5", DAY),
        ("2023年1月5日", DAY),
        ("2023 年 1 月 5 日", DAY),
        ("２０２３年１月５日", DAY),
        ("20230105", DAY),
        ("44931", DAY),
        ("44931.75", DAY),
        ("2023-01-05T08:30:00", DAY),
        ("2023-01-05 08:30", DAY),
        ("2023-1-5 8:30:01.5", DAY),
        ("2023年1月5日 8时30分", DAY),
        ("2023-01-04T16:00:00Z", DAY),
        ("2023-01-05T00:30:00+08:00", DAY),
        ("二〇二三年一月五日", DAY),
        ("二○二三年十二月二十五日", date(2023, 12, 25)),
        ("二零二〇年十月十日", date(2020, 10, 10)),
        ("二〇一九年十一月三十日", date(2019, 11, 30)),
    ],
)
def test_dates_in_the_forms_of_offices(text, day):
    assert dates.read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "2023年1月",
        "2023-13-1",
        "2023-2-30",
        "5.1.2023",
        "去年",
        "2023-1-511",
        "1",
        "99999999",
        "二〇二三年十三月一日",
        "二〇二三年一月十十日",
        "2023-01-05 morning",
        "2023-01-05T25:00Z",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        dates.read(text)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (
            "http://www.old.example.cn/art/2019/3/5/art_1229_12345.html",
            "/art/2019/3/5/art_1229_12345.html",
        ),
        ("HTTPS://old.example.cn:8080/col/view.asp?id=77#top", "/col/view.asp?id=77"),
        ("/col/view.asp?id=77", "/col/view.asp?id=77"),
        ("/a/%E5%85%AC%E5%BC%80.html?t=%E6%96%B0", "/a/公开.html?t=新"),
        ("/gbk/%D0%C2.html", "/gbk/%D0%C2.html"),
        ("http://old.example.cn", "/"),
    ],
)
def test_an_old_address_is_known_by_path_and_query(address, key):
    assert addresses.key(address) == key


@pytest.mark.parametrize(
    "text", ["", "art/1.html", "//host/a", "ftp://h/a", "/a b", "/" + "x" * 500]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError):
        addresses.key(text)


def test_plain_text_becomes_what_cleaned_paragraphs_are():
    text = " 第一段\u00a0 文字 \r\n\n\t第二段 1 < 2 & 3\n"
    html = "<p> 第一段\u00a0 文字 </p><p></p><p>\t第二段 1 &lt; 2 &amp; 3</p>"
    assert richtext.from_text(text) == richtext.clean(html)
    with pytest.raises(richtext.TextError):
        richtext.from_text("字" * (richinput.MAX_CHARS + 1))
