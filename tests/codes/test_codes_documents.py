import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingchuang.codes import CodeError, docno, indexno
from mingchuang.codes.console import run_codes
from mingchuang.words import set_translator

OPEN, CLOSE = "〔[［【(（﹝", "〕]］】)）﹞"


@pytest.mark.parametrize(
    "number",
    [
        "国办发〔2019〕54号",
        "国办公开办函〔2021〕30号",
        "阳府办函〔2021〕9号",
        "宿政办函〔2021〕21号",
    ],
)
def test_document_numbers_in_normal_form_stay_as_they_are(number):
    assert docno.normalise(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        *(f"国办发{a}2019{b}54号" for a, b in zip(OPEN, CLOSE, strict=True)),
        "国办发〔２０１９〕５４号",
        "国办发 〔2019〕 54 号",
        "国办发〔2019〕第54号",
        "国办发〔2019〕第054号",
        "国办发〔2019)0054号\n",
        "国办发\u3000［2019］\u200b54号",
    ],
)
def test_every_way_of_typing_a_document_number_is_the_same_number(typed):
    assert docno.normalise(typed) == "国办发〔2019〕54号"
    assert docno.parse(typed) == docno.DocNo("国办发", 2019, 54)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("国办公开办函〔202130", "four digits in brackets"),
        ("国办发2019年54号", "four digits in brackets"),
        ("国办发〔19〕54号", "four digits in brackets"),
        ("国办发〔2019〕54", "must end with 号"),
        ("国办发〔2019〕五十四号", "serial number"),
        ("国办发〔2019〕" + "9" * 5000 + "号", "at most nine digits"),
        ("国办发〔2019〕0号", "begin at 1"),
        ("国办发〔1948〕54号", "1948"),
        ("国办发〔2101〕54号", "2101"),
        ("〔2019〕54号", "organ's code"),
        ("", "organ's code"),
    ],
)
def test_a_wrong_document_number_says_which_part_is_wrong(typed, said):
    with pytest.raises(CodeError, match=said):
        docno.normalise(typed)


@given(
    st.text("国办发浙府函ABC", min_size=1, max_size=8),
    st.integers(1949, 2100),
    st.integers(1, 99999),
    st.sampled_from(OPEN),
    st.sampled_from(CLOSE),
    st.sampled_from(["", "第", "0", "第00", " "]),
)
def test_normalising_a_document_number_twice_changes_nothing(code, year, n, a, b, before):
    once = docno.normalise(f"{code}{a}{year}{b}{before}{n}号")
    assert once == f"{code}〔{year}〕{n}号"
    assert docno.normalise(once) == once
    assert docno.find(once) == [(0, len(once), once)]


def test_document_numbers_are_found_in_running_text():
    text = (
        "根据国办发〔2019〕54号和国办公开办函［２０２１］第030号，参照《通知》（国办发 〔2017〕\n47号）、"
        "和政发[2020]1号、德经信【2020】5号；报告(1899)3号、会议（2020）年、国办公开办函〔202130。"
    )
    found = docno.find(text)
    assert [normal for _start, _end, normal in found] == [
        "国办发〔2019〕54号",
        "国办公开办函〔2021〕30号",
        "国办发〔2017〕47号",
        "和政发〔2020〕1号",
        "德经信〔2020〕5号",
    ]
    for start, end, normal in found:
        assert docno.normalise(text[start:end]) == normal
    assert text[found[1][0] : found[1][1]] == "国办公开办函［２０２１］第030号"


def test_two_document_numbers_may_touch():
    text = "国办发〔2019〕54号浙政办发〔2020〕1号和湖政办发〔2021〕2号"
    assert [normal for *_place, normal in docno.find(text)] == [
        "国办发〔2019〕54号",
        "浙政办发〔2020〕1号",
        "湖政办发〔2021〕2号",
    ]


def test_text_without_document_numbers_gives_none():
    assert docno.find("2019年第54号令，〔2019〕54号，（2020）") == []


@given(st.text("国发〔〕[]2019 0第号和，", max_size=60))
def test_whatever_is_found_normalises_to_what_was_reported(text):
    end = 0
    for start, stop, normal in docno.find(text):
        assert end <= start < stop
        assert docno.normalise(text[start:stop]) == normal
        end = stop


DAY = date(2022, 6, 8)


@pytest.mark.parametrize(
    ("pattern", "n", "values", "number"),
    [
        ("{region}/{yyyy}-{n:05}", 6006, {"region": "330503"}, "330503/2022-06006"),
        ("{orgcode}/{yyyy}-{n:05}", 110, {"orgcode": "00001434-9"}, "000014349/2022-00110"),
        (
            "{uscc}/{yyyy}-{n:05}",
            84094,
            {"uscc": "11330683742010670P"},
            "11330683742010670P/2022-84094",
        ),
        (
            "{uscc}/{yyyymm}-{n:05}",
            13,
            {"uscc": "11341702486344515h"},
            "11341702486344515H/202206-00013",
        ),
        ("{unit}/{yyyy}-{n:05}", 369, {"unit": "H085"}, "H085/2022-00369"),
        ("{orgcode}-{yyyy}-{n}", 153077, {"orgcode": "00001434-9"}, "000014349-2022-153077"),
        (
            "ZJ{unit}/{category}/D{yyyymm}{n:03}",
            7,
            {"unit": "02", "category": "01A"},
            "ZJ02/01A/D202206007",
        ),
    ],
)
def test_the_index_number_patterns_in_use_can_be_written(pattern, n, values, number):
    assert indexno.Pattern(pattern).format(n, DAY, **values) == number
    assert indexno.Pattern(pattern).needs == set(values)


def test_a_serial_wider_than_its_width_just_grows():
    pattern = indexno.Pattern("{region}/{yyyy}-{n:05}")
    assert pattern.format(99999, DAY, region="330503").endswith("-99999")
    assert pattern.format(153077, DAY, region="330503").endswith("-153077")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{region}/{year}-{n:05}", r"\{year\} is not a placeholder"),
        ("{region}/{yyyy}-{}", r"\{\} is not a placeholder"),
        ("{region.upper}/{yyyy}-{n:05}", r"\{region.upper\} is not a placeholder"),
        ("{region}/{yyyy}", "exactly once; it appears 0 times"),
        ("{n}/{yyyy}-{n:05}", "it appears 2 times"),
        ("{region}-{n:05}", "year is missing"),
        ("{region}/{yyyy-{n:05}", "placeholder|brace"),
        ("{region}/yyyy}-{n:05}", "brace"),
        ("{region:>8}/{yyyy}-{n:05}", r"\{region\} has a format"),
        ("{region}/{yyyy}-{n:x}", r"\{n\} has a format"),
        ("{region}/{yyyy}-{n:05}{{x}}", "between placeholders"),
        ("{region} {yyyy}-{n:05}", "between placeholders"),
        ("{region}#{yyyy}-{n:05}", "between placeholders"),
    ],
)
def test_a_wrong_pattern_is_refused_naming_the_placeholder(pattern, said):
    with pytest.raises(CodeError, match=said):
        indexno.Pattern(pattern)


@pytest.mark.parametrize("value", ["", "null", "None", "undefined", "  "])
def test_no_number_is_issued_with_a_value_that_is_nothing(value):
    pattern = indexno.Pattern("{unit}/{yyyy}-{n:05}")
    for make in (
        lambda: pattern.format(1, DAY, unit=value),
        lambda: pattern.scope(DAY, unit=value),
    ):
        with pytest.raises(CodeError, match=r"needs \{unit\}"):
            make()


def test_wrong_values_and_serials_are_refused():
    with pytest.raises(CodeError, match="check character"):
        indexno.Pattern("{uscc}/{yyyy}-{n}").format(1, DAY, uscc="11330683742010670Q")
    with pytest.raises(CodeError, match="letters, digits"):
        indexno.Pattern("{unit}/{yyyy}-{n}").format(1, DAY, unit="A/B")
    with pytest.raises(CodeError, match="begin at 1"):
        indexno.Pattern("{unit}/{yyyy}-{n}").format(0, DAY, unit="A")


def test_serials_count_inside_everything_but_the_serial():
    yearly = indexno.Pattern("{unit}/{yyyy}-{n:05}")
    assert (
        yearly.scope(DAY, unit="h085")
        == yearly.scope(date(2022, 12, 31), unit="H085")
        == "H085/2022-#"
    )
    assert yearly.scope(DAY, unit="H085") != yearly.scope(date(2023, 1, 1), unit="H085")
    assert yearly.scope(DAY, unit="H085") != yearly.scope(DAY, unit="H086")
    monthly = indexno.Pattern("{unit}/{yyyymm}-{n:05}")
    assert monthly.scope(DAY, unit="H085") != monthly.scope(date(2022, 7, 1), unit="H085")


def test_index_numbers_compare_without_case_width_or_spaces():
    assert indexno.key("1150011179072968x9/2024-00302") == "1150011179072968X9/2024-00302"
    assert indexno.key(" 330503／2022－06006 ") == "330503/2022-06006"


def console(*args):
    out, err = io.StringIO(), io.StringIO()
    return run_codes(list(args), out, err), out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("args", "normal"),
    [
        (["uscc", "11330683742010670p"], "11330683742010670P"),
        (["orgcode", "000014349"], "00001434-9"),
        (["id", "11010519491231002x"], "11010519491231002X"),
        (["docno", "国办发", "[2019]", "第054号"], "国办发〔2019〕54号"),
    ],
)
def test_the_console_prints_the_normal_form(args, normal):
    assert console(*args) == (0, normal + "\n", "")


def test_the_console_says_what_is_wrong_and_returns_1():
    status, out, err = console("docno", "国办发〔2019〕54")
    assert (status, out) == (1, "") and "must end with 号" in err


@pytest.mark.parametrize("args", [["passport", "E1"], [], ["uscc"]])
def test_the_console_returns_2_and_lists_the_kinds(args):
    status, out, err = console(*args)
    assert (status, out) == (2, "") and "uscc, orgcode, id, docno" in err


def test_the_console_speaks_the_readers_language():
    set_translator(lambda text: "编号种类：{kinds}。" if text == "Kinds: {kinds}." else text)
    try:
        assert "编号种类：uscc" in console()[2]
    finally:
        set_translator(None)
