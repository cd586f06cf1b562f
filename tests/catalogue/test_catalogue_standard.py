"""The standard table as offices keep it: read, refused with the place, written and read again."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from mingchuang.catalogue.rules import CARRIERS
from mingchuang.catalogue.standard import carriers, reading, writing
from mingchuang.catalogue.standard.console import run_read
from mingchuang.records import sheets

BOARD = "社区/企事业单位/村公示栏(电子屏)"
TOP = "序号,公开事项,,公开内容（要素）,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,,公开方式,,公开层级,"
SUB = ",一级事项,二级事项,,,,,,全社会,特定群体,主动,依申请,县级,乡级"
LIMIT = "信息形成或者变更之日起20个工作日内"


def lines(*rows, encoding="utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(row.split(",") if isinstance(row, str) else row for row in rows)
    return out.getvalue().encode(encoding)


def parsed(data: bytes, folder: Path, name="table.csv"):
    file = folder / name
    file.write_bytes(data)
    return reading.read(sheets.read(file))


def workbook(folder: Path, *tables, name="table.xlsx"):
    """Make a workbook: each table is a name, rows, and merges ``(row, col, row, col)``."""
    file = folder / name
    with xlsxwriter.Workbook(file) as book:
        for title, rows, merges in tables:
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)
            for merge in merges:
                sheet.merge_range(*merge, rows[merge[0]][merge[1]])
    return reading.read(sheets.read(file))


ROW = ["1", "重大项目", "批准结果", "批复文件", "条例", LIMIT, "发改局", "■政府网站", "√", "", "√", "", "√", ""]  # fmt: skip


def test_a_row_is_read_with_every_column(tmp_path):
    (one,), problems = parsed(lines(TOP, SUB, ROW), tmp_path)
    assert problems == []
    assert list(reading.by_row([one])) == [
        {
            "sheet": "table",
            "row": 3,
            "level1": "重大项目",
            "level2": "批准结果",
            "level3": "",
            "elements": "批复文件",
            "basis": "条例",
            "time_limit": LIMIT,
            "organ": "发改局",
            "carriers": ["政府网站"],
            "audience": ["全社会"],
            "audience_text": "",
            "method": ["主动"],
            "tiers": ["县级"],
        }
    ]


# Carriers

CELLS = [
    ("■政府网站 □政府公报 ■两微一端", ["政府网站", "两微一端"]),
    ("■政府网站□政府公报\n■社区/企事业单位/村公示栏（电子屏）", ["政府网站", BOARD]),
    ("■政务服务\n中心 □精准推送 □其他____", ["政务服务中心"]),
    ("■其他____", ["其他"]),
    ("■其他：信用中国网站", ["其他：信用中国网站"]),
    ("■其他（征地信息公开平台、招标投标公共服务平台）", ["其他：征地信息公开平台", "其他：招标投标公共服务平台"]),
    ("t政府网站 t公开查阅点", ["政府网站", "公开查阅点"]),
    ("t政府网站 口政府公报 □两微一端", ["政府网站"]),
    ("▲政府网站 ▲入户/现场", ["政府网站", "入户/现场"]),
    ("☑政府网站 ☐政府公报", ["政府网站"]),
    ("√政府网站 √发布会/听证会", ["政府网站", "发布会/听证会"]),
    ("1.政府网站 2.行政服务中心", ["政府网站", "政务服务中心"]),
    ("1.政府网站\n2.纸质载体\n3.村公示栏", ["政府网站", "纸质媒体", BOARD]),
    ("政府网站、两微一端、公开查阅点", ["政府网站", "两微一端", "公开查阅点"]),
    ("政府网站 政务服务中心\n两微\n一端", ["政府网站", "政务服务中心", "两微一端"]),
    ("单位/村委会公示栏", [BOARD]),
    ("村公示栏", [BOARD]),
    ("社区/企事业单位/村公示栏", [BOARD]),
    ("政府网站；信用中国网站", ["政府网站", "其他：信用中国网站"]),
    ("政府网站、政府网站", ["政府网站"]),
    ("其他：办事窗口、会议", ["其他：办事窗口", "其他：会议"]),
    ("■广播电视 ■纸质媒体 ■便民服务站 ■精准推送", ["广播电视", "纸质媒体", "便民服务站", "精准推送"]),
    ("□政府网站 □政府公报", []),
    ("R政府网站 £政府公报", ["政府网站"]),
    ("■办事窗口口其他", ["其他：办事窗口"]),
    ("1.政府网站 2.12345政务服务热线", ["政府网站", "其他：12345政务服务热线"]),
    ("口政府网站 口政府公报", []),
    ("■政府网站 ■其他（请注明）", ["政府网站", "其他"]),
    ("■其他：____（请说明）", ["其他"]),
    ("■其他：征地信息\n公开平台", ["其他：征地信息公开平台"]),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "names"), CELLS)
def test_carriers_are_read_from_every_kind_of_list(cell, names):
    assert carriers.read(cell) == names


@pytest.mark.parametrize("name", CARRIERS)
def test_each_of_the_thirteen_is_known_by_its_name(name):
    assert carriers.read(f"■{name}") == carriers.read(name) == [name]


# Inheritance


def test_blank_cells_take_the_cell_above_and_ticks_do_not(tmp_path):
    second = ["2", "", "施工", "", "", "同上", "", "", "", "", "", "", "", ""]
    (first, one), problems = parsed(lines(TOP, SUB, ROW, second), tmp_path)
    assert problems == []
    assert (one.level1, one.level2, one.elements) == ("重大项目", "施工", "批复文件")
    assert (one.basis, one.time_limit, one.organ, one.carriers) == (
        first.basis,
        LIMIT,
        "发改局",
        ["政府网站"],
    )
    assert (one.audience, one.method, one.tiers) == ([], [], [])


def test_ticks_are_inherited_through_a_merge(tmp_path):
    second = ["2", "", "施工", "进展", *[""] * 10]
    rows = [TOP.split(","), SUB.split(","), ROW, second]
    merges = [(2, 1, 3, 1), (2, 4, 3, 4), (2, 8, 3, 8), (2, 12, 3, 12)]
    (_first, one), problems = workbook(tmp_path, ("一", rows, merges))
    assert problems == []
    assert (one.audience, one.method, one.tiers) == (["全社会"], [], ["县级"])


THREE_TOP = "序号,公开事项,,,公开内容(要素),公开依据,公开时限,公开主体,公开渠道和载体,公开对象,,公开方式,,公开层级,"
THREE_SUB = ',一级事项,二级事项,三级事项,,,,,,全社会,特定群体,主动,依申请公开,县级,"乡、村级"'


def test_an_empty_third_level_under_a_new_second_level_is_empty(tmp_path):
    sub = ["", "一级事项", "二级事项", "三级事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请公开", "县级", "乡、\n村级"]  # fmt: skip
    body = [
        ["1", "救助", "低保", "审核", "名单", "办法", LIMIT, "民政局", "■政府网站", "√", "", "√", "", "√", "√"],
        ["2", "", "", "", "标准", "", "", "", "", "√", "", "√", "", "√", ""],
        ["3", "", "特困", "", "政策", "", "", "", "", "√", "", "√", "", "√", ""],
    ]  # fmt: skip
    found, problems = parsed(lines(THREE_TOP, sub, *body), tmp_path)
    assert problems == []
    assert [(one.level2, one.level3) for one in found] == [
        ("低保", "审核"),
        ("低保", "审核"),
        ("特困", ""),
    ]
    assert found[0].tiers == ["县级", "乡、村级"]


# What is no row


def test_titles_of_sections_repeated_heads_and_notes_are_no_rows(tmp_path):
    data = lines(
        "明窗示范区公开标准目录,,,,,,,,,,,,,",
        TOP,
        SUB,
        "（一）重大建设项目,,,,,,,,,,,,,",
        ROW,
        TOP,
        SUB,
        ",（二）公共资源交易,,,,,,,,,,,,",
        ["2", "公共资源", "交易公告", "公告", "办法", "及时", "中心", "政府网站", "√", "", "√", "", "√", ""],
        ",,,,,,,,,,,,,",
        "注：本目录由区政务公开办负责解释。,,,,,,,,,,,,,",
        "填报单位：区政务公开办,,联系电话：0000-0000000,,,,,,,,,,,",
    )  # fmt: skip
    found, problems = parsed(data, tmp_path)
    assert problems == []
    assert [(one.row, one.level1) for one in found] == [(5, "重大项目"), (9, "公共资源")]


def test_two_tables_on_a_sheet_with_other_columns_each(tmp_path):
    other = "公开事项,,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,层级"
    data = lines(
        TOP,
        SUB,
        ROW,
        "",
        other,
        "一级事项,二级事项,,,,,,,,",
        ["医疗", "价格", "价格表", "办法", "每季度首月15日前", "医院", "公示栏", "特定群体：就诊患者", "依申请公开", "县级"],
    )  # fmt: skip
    (first, second), problems = parsed(data, tmp_path)
    assert problems == []
    assert (first.level1, second.level1, second.organ) == ("重大项目", "医疗", "医院")
    assert (second.audience, second.audience_text) == (["特定群体"], "就诊患者")
    assert (second.method, second.tiers, second.carriers) == (["依申请"], ["县级"], [BOARD])


def test_a_sheet_without_a_head_is_passed_over_when_another_has_one(tmp_path):
    rows = [TOP.split(","), SUB.split(","), ROW]
    found, problems = workbook(tmp_path, ("说明", [["编制说明"]], []), ("目录", rows, []))
    assert problems == [] and [one.sheet for one in found] == ["目录"]
    found, problems = workbook(tmp_path, ("说明", [["编制说明"]], []), name="b.xlsx")
    assert found == [] and len(problems) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_every_encoding_counts_records_not_lines(tmp_path, encoding):
    broken = [*ROW]
    broken[3] = "批复\n文件"
    after = ["2", "", "施工", "进展", *[""] * 10]
    found, problems = parsed(lines(TOP, SUB, broken, after, encoding=encoding), tmp_path)
    assert problems == []
    assert [(one.row, one.elements) for one in found] == [(3, "批复；文件"), (4, "进展")]


HEADS = [
    ("特定群体", "县级,乡级", ["县级", "乡级"]),
    ("特定群众", "县级,\"乡、村级\"", ["县级", "乡、村级"]),
    ("特定对象", "市级,县级,乡级", ["市级", "县级", "乡级"]),
    ("特定主体", "区级,\"镇街、村级\"", ["区级", "镇街、村级"]),
    ("特定群体", "镇级,村级", ["镇级", "村级"]),
    ("特定群体", "东阳市级,镇街乡,村", ["东阳市级", "镇街乡", "村"]),
    ("特定群体", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("some", "tiers", "expected"), HEADS)
def test_the_variants_of_a_head(tmp_path, some, tiers, expected):
    names = next(csv.reader([tiers]), [])
    top = TOP.split(",")[:12] + (["公开层级", *[""] * (len(names) - 1)] if names else [])
    sub = [*SUB.split(",")[:9], some, "主动", "依申请公开", *names]
    row = [*ROW[:9], "申请人", "√", "", *["√" for _name in names]]
    (one,), problems = parsed(lines(top, sub, row), tmp_path)
    assert problems == []
    assert (one.audience, one.audience_text) == (["全社会", "特定群体"], "申请人")
    assert one.tiers == expected


def test_headings_with_explanations_and_ticks_with_words(tmp_path):
    top = TOP.replace("公开内容（要素）", "公开内容（要素）（●为必选）").replace(
        "公开依据", "公开依据（文件名称、文号）"
    )
    row = [*ROW[:8], "", "√（面向拟征收土地所在地的村集体成员）", *ROW[10:]]
    (one,), problems = parsed(lines(top.split(","), SUB, row), tmp_path)
    assert problems == []
    assert (one.audience, one.audience_text) == (["特定群体"], "面向拟征收土地所在地的村集体成员")


def test_columns_of_one_s_own_are_kept(tmp_path):
    top, sub = TOP + ",公开形式,咨询电话", SUB + ",,"
    (one,), problems = parsed(lines(top, sub, [*ROW, "■文本", "0000-1"]), tmp_path)
    assert problems == []
    assert one.extra == {"公开形式": "■文本", "咨询电话": "0000-1"}


# What cannot be understood

WRONG = [
    ({8: "大概"}, "全社会", "大概"),
    ({10: "？"}, "主动", "？"),
    ({12: "3"}, "县级", "3"),
    ({3: "—"}, "公开内容（要素）", ""),
    ({1: "—", 2: "—"}, "一级事项", ""),
    ({7: "□政府网站 □政府公报"}, "公开渠道和载体", "□政府网站"),
]


@pytest.mark.parametrize(("cells", "column", "words"), WRONG)
def test_a_row_that_is_not_understood_is_named(tmp_path, cells, column, words):
    bad = [cells.get(place, cell) for place, cell in enumerate(ROW)]
    found, problems = parsed(lines(TOP, SUB, ROW, bad), tmp_path)
    assert [one.row for one in found] == [3]
    assert [(one.row, one.column) for one in problems] == [(4, column)]
    assert words in problems[0].problem


def test_the_command_prints_rows_and_problems_apart(tmp_path):
    bad = [*ROW[:8], "大概", *ROW[9:]]
    file = tmp_path / "table.csv"
    file.write_bytes(lines(TOP, SUB, ROW, bad))
    out, err = io.StringIO(), io.StringIO()
    assert run_read(file, out, err) == 1
    assert [row["row"] for row in json.loads(out.getvalue())] == [3]
    assert [(one["row"], one["column"]) for one in json.loads(err.getvalue())] == [(4, "全社会")]
    file.write_bytes(lines(TOP, SUB, ROW))
    out, err = io.StringIO(), io.StringIO()
    assert run_read(file, out, err) == 0 and not err.getvalue()
    assert run_read(tmp_path / "none.csv", out, err) == 1


# Written and read again


def made(n: int) -> list[reading.Understood]:
    """Five hundred rows of three levels, with everything that a table can say."""
    rows = []
    for number in range(n):
        rows.append(
            reading.Understood(
                sheet="目录",
                row=number + 3,
                level1=f"领域{number // 40}",
                level2=f"事项{number // 4}",
                level3=["", "审核", "审批", "审批"][number % 4],
                elements=f"1.名称{number}2.文号；3.内容",
                basis=f"《办法{number // 10}》第{number % 7}条",
                time_limit=LIMIT if number % 3 else "",
                organ=f"第{number // 25}局",
                carriers=[["政府网站", BOARD], ["其他"], ["入户/现场", "其他：信用中国网站"], []][number % 4],
                audience=[["全社会"], ["特定群体"], ["全社会", "特定群体"], []][number % 4],
                audience_text="申请人" if number % 4 == 2 else "",
                method=[["主动"], ["依申请"], ["主动", "依申请"]][number % 3],
                tiers=[["县级"], ["县级", "乡、村级"]][number % 2],
                extra={"咨询电话": f"0000-{number}"},
            )
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_catalogue_written_and_read_again_is_the_same(tmp_path, form):
    rows = made(500)
    write = writing.as_xlsx if form == "xlsx" else writing.as_csv
    found, problems = parsed(write(rows), tmp_path, f"t.{form}")
    assert problems == []
    assert [replace(one, sheet="目录") for one in found] == rows
    again, problems = parsed(write(found), tmp_path, f"u.{form}")
    assert problems == []
    assert [replace(one, sheet="目录") for one in again] == rows


def test_the_workbook_merges_what_repeats(tmp_path):
    file = tmp_path / "t.xlsx"
    file.write_bytes(writing.as_xlsx(made(40)))
    (sheet,) = sheets.read(file)
    assert (2, 1, 41, 1) in sheet.merged  # the one level 1
    assert sum(left == right == 2 for _top, left, _bottom, right in sheet.merged) == 10
