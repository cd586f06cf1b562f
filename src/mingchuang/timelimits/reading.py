"""Reading a cell 公开时限 of a catalogue: whatever its wording and damage, never a guess.

The text is made plain first (:mod:`mingchuang.timelimits.plain`), cut into statements, and each
statement is tried against what the tables say, the most particular first. What speaks of time and is
not understood is a rule of kind ``UNKNOWN``, for a person to look at.
"""

import re
from functools import lru_cache

from mingchuang.timelimits.anchors import Anchored, anchor_of, custom, scope_of
from mingchuang.timelimits.model import Display, Rule, Term
from mingchuang.timelimits.plain import plain, sentences
from mingchuang.timelimits.rhythms import rhythm

QUANTITY = r"(?P<n>\d{1,3})(?:个)?(?P<unit>工作日|自然日|日历日|小时|月|年|周|星期|日|天)"
_UNITS = {
    "工作日": ("WORKDAY", 1),
    "自然日": ("DAY", 1),
    "日历日": ("DAY", 1),
    "日": ("DAY", 1),
    "天": ("DAY", 1),
    "周": ("DAY", 7),
    "星期": ("DAY", 7),
    "月": ("MONTH", 1),
    "年": ("YEAR", 1),
    "小时": ("HOUR", 1),
}
_WITHIN = re.compile(rf"{QUANTITY}(?:之内|以内|内)")
_BARE = re.compile(rf"{QUANTITY}(?=$|公开|予以公开|公布|公示|发布|上网|更新|完成)")
_BEFORE = re.compile(
    rf"(?P<event>[^,:]*?)(?:前{QUANTITY}|(?:的|至少|不少于)?{QUANTITY.replace('P<n>', 'P<m>').replace('P<unit>', 'P<unit2>')}(?:之前|以前|前))"
)
_AT_LEAST = re.compile(r"(?:不少于|不得少于|不低于|不得低于|不短于|至少|少于)$")
"""What stands before a length that something lasts, not one within which it is due."""
_TWO_EVENTS = re.compile(r"前(?:和|及|与|或|以及|、)[^,:]{2,}后$")
"""开工前和竣工后10日内: nobody can say of which of the two the number speaks."""
_AHEAD = re.compile(rf"提前(?:至少|不少于)?{QUANTITY}")
_BEFORE_EVENT = re.compile(
    r"(?:^|在|于|应当?)(?P<event>[^,:\d]{2,20}?)(?:之前|以前|前)(?=$|公开|公布|公示|发布|公告|通知|予以|告知|完成|[,:])"
)
_AT = re.compile(
    r"(?P<scope>^[^,:在于与自]{2,20})?(?:^|:|在|于|与|自)(?P<event>(?:(?!在|于|自)[^,:]){2,24}?)(?:的?同时|同步|之时|时|当日|当天|之日)(?=$|公开|公布|公示|发布|公告|予以|通知|告知|即|[,:])"
)
_DISPLAY = re.compile(
    rf"(?P<what>公示|公告|展示|公布|征求意见|听取意见|意见征集|征集意见|反馈意见|发售(?=期))(?:的)?(?P<apart>,(?=期限|期间|时间|时限))?(?:期限|期|时间|时限|日期)?(?:一般|原则上|应)?(?:不得少于|不少于|不低于|不得低于|至少|少于|为|不短于)?{QUANTITY}(?P<after>以上)?(?!内|之内|以内|前)"
)
_FOREVER = re.compile(
    r"(?:长期|常年|永久|持续|全年)(?:保持|予以)?(?:公开|公示|公布|展示|有效|在线|更新)|长期$|常年$|永久$|保持长期"
)
_DEFERS = re.compile(
    r"(?:法律|法规|规章|政策|国家|另)[^;。]{0,24}?(?:另有|有)?规定[^;。]{0,8}?从其规定|另有规定的?|从其规定|法定(?:时限|期限|时间)|按(?:照)?规定(?:的)?(?:时限|期限|时间)"
)
_AT_ONCE = re.compile(r"实时|即时|立即|当即|第1?一?时间|同步更新")
_PROMPT = re.compile(r"及时|随时|动态(?:更新|调整|公开)|尽快")
_ABOVE = re.compile(r"同上|同前|如上|上同|同左|〃|″|\"")
_ON_REQUEST = re.compile(r"依申请(?:公开)?")
_TIME_WORDS = re.compile(
    r"\d+(?:个)?(?:工作日|自然日|日历日|小时|月|年|周|日|天|季度)|\*+|[上中下]旬|(?:期限|时限)内|年底|月底|季末"
)


@lru_cache(maxsize=4096)
def parse(raw: str) -> Term:
    """Return the normal form of a time limit. Never raises: what cannot be read is ``UNKNOWN``."""
    text = plain(raw)
    if not text:
        return Term(raw, (Rule("INHERIT"),))
    rules: list[Rule] = []
    display: Display | None = None
    defers = bool(_DEFERS.search(text))
    for sentence in sentences(_DEFERS.sub("", text)):
        found: list[Rule] = []
        for statement in sentence:
            said, shown = _statement(statement)
            found += said
            display = display or shown
        rules += _outer(found)
    if display and display.kind == "PERMANENT" and not rules:
        display, rules = None, [Rule("PERMANENT")]
    return Term(raw, tuple(rules) or (Rule("UNKNOWN"),), display, defers)


def _outer(rules: list[Rule]) -> list[Rule]:
    """及时公开，20个工作日内 is one order with its outer limit, not two."""
    promised = ("IMMEDIATE", "PROMPT", "INHERIT")
    if all(rule.kind in (*promised, "UNKNOWN") for rule in rules):
        return rules
    return [rule for rule in rules if rule.kind not in promised or rule.scope]


def _statement(text: str) -> tuple[list[Rule], Display | None]:
    """Read one statement: its rules, and how long it wants something shown."""
    display = None
    if shown := _DISPLAY.search(text):
        kind = "CONSULTATION" if "意见" in shown["what"] else "PUBLICITY"
        n, unit = _quantity(shown["n"], shown["unit"])
        display = Display(kind, n, unit)
        # 草案形成后公开征求意见，期限不少于30日: what stands before the comma stays said
        text = _DISPLAY.sub(lambda m: m["what"] if m["apart"] else "", text).strip(",")
    elif _FOREVER.search(text):
        display = Display("PERMANENT")
        text = _FOREVER.sub("", text).strip(",")
    rules = _rules(text) if text else []
    return rules, display


def _rules(text: str) -> list[Rule]:
    for reader in (
        _periods_end,
        _ahead,
        _before,
        _within,
        _before_event,
        _rhythm,
        _words,
        _at,
    ):
        found = reader(text)
        if found:
            return found
    return [Rule("UNKNOWN", scope=None)] if _TIME_WORDS.search(text) else []


def _quantity(n: str, unit: str) -> tuple[int, str]:
    name, times = _UNITS[unit]
    return int(n) * times, name


_ENDS = re.compile(
    r"(?P<each>每)?(?:会计|财政)?(?P<period>学年|年度|年|季度|季|月度|月|半年度?|学期|周)(?:度)?(?:终了|结束|末|期满)(?:之日起|之日|之后|以后|后|的)"
)
_ENDED = {
    "年度": ("YEAR", "年度终了"),
    "年": ("YEAR", "年度终了"),
    "季度": ("QUARTER", "季度终了"),
    "季": ("QUARTER", "季度终了"),
    "月度": ("MONTH", "月度终了"),
    "月": ("MONTH", "月度终了"),
    "半年": ("HALF_YEAR", "半年终了"),
    "半年度": ("HALF_YEAR", "半年终了"),
    "学期": ("TERM", "学期结束"),
    "学年": ("TERM", "学年结束"),
    "周": ("WEEK", "每周结束"),
}


def _periods_end(text: str) -> list[Rule]:
    """年度终了后3个月内, 每季度结束后15个工作日内: counted from the end of each period."""
    ended = _ENDS.search(text)
    within = _WITHIN.search(text, ended.end()) if ended else None
    if not ended or not within or within.start() - ended.end() > 2:
        return []
    period, words = _ENDED[ended["period"]]
    n, unit = _quantity(within["n"], within["unit"])
    scope = scope_of(text[: ended.start()])
    return [Rule("WITHIN", f"CUSTOM({words})", n, unit, period, None, scope)]


def _within(text: str) -> list[Rule]:
    """…之日起20个工作日内, in either order; several in one statement are several rules."""
    found, start = [], 0
    matches = list(_WITHIN.finditer(text)) or list(_BARE.finditer(text))
    if not matches and (whole := re.fullmatch(QUANTITY, text)):
        matches = [whole]
    for number, match in enumerate(matches):
        n, unit = _quantity(match["n"], match["unit"])
        before = text[start : match.start()]
        if _AT_LEAST.search(before) and not match[0].endswith("内"):
            continue
        if _TWO_EVENTS.search(before):
            return [Rule("UNKNOWN")]
        if unit in ("MONTH", "YEAR") and not re.search(r"个月|个年|年", match[0]):
            continue  # 3月内 is March as often as three months
        if re.search(r"(?:\d{1,2}月|[每当次本下]月)$", before):
            continue  # a day of a month, not a number of days
        anchored = anchor_of(before)
        after = text[
            match.end() : matches[number + 1].start() if number + 1 < len(matches) else None
        ]
        if anchored is None and (
            turned := re.match(r",?(?:应当?|须)?(自[^,]+?(?:之日)?起|[^,]+?后)", after)
        ):
            anchored = anchor_of(turned[1])
        named = before.rpartition(":")[0]
        anchored = anchored or Anchored("NONE", scope_of(named) if named else None)
        found.append(
            Rule("WITHIN", anchored.anchor, n, unit, anchored.period, None, anchored.scope)
        )
        start = match.end()
    return found


def _rhythm(text: str) -> list[Rule]:
    found = rhythm(text)
    return [found] if found else []


def _ahead(text: str) -> list[Rule]:
    """提前3日: before an event that stands around it or goes without saying."""
    found = _AHEAD.search(text)
    if not found:
        return []
    n, unit = _quantity(found["n"], found["unit"])
    words = custom(text[: found.start()])
    return [Rule("BEFORE", words, n, unit)]


def _before(text: str) -> list[Rule]:
    """停水前24小时, 组织听证7个工作日前."""
    found = _BEFORE.search(text)
    if not found:
        return []
    n, unit = _quantity(found["n"] or found["m"], found["unit"] or found["unit2"])
    event = found["event"]
    if found["m"] and found["unit2"] in ("月", "年", "周", "星期"):
        return []
    if found["m"] and (re.search(r"[年月]$", event) or (unit == "DAY" and not event)):
        return []  # 31日前 is a day of some month
    scope = None
    period = None
    if each := re.match(r"每(学年|学期|年|月)度?", event):
        period = {"年": "YEAR", "学年": "YEAR", "学期": "TERM", "月": "MONTH"}[each[1]]
        event = event[each.end() :]
    if stated := re.fullmatch(
        r"(.*?)(?:应当?|须)(?:在|于)", event
    ):  # 应当在3日前: of what it speaks
        return [Rule("BEFORE", "NONE", n, unit, None, None, scope_of(stated[1]))]
    if quoted := re.match(r"(《[^》]*》)(.+)", event):
        scope, event = quoted[1], quoted[2]
    elif ":" in text[: found.start()]:
        scope = scope_of(text[: text.rindex(":", 0, found.start())])
    anchored = anchor_of(event)
    if anchored and scope is None:
        scope = anchored.scope
    return [
        Rule("BEFORE", anchored.anchor if anchored else custom(event), n, unit, period, None, scope)
    ]


def _before_event(text: str) -> list[Rule]:
    """每年招生前: before an event, without a number."""
    found = _BEFORE_EVENT.search(text)
    if not found or re.search(r"(?:[年月号底末旬度]|(?<!之)日|季|周.)$", found["event"]):
        return []
    period, event = None, found["event"]
    if each := re.match(r"每(年|学期|月)度?", event):
        period = {"年": "YEAR", "学期": "TERM", "月": "MONTH"}[each[1]]
        event = event[each.end() :]
        event = f"学期{event}" if event in ("结束", "开始") else event
    return [Rule("BEFORE", custom(event), None, None, period)] if event else []


def _words(text: str) -> list[Rule]:
    """Limits without a number: at once, promptly, as above, on request."""
    if _AT_ONCE.search(text):
        return [Rule("IMMEDIATE", _since(text, _AT_ONCE), scope=_said(text, _AT_ONCE))]
    if _PROMPT.search(text):
        return [Rule("PROMPT", _since(text, _PROMPT), scope=_said(text, _PROMPT))]
    if after := re.match(r"([^,\d]{2,16}?)后(?:公开|公告|公示|公布|发布)?(?:,|$)", text):
        anchored = anchor_of(after[1] + "后")
        return [Rule("PROMPT", anchored.anchor if anchored else custom(after[1]))]
    if _ABOVE.fullmatch(text):
        return [Rule("INHERIT")]
    if found := _ON_REQUEST.search(text):
        scope = re.sub(r"(?:为|属|属于)$", "", text[: found.start()])
        return [Rule("UNKNOWN", "APPLICATION_RECEIVED", scope=scope_of(scope))]
    return []


def _since(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    before = text[: found.start()] if found else ""
    anchored = anchor_of(before) if re.search(r"(?:起|后)$", before) else None
    return anchored.anchor if anchored else "NONE"


def _said(text: str, pattern: re.Pattern[str]) -> str | None:
    """The part of the content of which a promise speaks: 重大事项应当随时公布."""
    found = pattern.search(text)
    before = text[: found.start()] if found else ""
    said = re.fullmatch(r"(?!按|根据|视|自|在)([^\d]{2,40}?)(?:应当|应|须|要|:)?", before)
    return scope_of(said[1]) if said and not re.search(r"(?:起|后)$", said[1]) else None


def _at(text: str) -> list[Rule]:
    """在实地启动拟征收土地工作时, 开工当日: on the day of the event."""
    found = _AT.search(text)
    if not found or re.search(r"[随及即实适届按同]$", found["event"]):
        return []
    anchored = anchor_of(found["event"])
    named = anchored is not None and not anchored.anchor.startswith("CUSTOM(")
    anchor = anchored.anchor if named and anchored else custom(found["event"])
    return [Rule("AT_EVENT", anchor, scope=scope_of(found["scope"] or ""))]
