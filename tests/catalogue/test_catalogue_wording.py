"""A time limit's normal form in words."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from mingchuang.catalogue import wording
from mingchuang.catalogue.wording import in_words, rules_in_words


def rule(kind, anchor="NONE", n=None, unit=None, period=None, due_rule=None):
    return SimpleNamespace(
        kind=kind, anchor=anchor, n=n, unit=unit, period=period, due_rule=due_rule
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            rule("WITHIN", "FORMED_OR_CHANGED", 20, "WORKDAY"),
            "within 20 working days of being formed or changed",
        ),
        (
            rule("WITHIN", "NPC_APPROVED", 20, "DAY"),
            "within 20 days of approval by the people's congress",
        ),
        (rule("WITHIN", "NONE", 1, "WORKDAY"), "within 1 working day"),
        (rule("BEFORE", "HEARING", 7, "WORKDAY"), "7 working days before the hearing"),
        (rule("BEFORE", "CUSTOM(停水)", 24, "HOUR"), "24 hours before “停水”"),
        (rule("BY_DATE", due_rule="1-31"), "every year by 01-31 (month-day)"),
        (rule("BY_DATE", due_rule="7-20;11-20"), "every year by 07-20, 11-20 (month-day)"),
        (rule("PERIODIC", period="QUARTER", due_rule="+0 15"), "every quarter"),
        (rule("IMMEDIATE"), "at once"),
        (rule("PERMANENT"), "kept public all the time"),
    ],
)
def test_a_rule_in_words(given, words):
    with translation.override("en"):
        assert rules_in_words([given]) == [words]


@pytest.mark.parametrize(
    "given",
    [
        rule("UNKNOWN"),
        rule("INHERIT"),
        rule("WITHIN", "FORMED"),
        rule("WITHIN", "FORMED", 3, "MOON"),
        rule("BEFORE", "NONE", 3, "DAY"),
        rule("BY_DATE", due_rule="first"),
        rule("PERIODIC", period="AGE"),
    ],
)
def test_half_of_a_limit_is_not_told(given):
    with translation.override("en"):
        assert rules_in_words([rule("IMMEDIATE"), given]) == []


def test_in_chinese_the_phrase_speaks_for_itself():
    with translation.override("zh-hans"):
        assert in_words("停水前24小时") == "停水前24小时"


def test_what_has_no_words_is_told_by_its_phrase():
    with translation.override("en"):
        assert in_words("另行通知") == "另行通知"


def test_to_whom_a_row_applies_is_told_in_words():
    names = {"XX2": "竹牖镇小学"}
    value = {"kinds": ["school"], "sectors": ["education"], "pilot": ["XX2"]}
    with translation.override("en"):
        assert wording.said("applies", value, names) == (
            "kinds of units: School；sectors: Education；for now only: 竹牖镇小学"
        )
        either = {"any": [{"kinds": ["town"], "sectors": ["government"]}, {"units": ["XX2"]}]}
        assert wording.applies(either, names) == (
            "kinds of units: Town or street office；sectors: Government or units: 竹牖镇小学"
        )
        assert wording.said("applies", {}, names) == ""
        assert wording.said("time_limit", "每年", names) == "每年"


def test_how_sure_something_is_is_told_in_words():
    with translation.override("en"):
        assert wording.confidence("entered") == "entered by the office and compared with the notice"
        assert wording.confidence("own words") == "own words"
        assert wording.table_version("2023.package") == "2023, from the list"
        assert wording.table_version("2026.1") == "2026.1"
