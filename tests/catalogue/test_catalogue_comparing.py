"""What differs between two editions, row by row and column by column."""

import copy

import pytest

import small_district as d
from mingchuang.catalogue.editions import cited, compare, said

ROWS = d.EDITION["obligations"]


def changed(**columns):
    """The table with columns of its second row changed."""
    rows = copy.deepcopy(ROWS)
    rows[1] |= columns
    return rows


def test_the_same_table_differs_in_nothing():
    assert not compare(ROWS, copy.deepcopy(ROWS)).any


def test_rows_are_known_by_their_code_wherever_they_stand():
    assert not compare(ROWS, list(reversed(ROWS))).any


def test_new_and_gone_rows():
    found = compare(ROWS[1:], ROWS[:-1])
    assert [row["code"] for row in found.added] == ["MC-001"]
    assert [row["code"] for row in found.gone] == ["MC-036"]
    assert found.any


@pytest.mark.parametrize(
    ("column", "value", "before", "after"),
    [
        ("time_limit", "每季度首月15日前", "自形成或者变更之日起20个工作日内", "每季度首月15日前"),
        ("title", "价格公示", "医疗服务价格", "价格公示"),
        ("carriers", ["政府网站", "政府公报"], "政府网站", "政府网站、政府公报"),
        ("elements", [{"code": "e1", "name": "价格"}], "价格；依据", "价格"),
        (
            "basis",
            [{"name": "价格法", "article": "第六条"}],
            "条例第二十条",
            "《价格法》第六条",
        ),
        (
            "applies",
            {"kinds": ["hospital"], "sectors": ["health"], "pilot": ["YY1"]},
            "kinds hospital；sectors health",
            "kinds hospital；pilot YY1；sectors health",
        ),
    ],
)
def test_a_changed_column_is_told_before_and_after(column, value, before, after):
    ((row, changes),) = compare(ROWS, changed(**{column: value})).changed
    assert row["code"] == "MC-029"
    assert [(c.column, c.before, c.after) for c in changes] == [(column, before, after)]


def test_the_code_of_an_element_and_its_help_are_no_change_for_readers():
    elements = [{**element, "help": "写明单位"} for element in ROWS[1]["elements"]]
    assert not compare(ROWS, changed(elements=elements)).any


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("条例第二十条", "条例第二十条"),
        ({"name": "预算法", "article": "第十四条"}, "《预算法》第十四条"),
        ({"name": "预算法"}, "《预算法》"),
    ],
)
def test_a_basis_is_cited(basis, words):
    assert cited(basis) == words


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_empty_column_says_nothing(value):
    assert said("level3", value) == ""


def test_a_row_for_several_sorts_of_units_is_told_with_its_alternatives():
    one = {"any": [{"kinds": ["town"], "sectors": ["government"]}, {"units": ["YY1"]}]}
    assert said("applies", one) == "kinds town；sectors government / units YY1"
    assert said("applies", {"pilot": ["GSZ"], "kinds": ["town"]}) == "kinds town；pilot GSZ"
