"""How a spreadsheet shows a number or a date: the usual number formats. Pure, no Django.

The codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31, built-in ones with the meaning that a
Chinese Excel gives them. A code of another kind (fractions, exponents, conditions) is not applied.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "¥#,##0;¥-#,##0",
    6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;¥-#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '¥#,##0;-¥#,##0;¥"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '¥#,##0.00;-¥#,##0.00;¥"-"',
    45: "mm:ss",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that a file names by number alone."""
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<one>.)|_.|\*.|\[\$(?P<sign>[^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|(?P<bare>.)',
    re.S,
)
_DATE = re.compile(
    r"AM/PM|A/P|上午/下午|yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s", re.I
)
_PLACES = re.compile(r"[#0?,]+(?:\.[#0?]*,*)?|\.[#0?]+,*")
_WEEK = "一二三四五六日"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def shown(value: object, code: str) -> str | None:
    """Return a cell's number or date as its format ``code`` shows it.

    None where the code says nothing about it or is of a kind that is not applied here.
    """
    if code.lower() in ("", "general", "@"):
        return None
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return _date(value, code.split(";")[0])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    sections = _sections(code)
    number = Decimal(format(value, ".15g"))
    if len(sections) > 2 and number == 0:
        return _number(number, sections[2])
    if number < 0 and len(sections) > 1:
        return _number(-number, sections[1])
    text = _number(abs(number), sections[0])
    return f"-{text}" if text and number < 0 and re.search("[1-9]", text) else text


def _sections(code: str) -> list[list[tuple[str, bool]]]:
    """Return the parts between ``;`` as pieces of text, each with whether it is said literally."""
    out: list[list[tuple[str, bool]]] = [[]]
    for match in _TOKENS.finditer(code):
        literal = match["quoted"] or match["one"] or match["sign"]
        if literal:
            out[-1].append((literal, True))
        elif match["bare"] == ";":
            out.append([])
        elif match["bare"]:
            out[-1].append((match["bare"], False))
    return out


def _number(number: Decimal, section: list[tuple[str, bool]]) -> str | None:
    """Return a number without its sign in one section of a code."""
    marks = "".join(text if not literal else "\x00" * len(text) for text, literal in section)
    plain = "".join(text for text, _literal in section)
    found = _PLACES.search(marks)
    if found is None:  # words alone, such as "-" for nothing
        return plain.strip() if not re.search(r"[A-Za-z]", marks) else None
    rest = marks[: found.start()] + marks[found.end() :]
    if re.search(r"[#0?A-Za-z/]", rest):
        return None  # a fraction, an exponent, a word that is no literal
    places = found[0].rstrip(",")  # commas at the end: shown in thousands
    thousands = len(found[0]) - len(places)
    whole, _dot, part = places.partition(".")
    number = number * 100 ** rest.count("%") / Decimal(1000) ** thousands
    number = number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits, _dot, decimals = f"{number:f}".partition(".")
    least = part.rstrip("#?")
    while len(decimals) > len(least) and decimals.endswith("0"):
        decimals = decimals[:-1]
    zeros = whole.replace(",", "").lstrip("#?")
    digits = digits.lstrip("0").rjust(len(zeros), "0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", digits)
    text = f"{digits}.{decimals}" if decimals else digits
    return (plain[: found.start()] + text + plain[found.end() :]).strip()


def _date(value: datetime.date | datetime.time, code: str) -> str | None:
    """Return a date or a time in a code such as ``yyyy"年"m"月"d"日"``."""
    marks, plain = "", ""
    for text, literal in _sections(code)[0]:
        plain += text
        marks += "\x00" * len(text) if literal else text
    parts = list(_DATE.finditer(marks))
    if not parts or re.search("[#0?]", marks):
        return None
    half = any("/" in part[0] for part in parts)
    out, at = "", 0
    for n, part in enumerate(parts):
        out += plain[at : part.start()]
        at = part.end()
        token = part[0].lower()
        before = parts[n - 1][0].lower() if n else ""
        after = parts[n + 1][0].lower() if n + 1 < len(parts) else ""
        minutes = token in ("m", "mm") and (before[:1] == "h" or after[:1] == "s")
        said = _part(value, "minute" + token if minutes else token, half)
        if said is None:
            return None
        out += said
    return (out + plain[at:]).strip()


def _part(value: datetime.date | datetime.time, token: str, half: bool) -> str | None:
    """Return one part of a date; None when ``value`` is a day without a time, or the reverse."""
    if "/" in token:
        hour = getattr(value, "hour", 0)
        return token.upper().split("/")[hour >= 12]
    if token[0] in "hs" or token.startswith("minute"):
        hour = getattr(value, "hour", 0)
        name = {"h": "hour", "s": "second"}.get(token[0], "minute")
        number = (hour % 12 or 12) if half and name == "hour" else getattr(value, name, 0)
        return f"{number:02}" if token in ("hh", "ss", "minutemm") else str(number)
    if not isinstance(value, datetime.date):
        return None
    return {
        "yyyy": f"{value.year:04}",
        "yy": f"{value.year % 100:02}",
        "mmmm": f"{value:%B}",
        "mmm": _MONTHS[value.month - 1],
        "mm": f"{value.month:02}",
        "m": str(value.month),
        "dddd": f"{value:%A}",
        "ddd": f"{value:%a}",
        "dd": f"{value.day:02}",
        "d": str(value.day),
        "aaaa": f"星期{_WEEK[value.weekday()]}",
        "aaa": _WEEK[value.weekday()],
    }[token]
