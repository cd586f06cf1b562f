"""Masking: the rule of each kind, whole texts, columns; masked once is masked for good."""

import pytest
from cases import LEAKS
from hypothesis import given, settings
from hypothesis import strategies as st

from mingchuang.inspection import mask, mask_column, mask_text, scan
from mingchuang.inspection.kinds import KINDS, PERSONAL
from mingchuang.inspection.stars import RULES

RULED = [
    ("name", "张三", "张**"),
    ("name", "欧阳晓燕", "欧阳**"),
    ("name", "张 三", "张**"),
    ("phone", "13812345678", "138****5678"),
    ("phone", "+86 138-1234-5678", "138****5678"),
    ("id_number", "350402199001011234", "35*************234"),
    ("id_number", "110105 19491231 002X", "11*************02X"),
    ("id_number_15", "110105491231002", "11**********002"),
    ("address", "明窗镇东窗村3组12号", "明窗镇***"),
    ("address", "明窗街道办事处东窗社区3幢", "明窗街道办事处东窗社区***"),
    ("address", "东窗村3组12号", "东窗村***"),
    ("address", "12号3幢", "***"),
    ("bank_card", "4539 5787 6362 1486", "************1486"),
    ("passport", "E12345678", "E******78"),
    ("email", "someone@qq.com", "s***@qq.com"),
    ("plate", "浙E·12345", "浙E****5"),
    ("birth_date", "1990年3月2日", "****年**月**日"),
    ("phone", "123", "*******"),
    ("phone", "88881234", "******34"),
    ("phone", "0572-8888123", "*********23"),
]


@pytest.mark.parametrize(("kind", "text", "masked"), RULED)
def test_each_kind_has_its_rule(kind, text, masked):
    assert mask(kind, text) == masked


@pytest.mark.parametrize("kind", RULES)
def test_masking_twice_changes_nothing(kind):
    for _kind, text, _masked in RULED:
        assert mask(kind, mask(kind, text)) == mask(kind, text)


def test_every_personal_kind_can_be_masked_and_others_are_an_error():
    assert set(PERSONAL) <= set(RULES) and set(PERSONAL) <= set(KINDS)
    with pytest.raises(ValueError, match="colour"):
        mask("colour", "x")


def test_a_column_keeps_its_empty_cells():
    assert mask_column(["张三", "", "李*", "  "], "name") == ["张**", "", "李*", "  "]


@pytest.mark.parametrize(("kind", "text"), [case for case in LEAKS if case[0] in PERSONAL])
def test_a_masked_text_has_nothing_left_to_mask(kind, text):
    masked, done = mask_text(f"前一行\n{text}\n后一行")
    assert kind in {part.kind for part in done}
    assert masked.startswith("前一行\n") and masked.endswith("\n后一行")
    assert [hit for hit in scan(masked) if hit.kind in PERSONAL and hit.blocking] == []
    assert mask_text(masked) == (masked, [])


def test_a_mark_of_secrecy_cannot_be_masked_away():
    assert mask_text("机密★5年") == ("机密★5年", [])


@given(
    st.lists(st.sampled_from([text for _kind, text in LEAKS]), max_size=4),
    st.sampled_from("\n\t，； "),
)
@settings(max_examples=80, deadline=None)
def test_texts_of_many_leaks_are_masked(texts, between):
    masked, _done = mask_text(between.join(texts))
    numbers = {"id_number", "phone", "bank_card", "passport"}
    assert [hit for hit in scan(masked) if hit.kind in numbers and hit.blocking] == []
