"""A cell 公开时限 is read as what it orders, whatever its wording and damage, and never guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phrases import DAMAGED, OTHER, SEEN

from mingchuang.timelimits import Display, Rule, Term, parse, say
from mingchuang.timelimits.model import ANCHORS, PERIODS, UNITS


def form(term: Term) -> str:
    """Return a term as the tables of phrases write it."""
    said = []
    for rule in term.rules:
        words = [rule.kind]
        words += [rule.anchor] if rule.anchor != "NONE" else []
        words += [f"{rule.n} {rule.unit}"] if rule.n is not None else []
        words += [f"each {rule.period}"] if rule.period else []
        words += [f"due {rule.due_rule}"] if rule.due_rule else []
        words += [f"of {rule.scope}"] if rule.scope else []
        said.append(" ".join(words))
    beside = []
    if term.display:
        shown = term.display
        beside.append(" ".join(str(v) for v in (shown.kind, shown.min_n, shown.unit) if v))
    if term.defers_to_law:
        beside.append("LAW")
    return " & ".join([" | ".join(said), *beside])


@pytest.mark.parametrize(("text", "expected"), SEEN + OTHER + DAMAGED)
def test_a_phrase_is_read_as_its_normal_form(text, expected):
    term = parse(text)
    assert form(term) == expected
    assert term.raw == text


@pytest.mark.parametrize("text", [text for text, _form in SEEN + OTHER + DAMAGED])
def test_what_is_printed_is_read_back_as_the_same(text):
    term = parse(text)
    again = parse(say(term))
    assert (again.rules, again.display, again.defers_to_law) == (
        term.rules,
        term.display,
        term.defers_to_law,
    )


def test_there_are_enough_phrases():
    assert len(SEEN) >= 44 and len(OTHER) >= 60 and len(DAMAGED) >= 20
    assert len({text for text, _form in SEEN + OTHER + DAMAGED}) == len(SEEN + OTHER + DAMAGED)


# Whatever the normal form can say is printed so that it is read back

events = st.sampled_from(
    ["停水", "停电", "文件印发", "开学", "合同签订", "中标结果确定", "收费标准调整"]
)
customs = events.map(lambda words: f"CUSTOM({words})")
scopes = st.none() | st.sampled_from(["行政许可", "政府预算", "重大事项", "《听证通知书》"])
amounts = st.tuples(st.integers(1, 365), st.sampled_from(UNITS))
_md = st.tuples(
    st.integers(1, 12), st.integers(1, 31) | st.sampled_from(["end", "first", "mid", "last"])
).map(lambda md: f"{md[0]}-{md[1]}")


def _k(words):
    return st.tuples(st.integers(0, 3), words).map(lambda pair: f"+{pair[0]} {pair[1]}")


def _joined(items):
    return st.lists(items, min_size=1, max_size=4, unique=True).map(";".join)


within = st.builds(
    lambda anchor, amount, scope: Rule("WITHIN", anchor, *amount, scope=scope),
    st.sampled_from(ANCHORS) | customs,
    amounts,
    scopes,
)
before = st.builds(
    lambda anchor, amount: Rule("BEFORE", anchor, *amount),
    st.just("HEARING") | st.just("NONE") | customs,
    amounts,
)
ended = st.builds(
    lambda pair, amount: Rule("WITHIN", f"CUSTOM({pair[1]})", *amount, period=pair[0]),
    st.sampled_from([("YEAR", "年度终了"), ("QUARTER", "季度终了"), ("MONTH", "月度终了")]),
    amounts,
)
weekly = st.builds(
    lambda due: Rule("PERIODIC", period="WEEK", due_rule=due),
    st.none() | _joined(_k(st.sampled_from(["MON", "WED", "SUN"]))),
)
days = st.integers(1, 31).map(str) | st.sampled_from(["end", "first", "mid", "last"])
rhythms = st.builds(
    lambda period, due: Rule("PERIODIC", period=period, due_rule=due),
    st.sampled_from([period for period in PERIODS if period not in ("WEEK", "TERM")]),
    st.none() | _joined(_k(days) | _md),
)
dated = st.builds(
    lambda period, due: Rule("BY_DATE", period=period, due_rule=due),
    st.sampled_from([None, "YEAR"]),
    _joined(_md),
)
promises = st.sampled_from(
    [
        Rule("IMMEDIATE"),
        Rule("PROMPT"),
        Rule("INHERIT"),
        Rule("UNKNOWN"),
        Rule("PERIODIC", period="TERM"),
    ]
)
at_event = customs.map(lambda anchor: Rule("AT_EVENT", anchor))
displays = st.none() | st.builds(
    Display,
    st.sampled_from(["PUBLICITY", "CONSULTATION"]),
    st.integers(1, 90),
    st.sampled_from(["WORKDAY", "DAY"]),
)


@given(
    st.lists(
        within | before | ended | weekly | rhythms | dated | promises | at_event,
        min_size=1,
        max_size=3,
    ),
    displays,
    st.booleans(),
)
def test_parse_undoes_say(rules, display, defers):
    term = Term("", tuple(rules), display, defers)
    again = parse(say(term))
    assert (again.rules, again.display, again.defers_to_law) == (tuple(rules), display, defers)


@given(st.text(max_size=60))
def test_no_text_can_break_the_reader(text):
    term = parse(text)
    assert term.rules
    assert Term.from_json(json.loads(json.dumps(term.to_json()))) == term


def test_the_normal_form_has_every_key():
    data = parse("信息形成或者变更之日起20个工作日内").to_json()
    assert list(data) == ["raw", "rules", "display", "defers_to_law", "effective_default"]
    assert data["rules"] == [
        {
            "kind": "WITHIN",
            "anchor": "FORMED_OR_CHANGED",
            "n": 20,
            "unit": "WORKDAY",
            "period": None,
            "due_rule": None,
            "scope": None,
        }
    ]
    assert data["effective_default"] == {
        "n": 20,
        "unit": "WORKDAY",
        "anchor": "FORMED_OR_CHANGED",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "SOMETIMES"},
        {"kind": "WITHIN", "anchor": "FULL_MOON"},
        {"kind": "WITHIN", "n": 3, "unit": "FORTNIGHT"},
        {"kind": "WITHIN", "n": 3},
        {"kind": "PERIODIC", "period": "DECADE"},
    ],
)
def test_no_other_value_is_a_rule(wrong):
    with pytest.raises(ValueError, match=r"时限|[Tt]ime limit"):
        Rule(**wrong)
