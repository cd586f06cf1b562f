"""发文字号: the number of an official document, ``国办发〔2019〕54号``.

GB/T 9704-2012: the organ's code (机关代字), the year in full in six-cornered brackets 〔〕, and the
serial number without 第 and without leading zeros, then 号. The web is full of other brackets and
of full-width digits; they are all the same number.
"""

import re
from dataclasses import dataclass

from mingchuang.codes.text import CodeError, tidy
from mingchuang.words import _

YEARS = range(1949, 2101)

_OPEN = r"[〔\[［【(（﹝]"
_CLOSE = r"[〕\]］】)）﹞]"
_CODE = r"[\u3400-\u4dbf\u4e00-\u9fff〇A-Za-z]"
_DIGIT = r"[0-9０-９]"
_WHOLE = re.compile(
    rf"(?P<code>{_CODE}+){_OPEN}(?P<year>[0-9]{{4}}){_CLOSE}第?(?P<n>[0-9]{{1,9}})号"
)

# In running text: a little space may come between the parts, but not inside the organ's code.
_GAP = r"[ \t\u00a0\u3000]{0,3}\n?[ \t\u3000]{0,3}"
_REACH = 40
_HEAD = re.compile(rf"{_CODE}{{1,{_REACH}}}(?={_GAP}\Z)")
_TAIL = re.compile(
    rf"{_OPEN}{_GAP}(?P<year>{_DIGIT}{{4}}){_GAP}{_CLOSE}"
    rf"{_GAP}第?{_GAP}(?P<n>{_DIGIT}{{1,9}}){_GAP}号"
)

# Words that stand before a number in a sentence and are written together with it. Only such as no
# organ's code holds: 经 (经信局), 从 (从化), 将 (将乐), 原 (原平) begin real ones.
_BEFORE = re.compile(
    "根据|按照|依据|依照|遵照|参照|对照|贯彻|落实|执行|印发|转发|下发|颁发|废止|修改|修订|撤销|关于|以及|"
    "或者|包括|文件|通知|参见|详见|文号为|文号是|文号|其中|[与及的是见按由对以至在或被该此据]"
)


@dataclass(frozen=True)
class DocNo:
    """A document number in its parts; ``str()`` gives the normal form."""

    code: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"


def parse(text: str) -> DocNo:
    """Return the parts of a document number.

    Accepts the brackets 〔〕 [] ［］ 【】 () （） ﹝﹞, full-width digits, spaces anywhere, 第 before the
    serial number and zeros in front of it. Raises :class:`CodeError` naming the part that is wrong.
    """
    value = tidy(text)
    match = _WHOLE.fullmatch(value)
    if not match:
        raise CodeError(_explain(value))
    return _parts(match["code"], match["year"], match["n"])


def normalise(text: str) -> str:
    """Return the document number in its normal form; see :func:`parse` for input and errors."""
    return str(parse(text))


def find(text: str) -> list[tuple[int, int, str]]:
    """Return the document numbers in running text: (start, end, normal form), in order.

    ``text[start:end]`` is the number as written. Where a sentence runs into the organ's code
    (根据国办发〔2019〕54号) the usual connecting words are cut off; a name written together with the
    code cannot be told from it and stays. Numbers with a year outside 1949–2100 are left out.
    """
    found: list[tuple[int, int, str]] = []
    end = 0
    # From the year backwards, not from the code forwards: Chinese prose is one long run of
    # characters, any of which could begin a code.
    for tail in _TAIL.finditer(text):
        floor = max(end, tail.start() - _REACH - 7)
        head = _HEAD.search(text[floor : tail.start()])
        joined = head is not None and floor + head.start() == end > 0
        end = tail.end()
        if head is None:
            continue
        cut = _code_begins(head[0], joined=joined)
        try:
            number = _parts(head[0][cut:], tail["year"], tail["n"])
        except CodeError:
            continue
        found.append((floor + head.start() + cut, end, str(number)))
    return found


def _code_begins(run: str, *, joined: bool) -> int:
    """Return where the organ's code begins in ``run``, which may have a sentence before it.

    ``joined`` says that another document number ends right before ``run``.
    """
    begins = 0
    for word in _BEFORE.finditer(run):
        if word.end() < len(run):
            begins = word.end()
    # 和 joins two numbers, but also begins codes (和政县, 和田): it is cut only after something.
    joint = run.find("和", begins)
    if 0 <= joint < len(run) - 1 and (joint > 0 or joined):
        begins = joint + 1
    return begins


def _parts(code: str, year: str, number: str) -> DocNo:
    if int(year) not in YEARS:
        raise CodeError(
            _("Document number: the year {year} is not between 1949 and 2100. Correct it.").format(
                year=int(year)
            )
        )
    if int(number) == 0:
        raise CodeError(_("Document number: the serial number is 0. Serial numbers begin at 1."))
    return DocNo(code, int(year), int(number))


def _explain(value: str) -> str:
    """Return the message for a text that is no document number, naming the first wrong part."""
    example = _("Write it like 国办发〔2019〕54号.")
    if not re.match(_CODE, value):
        what = _("Document number: it must begin with the organ's code, in characters or letters.")
    elif not re.match(rf"{_CODE}+{_OPEN}[0-9]{{4}}{_CLOSE}", value):
        what = _(
            "Document number: after the organ's code the year must stand in full, four digits in "
            "brackets."
        )
    elif not value.endswith("号"):
        what = _("Document number: it must end with 号.")
    else:
        what = _(
            "Document number: between the year and 号 there must be the serial number, at most nine digits."
        )
    return f"{what} {example}"
