from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingchuang.clock import at
from mingchuang.codes import KINDS, CodeError, idnumber, orgcode, uscc

USCC = [
    "11330683742010670P",
    "11441700007280420Y",
    "11341702486344515H",
    "1150011179072968X9",
    "1137078555222300XQ",
    "91350100M000100Y43",
]
ORG = ["00001434-9", "74201067-0", "79072968-X", "55222300-X"]
IDS = ["11010519491231002X", "440524188001010014"]


def wide(text):
    return "".join(chr(ord(char) + 0xFEE0) if char > " " else "\u3000" for char in text)


def refused(kind, text):
    with pytest.raises(CodeError) as error:
        KINDS[kind](text)
    return str(error.value)


@st.composite
def credit_codes(draw):
    head = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=2, max_size=2))
    head += draw(st.text("0123456789", min_size=6, max_size=6))
    body = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
    head += body + orgcode.check_character(body)
    return head + uscc.check_character(head)


@pytest.mark.parametrize("code", USCC)
def test_real_credit_codes_pass_however_typed(code):
    for typed in (
        code,
        code.lower(),
        f" {code[:6]} {code[6:]}\n",
        wide(code),
        f"{code[:8]}\u200b{code[8:]}",
    ):
        assert uscc.normalise(typed) == code
    assert orgcode.normalise(code[8:17]) == f"{code[8:16]}-{code[16]}"


@given(credit_codes())
def test_generated_credit_codes_pass(code):
    assert uscc.normalise(code) == code


@given(credit_codes(), st.integers(0, 17), st.sampled_from(uscc.ALPHABET + "IOSVZ"))
def test_any_single_changed_character_of_a_credit_code_is_caught(code, place, char):
    changed = code[:place] + char + code[place + 1 :]
    if char != code[place]:
        refused("uscc", changed)


def test_a_wrong_credit_code_says_what_is_wrong():
    assert "18 characters; this has 17" in refused("uscc", USCC[0][:-1])
    assert "has 0" in refused("uscc", "")
    assert "character 3 is “O”" in refused("uscc", "11O30683742010670P")
    assert "character 1 is “浙”" in refused("uscc", "浙1330683742010670P")
    assert "check character does not fit" in refused("uscc", "11330683742010670Q")


def test_a_credit_code_with_letters_in_its_division_is_refused_though_its_check_fits():
    body = "11A30683742010670"
    assert "administrative division" in refused("uscc", body + uscc.check_character(body))


def test_the_organisation_code_inside_a_credit_code_is_checked_too():
    body = "11330683742010671"
    assert "organisation code in it (742010671)" in refused(
        "uscc", body + uscc.check_character(body)
    )


@pytest.mark.parametrize("code", ORG)
def test_organisation_codes_pass_with_or_without_dash(code):
    for typed in (
        code,
        code.replace("-", ""),
        code.replace("-", "－"),
        code.replace("-", "–"),
        wide(code.lower()),
    ):
        assert orgcode.normalise(typed) == code


def test_a_wrong_organisation_code_says_what_is_wrong():
    assert "check character" in refused("orgcode", "00001434-8")
    assert "has another shape" in refused("orgcode", "0000143-49")
    assert "00001434-9" in refused("orgcode", "")


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8),
    st.integers(0, 7),
    st.data(),
)
def test_a_changed_character_of_an_organisation_code_is_caught_unless_eleven_apart(
    body, place, data
):
    code = body + orgcode.check_character(body)
    assert orgcode.normalise(code) == f"{body}-{code[8]}"
    char = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    changed = body[:place] + char + code[place + 1 :]
    apart = (int(char, 36) - int(body[place], 36)) % 11
    if apart:
        refused("orgcode", changed)
    else:
        assert orgcode.normalise(changed)


@pytest.mark.parametrize("number", IDS)
def test_identity_numbers_pass_however_typed(number):
    for typed in (
        number,
        number.lower(),
        wide(number),
        f"{number[:6]} {number[6:14]} {number[14:]}",
    ):
        assert idnumber.normalise(typed) == number


@pytest.mark.parametrize("province", ["11", "33", "54", "65", "71", "81", "82", "83"])
def test_every_province_and_the_residence_permits_pass(province):
    body = province + "000019900101001"
    assert idnumber.normalise(
        body + idnumber.check_character(body)
    ) == body + idnumber.check_character(body)


@pytest.mark.parametrize("province", ["00", "10", "16", "38", "47", "55", "66", "72", "84", "99"])
def test_a_province_that_does_not_exist_is_refused(province):
    body = province + "000019900101001"
    assert "province" in refused("id", body + idnumber.check_character(body))


@pytest.mark.parametrize("birth", ["19900230", "19901301", "00000101", "19000229"])
def test_a_birth_date_that_never_was_is_refused(birth):
    body = "330503" + birth + "001"
    assert "date of birth" in refused("id", body + idnumber.check_character(body))


def test_a_birth_date_may_be_today_but_not_tomorrow():
    body = "33050320260305001"
    number = body + idnumber.check_character(body)
    assert idnumber.normalise(number, today=date(2026, 3, 5)) == number
    with pytest.raises(CodeError, match="future"):
        idnumber.normalise(number, today=date(2026, 3, 4))
    with at("2026-03-04T23:59"):
        assert "future" in refused("id", number)
    with at("2026-03-05T00:00"):
        assert KINDS["id"](number) == number


def test_old_numbers_of_fifteen_digits_are_refused_with_the_way_out():
    message = refused("id", "110105491231002")
    assert "15-digit" in message and "present card" in message


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "11010519491231003X",
        "1101051949123100",
        "1101051949123100ⅩX",
        "110105X9491231002X",
    ],
)
def test_no_message_about_an_identity_number_repeats_it(number):
    message = refused("id", number)
    assert not any(number[i : i + 6] in message for i in range(len(number) - 5))


@given(st.integers(0, 16), st.sampled_from("123456789"), st.integers(0, 9999))
def test_any_single_changed_digit_of_an_identity_number_is_caught(place, step, serial):
    body = f"3305031990010{serial % 9 + 1}{serial % 1000:03}"
    number = body + idnumber.check_character(body)
    digit = str((int(number[place]) + int(step)) % 10)
    assert idnumber.normalise(number) == number
    refused("id", number[:place] + digit + number[place + 1 :])


def test_the_kinds_are_the_four():
    assert list(KINDS) == ["uscc", "orgcode", "id", "docno"]
    assert issubclass(CodeError, ValueError)
