"""Leaks are found and named, look-alikes pass, and no excerpt carries anything further."""

import re
import time

import pytest
from cases import CLEAN, LEAKS
from hypothesis import given, settings
from hypothesis import strategies as st

from mingchuang.inspection import KINDS, scan
from mingchuang.inspection.fold import Folded


def test_the_tables_are_as_long_as_they_promise():
    assert len(LEAKS) >= 40 and len(CLEAN) >= 40
    assert len(set(LEAKS)) == len(LEAKS) and len(set(CLEAN)) == len(CLEAN)


@pytest.mark.parametrize(("kind", "text"), LEAKS)
def test_a_leak_is_stopped_by_its_kind(kind, text):
    hits = [hit for hit in scan(text) if hit.blocking]
    assert kind in {hit.kind for hit in hits}, hits


@pytest.mark.parametrize("text", CLEAN)
def test_a_look_alike_passes(text):
    assert [hit for hit in scan(text) if hit.blocking] == []


@pytest.mark.parametrize(("kind", "text"), LEAKS)
def test_places_are_those_of_the_text_as_written(kind, text):
    before = "说明①：½㎡\u200b"
    for hit, moved in zip(scan(text), scan(f"{before}\n{text}"), strict=True):
        assert (moved.start, moved.end) == (hit.start + len(before) + 1, hit.end + len(before) + 1)


@pytest.mark.parametrize(("kind", "text"), LEAKS)
def test_an_excerpt_shows_no_long_number(kind, text):
    for hit in scan(text):
        if hit.kind not in ("secrecy", "note_not_open"):
            assert "*" in hit.excerpt_masked
            assert not re.search(r"\d{7}", hit.excerpt_masked)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email", "邮箱：someone@qq.com"),
        ("landline_personal", "姓名：王小明，家庭电话0572-2123456"),
        ("plate", "浙E12345"),
        ("passport", "E12345678"),
    ],
)
def test_what_may_be_harmless_is_a_hint(kind, text):
    assert [(hit.kind, hit.blocking) for hit in scan(text)] == [(kind, False)]


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_places_lie_in_it(text):
    for hit in scan(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.kind in KINDS


@given(st.text(min_size=1))
@settings(max_examples=150, deadline=None)
def test_folding_keeps_the_way_back(text):
    folded = Folded(text)
    for place in range(len(folded.plain)):
        start, end = folded.origin(place, place + 1)
        assert folded.plain[place] in Folded(text[start:end]).plain


@pytest.mark.parametrize(
    "text",
    [
        "1 ",
        "1-",
        "4539 ",
        "村",
        "路1号",
        "村3组",
        "王小明、李四。",
        "王小明 尿毒症 ",
        "a@",
        "住址:",
        "本件",
        "2026年1月1日",
    ],
)
def test_the_time_grows_with_the_text_and_not_faster(text):
    long = text * (40_000 // len(text))
    began = time.process_time()
    scan(long)
    assert time.process_time() - began < 5


def test_places_are_right_where_one_mark_falls_away_and_another_becomes_two():
    """The folded text is as long as the written one, and yet its places are others."""
    text = "\u200b面积80㎡，手机13812345678"
    (hit,) = scan(text)
    assert text[hit.start : hit.end] == "13812345678"
    (hit,) = scan("㎡，138\u200b12345678")
    assert (hit.start, hit.end) == (2, 14)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("存折 123456              789012", "bank_card"),
        ("号 1 3 8 1 2 3 4 5 6 7 8", "phone"),
        ("护照E1234567，护照EA1234567", "passport"),
        ("姓名张三，宅电 8600123", "landline_personal"),
        ("出生日期：1980年3月5日", "birth_date"),
        ("份 号：000123", "secrecy"),
        ("只供领导参阅", "secrecy"),
        ("☑删减后公开", "note_not_open"),
    ],
)
def test_what_is_looked_for_first_leaves_nothing_out(text, kind):
    """Forms at the edge of the quick look that comes before the patterns."""
    assert kind in {hit.kind for hit in scan(text)}
