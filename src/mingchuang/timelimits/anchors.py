"""From what a time runs: the events with a name, and those in a table's own words."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Anchored:
    """What a time runs from, of which part of the content, and the period that bears it."""

    anchor: str
    scope: str | None = None
    period: str | None = None


_FORMED = r"(?:形成|产生|生成)"
_CHANGED = r"(?:变更|更新|变动|变化|修改|调整)"
_NAMED = (
    ("FORMED_OR_CHANGED", re.compile(rf"{_FORMED}[^,;:]{{0,6}}?{_CHANGED}|{_CHANGED}[^,;:]{{0,3}}?{_FORMED}")),
    ("MADE_OR_OBTAINED", re.compile(r"(?:制作|制定|制发)[^,;:]{0,6}?(?:获取|取得|获得)|(?:获取|取得|获得)[^,;:]{0,3}?(?:制作|制定)")),
    ("NPC_APPROVED", re.compile(r"(?:人民代表大会|人大)[^;:]*?(?:批准|审议|审查|通过)")),
    ("HEARING", re.compile(r"听证")),
    ("SURVEY_DONE", re.compile(r"调查(?:工作|结果)?(?:结束|完成|确认|完毕)")),
    ("APPLICATION_RECEIVED", re.compile(r"(?:收到|接到|受理)[^,;:]{0,12}?申请")),
    ("DECISION_MADE", re.compile(r"(?:作出|做出|下达)[^,;:]{0,16}?(?:决定|处罚|许可)|(?P<what>[^,;:]*?(?:决定|处罚|许可)书?)自(?:作出|做出)(?!行政|决定|处罚|许可)|(?:决定|处罚|许可)书?(?:作出|做出)")),
    ("APPROVAL_RECEIVED", re.compile(r"(?:收到|接到|取得|获得)[^,;:]{0,16}?(?:批准|批复|批文)|(?:批复|获批|批准)(?:文件)?(?:下达|下发|印发)?(?:之日|之后|以后|后|起|当日|$)")),
    ("FORMED", re.compile(_FORMED)),
    ("MADE_OR_OBTAINED", re.compile(r"(?:获取|制作)[^,;:]{0,6}?信息|信息(?:获取|制作)")),
)  # fmt: skip
_LEAD = re.compile(
    r"^(?:其中|一般|原则上|应当?|须|必须|要|可|即|并|在|于|自|从|因|以|为|的|该|本|有关|相关|:|,|、|\))+"
)
_START = re.compile(r"(?:应当?|须|要|必须)?(?:自|从|在|于|经)")
_TAIL = re.compile(
    r"(?:(?:之|的)?(?:当)?日(?:起|后|算起)?|起|之后|以后|后|之时|时|的|,|应当?|须|予以|公开)+$"
)
_EXCEPT = re.compile(r"^除[^,:]{1,16}?外,?")
_PUBLIC_SINCE = re.compile(r"(.{2,}(?:公开|发布))(?:之日起|之日|之后|以后|后|当日)$")
"""文件公开之日起: here being public is the event itself."""
_WITH = re.compile(r"^与[^,:]{2,16}?(?:同步|同时)(?:公开|发布)?(?:,|$)")
_PERIOD = re.compile(r"每(年|学年|学期|季度|月|周)度?")
_PERIODS = {
    "年": "YEAR",
    "学年": "YEAR",
    "学期": "TERM",
    "季度": "QUARTER",
    "月": "MONTH",
    "周": "WEEK",
}


def anchor_of(text: str) -> Anchored | None:
    """Return what the words before a number run from, ``None`` when they name nothing."""
    text = re.sub(r",?(?:应当?|须|要)?(?:在|于)$", "", text.strip(",、()[]")).strip(",")
    head, clause = _last(text)
    for name, pattern in _NAMED:
        if found := pattern.search(clause):
            said = found.groupdict().get("what") or clause[: found.start()]
            own = scope_of(said) if found.groupdict().get("what") else _scope(said)
            return Anchored(name, scope_of(head) if head else own)
    each = _PERIOD.search(clause)
    if (
        not each
        and not re.search(r"(?:起|后|日|时)(?:,|的)?$", clause)
        and not _START.search(clause)
    ):
        return None
    period = None
    if each:
        period = _PERIODS[each[1]]
        clause = clause[: each.start()] + clause[each.end() :]
    since = list(_START.finditer(clause))
    before, words = (
        (clause[: since[0].start()], clause[since[0].end() :]) if since else ("", clause)
    )
    anchor = custom(words)
    if anchor == "NONE":
        return None
    return Anchored(anchor, scope_of(head or before), period)


def custom(words: str) -> str:
    """Return an event in a table's own words as an anchor, ``NONE`` when nothing is left of them."""
    words = _LEAD.sub("", _EXCEPT.sub("", words.strip(",:()[]")))
    since = _PUBLIC_SINCE.match(words)
    words = since[1] if since else _TAIL.sub("", words)
    if not words:
        return "NONE"
    for name, pattern in _NAMED:
        if name in ("HEARING", "SURVEY_DONE", "NPC_APPROVED") and pattern.search(words):
            return name
    return f"CUSTOM({words})"


def scope_of(text: str) -> str | None:
    """Return what a rule speaks of, ``None`` when the words say nothing of the kind."""
    text = _WITH.sub("", text.strip(",:、()[]"))
    text = re.sub(r"^(?:其中|并|且|对|对于|,|、|:|。)+", "", text.strip(",:、()[]"))
    text = re.sub(r"(?:应当|应|须|要|必须|将|的|在|于|自|从|,|:|予以|进行)+$", "", text)
    if not text or re.fullmatch(
        r"(?:主动|及时|全文|予以|依法|统一|公开|公布|公示|发布|信息|公开事项|公开事项信息|公开时限|公开期限|时限|政府信息|该|该信息|最迟|不超过|不晚于|最晚|一般|原则上|至少)+",
        text,
    ):
        return None
    return text


def _last(text: str) -> tuple[str, str]:
    """Cut off what stands before a colon; the clause that names the event is the last."""
    head, sep, clause = text.rpartition(":")
    return (head, clause) if sep else ("", text)


def _scope(before: str) -> str | None:
    """What stands before 应自 and the like; other words before an event belong to it."""
    since = list(_START.finditer(before))
    return scope_of(before[: since[-1].start()]) if since else None
