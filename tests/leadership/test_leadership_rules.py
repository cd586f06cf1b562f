"""What is missing on a day, when a task is late, what was pasted: pure."""

from datetime import date

import pytest

from mingchuang.leadership import rules
from mingchuang.leadership.rules import LAPSED, NO_DEPUTY, VACANT, Gap, Term
from mingchuang.units.roles import FIRST, OFFICER, SECRECY

DAY = date(2026, 3, 2)
FULL = [Term(role, date(2026, 1, 1), date(2028, 12, 31)) for role in (FIRST, SECRECY, OFFICER)]


def without(role, *terms):
    return [*(term for term in FULL if term.role != role), *terms]


def test_a_unit_with_all_three_is_missing_nothing():
    assert rules.gaps(FULL, DAY) == []


def test_a_unit_without_anybody_is_missing_all_three_in_their_order():
    assert [(gap.role, gap.kind) for gap in rules.gaps([], DAY)] == [
        (FIRST, VACANT),
        (SECRECY, VACANT),
        (OFFICER, VACANT),
    ]


@pytest.mark.parametrize(
    ("term", "gap"),
    [
        (Term(FIRST, date(2025, 1, 1), date(2026, 3, 2)), None),
        (
            Term(FIRST, date(2025, 1, 1), date(2026, 3, 1)),
            Gap(FIRST, LAPSED, date(2026, 3, 2)),
        ),
        (  # ended by hand on its day
            Term(FIRST, date(2025, 1, 1), date(2028, 3, 1), date(2026, 2, 20)),
            Gap(FIRST, VACANT, date(2026, 2, 20)),
        ),
        (  # the worker came a day late
            Term(FIRST, date(2025, 1, 1), date(2026, 2, 1), date(2026, 2, 3)),
            Gap(FIRST, LAPSED, date(2026, 2, 2)),
        ),
        (
            Term(FIRST, date(2026, 4, 1), date(2028, 3, 1)),
            Gap(FIRST, VACANT, None, date(2026, 4, 1)),
        ),
    ],
)
def test_a_role_is_missing_from_the_day_on_which_nobody_holds_it(term, gap):
    assert rules.gaps(without(FIRST, term), DAY) == ([gap] if gap else [])


def test_a_lapsed_term_is_no_gap_once_somebody_came_after_it():
    before = Term(FIRST, date(2025, 1, 1), date(2026, 2, 1))
    assert rules.gaps([before, *FULL], DAY) == []


@pytest.mark.parametrize(
    ("deputies", "missing"),
    [
        (None, False),
        ((), True),
        (((date(2026, 1, 1), date(2026, 3, 1)),), True),
        (((date(2026, 1, 1), date(2026, 3, 2)),), False),
        (((date(2026, 3, 3), date(2026, 4, 1)),), True),
    ],
)
def test_an_officer_needs_somebody_who_acts_that_day(deputies, missing):
    officer = Term(OFFICER, date(2026, 1, 1), date(2028, 12, 31), deputies=deputies)
    found = rules.gaps(without(OFFICER, officer), DAY)
    assert found == ([Gap(OFFICER, NO_DEPUTY)] if missing else [])


def test_a_page_turns_when_the_next_term_begins_or_is_over():
    terms = [
        Term(FIRST, date(2025, 1, 1), date(2026, 3, 10)),
        Term(FIRST, date(2026, 3, 8), date(2027, 3, 10)),
    ]
    assert rules.turns(terms, DAY) == date(2026, 3, 8)
    assert rules.turns(terms, date(2026, 3, 8)) == date(2026, 3, 11)
    assert rules.turns(terms, date(2027, 3, 11)) is None


@pytest.mark.parametrize(
    ("state", "done_on", "today", "stands"),
    [
        ("open", None, date(2026, 6, 30), "open"),
        ("open", None, date(2026, 7, 1), "late"),
        ("done", date(2026, 6, 30), date(2026, 9, 1), "done"),
        ("done", date(2026, 7, 1), date(2026, 9, 1), "done_late"),
        ("dropped", None, date(2026, 9, 1), "dropped"),
    ],
)
def test_a_task_is_late_after_its_last_day(state, done_on, today, stands):
    assert rules.standing(state, date(2026, 6, 30), done_on, today) == stands


def test_a_task_comes_to_the_desk_twenty_days_before_its_limit():
    assert not rules.near(date(2026, 6, 30), date(2026, 6, 9))
    assert rules.near(date(2026, 6, 30), date(2026, 6, 10))
    assert rules.near(date(2026, 6, 30), date(2026, 8, 1))


def test_links_are_read_from_addresses_and_codes():
    obj = "0123456789abcdef" * 2
    text = f"https://www.example.org/items/{obj}/v2/ mc-029，{obj}；MC-030"
    assert rules.read_links(text) == [obj, "MC-029", "MC-030"]
    with pytest.raises(ValueError, match="不是"):
        rules.read_links("MC-029 不是")


def test_members_are_read_line_by_line():
    found = rules.read_members("组长，狄宜，院长，主持全面工作，分管财务\n\n成员\t柯慎\t科长\n")
    assert [one["portfolio"] for one in found] == ["主持全面工作，分管财务", ""]
    assert found[1]["name"] == "柯慎"
    with pytest.raises(ValueError, match="组长"):
        rules.read_members("组长，狄宜")
