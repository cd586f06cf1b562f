"""Columns of the demonstration: each can be published, names what exists, and most have items."""

import csv

import pytest

from mingchuang.catalogue.builtin import builtin_edition
from mingchuang.columns import rules
from mingchuang.demo import columns, play

DATA = columns.data()
EDITION = builtin_edition()
OBLIGED = {row["code"]: row["category"] for row in EDITION["obligations"]}


def known() -> rules.Known:
    with (play.DATA / "units.csv").open(encoding="utf-8") as file:
        units = {row["code"] for row in csv.DictReader(file)}
    categories = {row["code"] for row in EDITION["categories"]}
    for row in EDITION["categories"]:
        categories |= {child["code"] for child in row.get("children", ())}
    return rules.Known(units, categories, {"disclosure", "news", "interpretation"})


def items(row: dict) -> int:
    """Return how many disclosures of the play stand in a column."""
    rule = rules.Rule(*(tuple(row[name]) for name in ("categories", "units", "kinds")))
    found = 0
    for one in play.disclosures():
        category = OBLIGED[one["obligation"]]
        found += rule.holds("disclosure", {one["unit"]}, (category, category.split(".")[0]))
    return found


@pytest.mark.parametrize("row", DATA["columns"], ids=lambda row: row["code"])
def test_a_column_of_the_play_can_be_published(row):
    assert rules.problems(row["code"], row, known()) == []
    if not row["kinds"]:
        assert items(row) >= row["minimum"]


def test_the_home_page_of_the_play_names_columns_that_are_open_then():
    for home in DATA["home"]:
        there = [
            row["code"]
            for row in DATA["columns"]
            if row["day"] <= home["day"] and home["day"] < row.get("closed", {}).get("day", "9")
        ]
        assert rules.home_problems(home["columns"], there) == []
