"""Hints on form: punctuation, document numbers, dates, maps."""

import pytest

from mingchuang.inspection import KINDS
from mingchuang.inspection.prose import check

ODD = [
    ("punctuation", "第一条,为了公开;第二条(试行)"),
    ("docno_form", "根据明示发[2026]12号文件"),
    ("docno_form", "明示发（2026）第012号"),
    ("docno_form", "国办公开办函〔202130号"),
    ("map_number", "附：明窗区行政区划图"),
    ("date_impossible", "于2026年2月30日前报送"),
    ("date_impossible", "2026-13-01"),
    ("date_order", "自2026年3月9日起至2026年3月1日止"),
    ("date_order", "公示期：2026年3月9日—3月1日"),
    ("date_weekday", "2026年3月2日（星期二）"),
]
FINE = [
    "第一条，为了公开；第二条（试行）",
    "见 https://mingchuang.example/a?b=1:2",
    "GB/T 9704-2012, Word (docx)",
    "明示发〔2026〕12号",
    "国务院令第711号",
    "依据《地图管理条例》编制地图审核程序",
    "明窗区行政区划图，审图号：浙E（2026）1号",
    "自2026年3月1日起至2026年3月9日止",
    "自2025年12月1日至2026年1月31日",
    "2026年3月2日（星期一）上午9:30",
    "2024年2月29日",
]


@pytest.mark.parametrize(("kind", "text"), ODD)
def test_it_is_remarked(kind, text):
    remarks = check(f"标题\n{text}")
    assert kind in {remark.kind for remark in remarks}
    assert all(not remark.blocking and remark.kind in KINDS for remark in remarks)


@pytest.mark.parametrize("text", FINE)
def test_it_is_left_alone(text):
    assert check(text) == []


def test_marks_of_one_paragraph_are_one_remark_with_place_and_number():
    (remark,) = check("标题\n第一条,为了公开;第二条(试行)")
    assert (remark.paragraph, remark.column, remark.count) == (2, 4, 4)
    assert "," in remark.excerpt


def test_a_number_is_shown_as_it_should_be():
    (remark,) = check("明示发[2026]012号")
    assert remark.excerpt == "明示发[2026]012号 → 明示发〔2026〕12号"
