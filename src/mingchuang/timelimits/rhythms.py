"""Reading rhythms: each week, month, quarter, year, term, and the day by which."""

import re

from mingchuang.timelimits.anchors import scope_of
from mingchuang.timelimits.model import Rule
from mingchuang.timelimits.periods import WEEKDAYS, check_due_rule

_EACH = re.compile(
    r"(?:至少|按|每|逐|分|以)+(?P<p>半个?月|半年|季度|季|学期|学年|自然年|年度|年|月度|月|周)(?:度)?"
    r"|(?P<q>年度|季度|月度|半年度|学期)(?=公开|公布|公示|发布|更新|通报|$|初|末)"
)
_PERIODS = {
    "半月": "HALF_MONTH",
    "半个月": "HALF_MONTH",
    "半年": "HALF_YEAR",
    "半年度": "HALF_YEAR",
    "季度": "QUARTER",
    "季": "QUARTER",
    "学期": "TERM",
    "学年": "YEAR",
    "自然年": "YEAR",
    "年度": "YEAR",
    "年": "YEAR",
    "月度": "MONTH",
    "月": "MONTH",
    "周": "WEEK",
}
_WEEKDAY = re.compile(r"(?P<next>次|下)?(?:每|当|本)?周(?P<day>[1-6一二三四五六日末])")
_OF_MONTH = re.compile(
    r"(?P<which>当|次|下|翌|本|每|隔)(?:个)?月的?(?:(?P<day>\d{1,2})[日号]|(?P<ten>[上中下]旬)|(?P<end>月?底|月?末|最后[1一]天))"
)
_BY_MONTH = re.compile(
    r"(?P<month>\d{1,2})月(?:份)?的?(?:(?P<day>\d{1,2})[日号]?|(?P<ten>[上中下]旬)|(?P<end>底|末))"
)
_MONTHS = re.compile(
    r"(?:(?:\d{1,2}月?[、和及,])+\d{1,2}月|\d{1,2}月)(?:份)?的?(?P<ten>[上中下]旬|底|末)"
)
_IN_QUARTER = re.compile(
    r"季度?(?:的)?(?:第?(?P<nth>[123首末])个?月|(?P<last>末月)|(?P<first>首月))(?:的)?(?:(?P<day>\d{1,2})[日号]|(?P<ten>[上中下]旬)|月?(?P<end>底|末))"
)
_NTH_QUARTER = re.compile(r"第?(?P<n>[1-4])季度(?:内|前|末|底)?")
_TENS = {"上旬": "first", "中旬": "mid", "下旬": "last"}
_TEN_DAYS = _TENS | {"底": "end", "末": "end"}
_LITERAL = re.compile(r"\(([-+@/0-9A-Za-z]+)\)")
"""A due rule in brackets, as :mod:`mingchuang.timelimits.printing` writes what tables never say."""


def rhythm(text: str) -> Rule | None:
    """Return the rule of a rhythm, ``None`` when the text has none."""
    each = _EACH.search(text)
    period = _PERIODS[each["p"] or each["q"]] if each else None
    scope = scope_of(text[: each.start()].rstrip("至少")) if each else None
    if scope and re.search(r"\d", scope):
        scope = None
    if period and (literal := _LITERAL.search(text)):
        return _written(period, literal[1], scope)
    later = "+1" if re.search(r"上(?:个|一)?(?:月|周|季|年度|半月)", text) else ""
    weekday = _weekday(text) if period in (None, "WEEK") else None
    if weekday and later:
        weekday = weekday.replace("+0", later)
    if weekday:
        return Rule("PERIODIC", period="WEEK", due_rule=weekday, scope=scope)
    if period == "QUARTER" and (due := _in_quarter(text)):
        return Rule("PERIODIC", period="QUARTER", due_rule=due, scope=scope)
    months = _days_of_year(text)
    if period is None and months and re.search(r"[次当翌]年", text):
        period = "YEAR"
    if months and period in (None, "YEAR"):
        return (
            None
            if re.search(r"(?:19|20)\d\d年", text)
            else Rule("BY_DATE", period=period, due_rule=months, scope=scope)
        )
    if months:
        return Rule("PERIODIC", period=period, due_rule=months, scope=scope)
    if period == "YEAR" and (quarter := _NTH_QUARTER.search(text)):
        month = 3 * int(quarter["n"])
        return Rule("BY_DATE", period="YEAR", due_rule=f"{month}-end", scope=scope)
    days = _of_month(text)
    days = days.replace("+0", later) if later else days
    if days and period in (None, "MONTH", "HALF_MONTH"):
        return Rule("PERIODIC", period=period or "MONTH", due_rule=days, scope=scope)
    if period is None or each is None:
        return None
    rest = text[each.end() :]
    if re.search(r"\d+(?:个)?(?:工作日|日|天|小时|号)", rest) or "*" in rest:
        return None
    ends = period != "TERM" and re.match(r"(?:年|度)?(?:底|末)", rest)
    if ends and period == "YEAR":
        return Rule("BY_DATE", period="YEAR", due_rule="12-end", scope=scope)
    return Rule("PERIODIC", period=period, due_rule="+0 end" if ends else None, scope=scope)


def _written(period: str, literal: str, scope: str | None) -> Rule | None:
    rule = literal.replace("@", " ").replace("/", ";")
    try:
        check_due_rule(rule, period)
    except ValueError:
        return None
    return Rule("PERIODIC", period=period, due_rule=rule, scope=scope)


def _weekday(text: str) -> str:
    found = []
    for match in _WEEKDAY.finditer(text):
        if match["day"] == "末":
            continue
        place = "1一2二3三4四5五6六_日".index(match["day"]) // 2
        found.append(f"+{1 if match['next'] else 0} {WEEKDAYS[place]}")
    return ";".join(dict.fromkeys(found))


def _of_month(text: str) -> str:
    found = []
    for match in _OF_MONTH.finditer(text):
        k = 1 if match["which"] in "次下翌" else 0
        at = match["day"] or (match["ten"] and _TENS[match["ten"]]) or "end"
        if match["day"] and not 1 <= int(match["day"]) <= 31:
            return ""
        found.append(f"+{k} {at}")
    if not found and re.search(r"(?:每月|月)(?:底|末)", text):
        found = ["+0 end"]
    return ";".join(dict.fromkeys(found))


def _days_of_year(text: str) -> str:
    """Return the days that a text names with their months: 3月底, 7月和12月上旬, 1月31日."""
    said: list[tuple[int, str]] = []
    for match in _MONTHS.finditer(text):
        for month in re.findall(r"\d{1,2}", match[0]):
            said.append((match.start(), _md(int(month), _TEN_DAYS[match["ten"]])))
    bare = _MONTHS.sub(lambda match: "·" * len(match[0]), text)
    for match in _BY_MONTH.finditer(bare):
        if match["day"]:
            said.append((match.start(), _md(int(match["month"]), match["day"])))
    found = [day for _place, day in sorted(said, key=lambda each: each[0])]
    if not found and re.search(r"年(?:底|末)", bare):
        found.append("12-end")
    if not found and re.search(r"(?:每年|按年|年度)", bare):
        for match in re.finditer(
            r"(\d{1,2})月(?:份)?(?:之前|以前|前|内|公开|公布|$|[、和及])", bare
        ):
            month = int(match[1])
            before = match[0].endswith("前")
            found.append(_md(month - 1 or 12 if before else month, "end"))
    return ";".join(dict.fromkeys(found)) if all(found) else ""


def _md(month: int, day: str) -> str:
    """Return ``M-D``, empty where there is no such month or day."""
    if not 1 <= month <= 12 or (day.isdigit() and not 1 <= int(day) <= 31):
        return ""
    return f"{month}-{int(day) if day.isdigit() else day}"


def _in_quarter(text: str) -> str:
    found = _IN_QUARTER.search(text)
    if not found:
        return ""
    nth = {"首": 1, "末": 3}.get(found["nth"] or "") or int(found["nth"] or 0)
    nth = nth or (3 if found["last"] else 1)
    at = found["day"] or (found["ten"] and _TENS[found["ten"]]) or "end"
    if nth == 1 and at != "end":
        return f"+0 {at}"
    return ";".join(_md(month, at) for month in range(nth, 13, 3))
