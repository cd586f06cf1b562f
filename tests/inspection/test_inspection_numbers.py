"""Numbers and marks in every spelling, and what only looks like them. Check digits are right, numbers made up."""

import pytest

from mingchuang.inspection import numbers, scan

POSITIVE = [
    # identity numbers
    "11010519491231002X",
    "11010519491231002x",
    "身份证号：11010519491231002X。",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105 19491231 002X",
    "110105-19491231-002X",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "110105　19491231　002X",
    "440524188001010014",
    # mobile telephones
    "13812345678",
    "联系人：王某，13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+8613812345678",
    "86 138 1234 5678",
    "１３８１２３４５６７８",
    "电话19912345678转告",
    # bank cards, with the right last digit
    "6222020200112233446",
    "4539 5787 6362 1486",
    "4539-5787-6362-1486",
    # old identity numbers
    "110105491231002",
    # marks of secrecy
    "秘密★1年",
    "机密☆长期",
    "绝密★",
    "★10年",
    "内部资料",
    "仅供内部使用",
    "属于工作秘密",
    "（此件依申请公开）",
    "(此件不予公开)",
    "（ 此件 删减后公开 ）",
]
NEGATIVE = [
    "",
    "医疗服务价格表",
    # masked forms
    "110105********002X",
    "110***********002X",
    "138****5678",
    "138 **** 5678",
    "6222 **** **** 3445",
    # landlines and service numbers
    "0500-8600 2020",
    "05008600202",
    "010-12345678",
    "400-820-8820",
    "12345",
    # document numbers, codes, dates, amounts
    "明示发改〔2026〕47号",
    "12990101990130145R",
    "12990101990130145R/2026-00001",
    "2026-03-02",
    "20260302",
    "2026年3月2日至2028年12月31日",
    "12,345,678.90元",
    "金额1234567890元",
    # right length, wrong check digit or date
    "110105194912310021",
    "110105194913310025",
    "1234567890123456",
    # words that only look like marks
    "保守国家秘密的义务",
    "机密性和完整性",
    "商业秘密保护",
    "此件公开发布",
    "（此件公开发布）",
]


@pytest.mark.parametrize("text", POSITIVE)
def test_it_is_found(text):
    assert any(hit.blocking for hit in scan(text))
    assert any(hit.blocking for hit in scan(f"第一行\n{text}\n第三行"))


@pytest.mark.parametrize("text", POSITIVE[:21])
def test_a_number_is_found_inside_a_sentence(text):
    assert any(hit.blocking for hit in scan(f"前文{text}后文"))


@pytest.mark.parametrize("text", NEGATIVE)
def test_it_is_left_alone(text):
    assert scan(text) == []
    assert scan(f"前文，{text}，后文") == []


@pytest.mark.parametrize("text", POSITIVE[:21])
def test_an_excerpt_does_not_carry_the_number_further(text):
    digits = "".join(c for c in text if c.isdigit())
    for hit in scan(text):
        assert "*" in hit.excerpt_masked
        assert not (digits and digits in hit.excerpt_masked)


def test_one_number_is_found_once():
    assert len(list(scan("11010519491231002X"))) == 1
    assert len(list(scan("13812345678"))) == 1


def test_every_number_in_a_list_is_found():
    assert len(list(scan("13812345678、13912345678\n13712345678"))) == 3


def test_numbers_side_by_side_in_a_table_are_found():
    found = list(scan("王某\t13812345678\t11010519491231002X"))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("digits", "right"), [("4539578763621486", True), ("4539578763621487", False), ("0", True)]
)
def test_the_last_digit_of_a_card(digits, right):
    assert numbers.luhn(digits) is right
