"""What a column holds, when it is stale, what it must say."""

from datetime import date, timedelta

import pytest

import columns_samples as samples
from mingchuang.columns import rules, types
from mingchuang.columns.rules import Rule

TODAY = date(2026, 11, 25)
KNOWN = rules.Known({"YY1", "QFB"}, {"health.price", "health"}, {"disclosure", "news"})


@pytest.mark.parametrize(
    ("ago", "cadence", "state", "left"),
    [
        (0, 14, "green", 14),
        (9, 14, "green", 5),
        (10, 14, "yellow", 4),  # 70 % of 14 days is 9.8
        (14, 14, "yellow", 0),
        (15, 14, "red", -1),
        (69, 100, "green", 31),
        (70, 100, "yellow", 30),
        (0, 1, "green", 1),
        (1, 1, "yellow", 0),
        (2, 1, "red", -1),
        (400, None, "event", None),
    ],
)
def test_a_column_is_yellow_from_seventy_percent_and_red_when_over(ago, cadence, state, left):
    fresh = rules.freshness(TODAY - timedelta(days=ago), cadence, TODAY)
    assert (fresh.state, fresh.left) == (state, left)


def test_a_column_without_an_item_is_empty_whatever_its_cadence():
    assert rules.freshness(None, 14, TODAY).state == rules.EMPTY
    assert rules.freshness(None, None, TODAY).state == rules.EMPTY


@pytest.mark.parametrize(
    ("rule", "lists"),
    [
        (Rule(kinds=("news",)), ("all",)),
        (Rule(units=("YY1", "XX2")), ("unit=YY1", "unit=XX2")),
        (Rule(categories=("health",)), ("category=health",)),
        (Rule(("a", "b"), ("U",)), ("unit=U&category=a", "unit=U&category=b")),
    ],
)
def test_the_lists_of_a_rule(rule, lists):
    assert rule.lists == lists


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        (Rule(), True),
        (Rule(kinds=("news",)), False),
        (Rule(kinds=("news", "disclosure")), True),
        (Rule(units=("XX2",)), False),
        (Rule(units=("FGJ",)), True),
        (Rule(categories=("health",)), True),
        (Rule(categories=("health",), units=("XX2",)), False),
        (Rule(("finance",), ("YY1",), ("disclosure",)), False),
        (Rule(("health",), ("YY1",), ("disclosure",)), True),
    ],
)
def test_a_record_has_to_agree_with_each_sort_that_is_named(rule, held):
    assert rule.holds("disclosure", {"YY1", "FGJ"}, ("health.price", "health")) is held


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"name_en": ""},
        {"description": ""},
        {"keywords": []},
        {"type": "nothing"},
        {"owner": "NIX"},
        {"cadence": 0},
        {"cadence": 731},
        {"cadence": 181},  # notices: six months at most
        {"cadence": None},  # notices need one
        {"type": "news", "cadence": 15},  # news: two weeks at most
        {"minimum": 0},
        {"minimum": None},
        {"categories": []},
        {"categories": ["nothing"]},
        {"units": ["NIX"]},
        {"kinds": ["post"]},
    ],
)
def test_what_is_wrong_with_a_column_is_said(change):
    assert rules.problems("prices", samples.facts(), KNOWN) == []
    assert len(rules.problems("prices", samples.facts(**change), KNOWN)) == 1


@pytest.mark.parametrize("code", ["", "A", "1a", "x", "home", "new", "a b", "价格", "a" * 32])
def test_codes_are_small_letters_and_not_those_of_the_desk(code):
    assert rules.problems(code, samples.facts(), KNOWN)


def test_a_column_that_follows_events_needs_no_cadence_where_no_limit_counts():
    assert rules.problems("a1", samples.facts(type="topics", cadence=None), KNOWN) == []


def test_the_home_page_has_each_open_column_once():
    assert rules.home_problems(["a", "b"], {"a", "b", "c"}) == []
    for codes in ([], ["a", "a"], ["x"]):
        assert rules.home_problems(codes, {"a", "b"})


def test_keywords_are_parted_in_any_way():
    assert rules.keywords(" 价格、医疗，价格; 收费 ") == ["价格", "医疗", "收费"]


@pytest.mark.parametrize(
    ("code", "today", "oldest"),
    [
        ("home", date(2026, 3, 2), date(2026, 2, 16)),
        ("news", date(2026, 11, 25), date(2026, 11, 11)),
        ("documents", date(2026, 11, 25), date(2026, 5, 25)),
        ("documents", date(2026, 8, 31), date(2026, 2, 28)),
        ("documents", date(2026, 3, 31), date(2025, 9, 30)),
    ],
)
def test_the_limits_of_rest_are_two_weeks_and_six_months(code, today, oldest):
    assert types.limits()[code].oldest(today) == oldest


def test_the_counts_that_fail_a_site():
    assert types.counts() == {"limited": 5, "idle": 10, "empty": 5}
    assert types.warn_percent() == 70


def test_every_kind_of_column_names_a_limit_that_exists():
    for kind in types.types().values():
        assert not kind.limit or kind.limit in types.limits()
