"""Numbers that name a person: identity, telephone, card, passport, plate, mail.

Each detector takes folded text and yields ``(kind, start, end, blocking)``. Numbers are strict about
their form, because budgets, project codes and standards are full of digits: check digits, dates of
birth and the usual groupings decide, and where those are not enough a label nearby.
"""

import re
from collections.abc import Iterator
from datetime import date

from mingchuang.codes import CodeError, idnumber
from mingchuang.inspection.fold import CHINESE_DIGITS

Found = tuple[str, int, int, bool]

_GAP = r"(?:[ \-]{0,2}\n[ ]{0,2}|[ \-]{1,2})?"
_ID = re.compile(rf"(?<![0-9*])(?=(\d(?:{_GAP}\d){{16}}{_GAP}(?:[Xx]|\d(?!\d))))")
_ID_LABEL = re.compile(r"(?:身份证|公民身份|证件号|居民证)[^\n\d]{0,12}$")
_OLD_ID = re.compile(
    r"(?<![0-9A-Za-z.\-/])(\d{2})\d{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z.%\-])"
)
_OTHER_NUMBER = re.compile(
    r"(?:注册号|许可证|备案|编号|账号|帐号|账户|合同|流水|订单|代码|编码|条码|批号)[^\n]{0,6}$"
)

_AREA = r"(?:(?:\+|00)?86[ \-]?|0)?"
_MOBILE = re.compile(
    rf"(?:(?<![0-9A-Za-z.*])|(?<=\d[Xx]))({_AREA}(?:"
    r"1[3-9]\d{9}"
    r"|1[3-9]\d([ \-.·])\d{4}\2\d{4}"
    r"|1[3-9]\d\n\d{8}|1[3-9]\d{5}\n\d{4}"
    r"|1[3-9]\d{2}([ \-])\d{3}\3\d{4}"
    r"|1[3-9]\d([ \-])\d{3}\4\d{5}"
    r"|1[3-9]\d-\d{8}|1[3-9]\d{5}-\d{4}"
    r"|1 [3-9](?: \d){9}"
    r"))(?![0-9A-Za-z*])(?!\.\d)"
)
_LATIN_LABEL = re.compile(r"(?i)(?<![a-z])(?:tel|phone|mobile|mob|wx|qq|t|m)(?=1[3-9]\d{9}(?!\d))")
_CODE_BEFORE = re.compile(r"(?:[0-9A-Za-z]{2,}[-/_]|[¥$]\s?)$")
_AMOUNT_AFTER = re.compile(
    r"\s?(?:元|万|亿|%|人次|人民币|吨|平方|立方|千瓦|度|公斤|千克|公里|km|kg)"
)
_AMOUNT_BEFORE = re.compile(r"(?:金额|人民币|合计|总计|小计|造价|预算|决算|投资)[^\n\d]{0,4}$")
_PHONE_LABEL = re.compile(r"(?:电话|手机|联系|致电|拨打)[^\n]{0,16}\s*$")

_CARD = re.compile(
    r"(?<![0-9A-Za-z.*])(?<![0-9A-Za-z]-)(?:\d{16,19}|\d{4}([ \-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?"
    r"|\d{6}[ \-]\d{10,13})(?![0-9A-Za-z*])(?!-[0-9A-Za-z])(?!\.\d)"
)
_CARD_STARTS = ("62", "60", "4", "5", "35", "37", "95", "99", "10")
_PASSBOOK = re.compile(
    r"(?:银行卡|卡号|一卡通|存折|社保卡|社会保障卡|惠农卡|工资卡)[^\n\d]{0,14}?(?<![\d*])(\d[\d \-]{9,24}\d)(?![\d*])"
)

_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EGDSPHMC]\d{8}|E[A-HJ-NP-Z]\d{7}|1[45]\d{7}|[HM]\d{10})(?![0-9A-Za-z])"
)
_PASSPORT_LABEL = re.compile(r"(?:护照|旅行证|通行证|台胞证|回乡证)[^\n]{0,16}$")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.\- ]?"
    r"(?=[A-HJ-NP-Z0-9]{0,5}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z\-])"
)
_KEEPER = re.compile(
    r"(?:车主|驾驶人|驾驶员|当事人|违法行为人|姓名|所有人|车牌|号牌|违停)[^\n]{0,30}$"
)
_MAIL = re.compile(
    r"(?<![0-9A-Za-z._\-])[0-9A-Za-z][0-9A-Za-z._\-]{0,60}@(?:vip\.)?(?:qq|163|126|foxmail|sina|sohu|gmail|"
    r"hotmail|outlook|live|msn|yeah|aliyun|139|189|wo|tom|21cn|icloud|yahoo)\.(?:com|net|cn|com\.cn)(?![A-Za-z])"
)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.\-])(?:0\d{2,3}[ \-]?|\(0\d{2,3}\) ?)?[2-8]\d{6,7}(?![\d\-])"
)
_PRIVATE = re.compile(
    r"(?:姓名|住址|户主|家庭|宅电|家长|监护人|申请人|家属|患者)[^\n]{0,40}(?:电话|联系方式)[^\n]{0,8}$|宅电[^\n]{0,4}$"
)
_OFFICE_CONTEXT = re.compile(r"局|办公|单位|窗口|中心|咨询|监督|投诉|举报|传真|值班|大厅|热线|公司")


# What a text must hold before the patterns above are worth trying: most texts have none of it.
# Tried where a run of digits begins, not at each of its digits.
_LONG = re.compile(r"\d(?<!\d\d)(?:[ \-\n]{0,5}\d){14}")
_MOBILE_BEGINS = re.compile(r"1 ?[3-9](?:[ \-.·\n]?\d){9}")
_CARD_WORD = re.compile(r"卡|存折")
_SEVEN = re.compile(r"\d(?<!\d\d)\d{6}")
_HOUSEHOLD = re.compile(r"姓名|住址|户主|家庭|宅电|家长|监护人|申请人|家属|患者")


def luhn(digits: str) -> bool:
    """Whether a card number's last digit is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _before(text: str, place: int, pattern: re.Pattern[str], reach: int = 60) -> bool:
    return pattern.search(text[max(0, place - reach) : place]) is not None


def _grouped(text: str, most: int) -> bool:
    """Whether a number's groups are such as people write: few, or every digit alone."""
    gaps = len(re.findall(r"\D+(?=[\dXx])", text.rstrip("Xx") + "0"))
    return text.count("\n") <= 1 and (gaps <= most or gaps >= 16)


def _born(digits: str) -> bool:
    try:
        day = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return day.year >= 1850 and digits[:2] in idnumber.PROVINCES


def identity(text: str) -> Iterator[Found]:
    """Identity numbers: 18 characters with the check character right, or with the word before them."""
    if not _LONG.search(text):
        return
    end = 0
    for match in _ID.finditer(text):
        start, stop = match.span(1)
        if start < end:
            continue
        bare = re.sub(r"[\s\-]", "", match[1])
        if not _born(bare):
            continue
        try:
            idnumber.normalise(bare)
            right = _grouped(match[1], 5)
        except CodeError:
            # A digit mistyped does not make it anybody's business.
            right = len(match[1]) == 18 and _before(text, start, _ID_LABEL)
        if right:
            end = stop
            yield "id_number", start, stop, True
    for match in _OLD_ID.finditer(text):
        if match[1] in idnumber.PROVINCES and not _before(text, match.start(), _OTHER_NUMBER, 20):
            yield "id_number_15", *match.span(), True


def telephone(text: str) -> Iterator[Found]:
    """Mobile numbers in the usual groupings; amounts and parts of longer codes are left out."""
    if not _MOBILE_BEGINS.search(text):
        return
    for match in _MOBILE.finditer(text):
        start, stop = match.span(1)
        if _before(text, start, _CODE_BEFORE, 12):
            continue
        if match[1].isdigit() and (
            _AMOUNT_AFTER.match(text, stop) or _before(text, start, _AMOUNT_BEFORE, 20)
        ):
            continue
        if "\n" in match[1] and not _before(text, start, _PHONE_LABEL):
            continue
        yield "phone", start, stop, True
    for match in _LATIN_LABEL.finditer(text):
        yield "phone", match.end(), match.end() + 11, True


def landline(text: str) -> Iterator[Found]:
    """Landlines after a private person's name or home, as hints."""
    if not _HOUSEHOLD.search(text):
        return
    for match in _LANDLINE.finditer(text):
        line = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
        if _PRIVATE.search(line) and not _OFFICE_CONTEXT.search(line):
            yield "landline_personal", *match.span(), False


def cards(text: str) -> Iterator[Found]:
    """Bank cards with the right last digit, and passbooks by their label."""
    for match in _CARD.finditer(text) if _LONG.search(text) else ():
        digits = re.sub(r"\D", "", match.group())
        if 16 <= len(digits) <= 19 and digits.startswith(_CARD_STARTS) and luhn(digits):
            yield "bank_card", *match.span(), True
    for match in _PASSBOOK.finditer(text) if _CARD_WORD.search(text) else ():
        if 12 <= len(re.sub(r"\D", "", match[1])) <= 21:
            yield "bank_card", *match.span(1), True


def papers(text: str) -> Iterator[Found]:
    """Passports and plates: blocking with a person's label before them, else hints."""
    for match in _PASSPORT.finditer(text) if _SEVEN.search(text) else ():
        labelled = _before(text, match.start(), _PASSPORT_LABEL, 40)
        if labelled or match.group()[0] in "EG":
            yield "passport", *match.span(), labelled
    for match in _PLATE.finditer(text):
        yield "plate", *match.span(), _before(text, match.start(), _KEEPER, 40)


def mail(text: str) -> Iterator[Found]:
    """Addresses at providers of private mail, as hints: small offices use them too."""
    for match in _MAIL.finditer(text) if "@" in text else ():
        yield "email", *match.span(), False


_CHINESE_RUN = re.compile(r"[〇零○一壹幺二贰貳三叁四肆五伍六陆七柒八捌九玖 \-]{10,}")


def in_characters(text: str) -> Iterator[Found]:
    """Identity and telephone numbers written in Chinese numerals, in simple or formal characters."""
    for run in _CHINESE_RUN.finditer(text):
        start, stop = run.start(), min(run.end() + 2, len(text))
        digits = text[start:stop].translate(CHINESE_DIGITS)
        for detector in (identity, telephone):
            for kind, a, b, blocking in detector(digits):
                if kind != "id_number_15":
                    yield kind, start + a, start + b, blocking


DETECTORS = (identity, cards, telephone, papers, mail, landline, in_characters)
"""In the order of their right to a place: a number found by an earlier one is not found again."""
