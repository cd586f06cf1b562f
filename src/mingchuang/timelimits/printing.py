"""Saying a time limit in the words of the standard table, so that it is read back as the same."""

from mingchuang.timelimits.model import Display, Rule, Term

_ANCHORS = {
    "FORMED_OR_CHANGED": "信息形成或者变更之日起",
    "FORMED": "信息形成之日起",
    "MADE_OR_OBTAINED": "制作或者获取信息之日起",
    "DECISION_MADE": "作出决定之日起",
    "NPC_APPROVED": "人民代表大会批准后",
    "APPROVAL_RECEIVED": "收到批准文件之日起",
    "APPLICATION_RECEIVED": "收到申请之日起",
    "SURVEY_DONE": "调查结束后",
    "HEARING": "听证之日起",
    "NONE": "",
}
_UNITS = {"WORKDAY": "个工作日", "DAY": "日", "MONTH": "个月", "YEAR": "年", "HOUR": "小时"}
_EACH = {
    "WEEK": "每周",
    "HALF_MONTH": "每半月",
    "MONTH": "每月",
    "QUARTER": "每季度",
    "HALF_YEAR": "每半年",
    "YEAR": "每年",
    "TERM": "每学期",
}
_DAYS = {"end": "底", "first": "上旬", "mid": "中旬", "last": "下旬"}
_WORDS = {
    "IMMEDIATE": "实时公开",
    "PROMPT": "及时公开",
    "PERMANENT": "长期公开",
    "INHERIT": "同上",
    "UNKNOWN": "未定**",
}
_DISPLAYS = {"PUBLICITY": "公示期不少于", "CONSULTATION": "征求意见期限不少于"}


def say(term: Term) -> str:
    """Return a canonical phrase: ``parse`` reads it as the same rules, display and deference."""
    parts = [say_rule(rule) for rule in term.rules]
    if term.display:
        parts.append(_shown(term.display))
    if term.defers_to_law:
        parts.append("法律、法规另有规定的,从其规定")
    return ";".join(part for part in parts if part)


def say_rule(rule: Rule) -> str:
    """Return the phrase of one rule."""
    return (f"{rule.scope}:" if rule.scope else "") + _rule(rule)


def _rule(rule: Rule) -> str:
    if rule.kind in ("WITHIN", "BEFORE"):
        return _counted(rule)
    if rule.kind == "AT_EVENT":
        return f"{_event(rule)}当日公开"
    if rule.kind == "BY_DATE":
        days = [item.split("-") for item in (rule.due_rule or "").split(";")]
        named = "、".join(f"{month}月{_DAYS.get(day, f'{day}日')}" for month, day in days)
        return f"{_EACH[rule.period] if rule.period else ''}{named}前"
    if rule.kind == "PERIODIC":
        due = f"({rule.due_rule.replace(' ', '@').replace(';', '/')})" if rule.due_rule else ""
        return f"{_EACH[rule.period or 'YEAR']}{due}公开"
    if rule.kind == "UNKNOWN" and rule.anchor == "APPLICATION_RECEIVED":
        return "依申请公开"
    since = f"自{_event(rule)}之日起" if rule.anchor != "NONE" else ""
    return since + _WORDS[rule.kind]


def _counted(rule: Rule) -> str:
    amount = f"{rule.n}{_UNITS[rule.unit]}" if rule.n is not None and rule.unit else ""
    each = _EACH[rule.period] if rule.period else ""
    if rule.kind == "WITHIN":
        if rule.words.endswith(("终了", "结束")) and rule.period:
            return f"{rule.words}后{amount}内"
        since = f"自{rule.words}之日起" if rule.words else _ANCHORS[rule.anchor]
        return f"{each}{since}{amount}内"
    if rule.anchor == "NONE":
        return f"提前{amount}"
    return f"{each}{_event(rule)}前{amount}"


def _event(rule: Rule) -> str:
    if rule.words:
        return rule.words
    said = _ANCHORS[rule.anchor]
    return said.removesuffix("之日起").removesuffix("后")


def _shown(display: Display) -> str:
    if display.kind == "PERMANENT":
        return "保持长期公开"
    if display.min_n is None or display.unit is None:
        return ""
    return f"{_DISPLAYS[display.kind]}{display.min_n}{_UNITS[display.unit]}"
