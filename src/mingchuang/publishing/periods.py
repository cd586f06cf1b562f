"""Places in a text that name its period: what must be looked at when a text is written again."""

import re

from django.utils.translation import gettext as _

from mingchuang.publishing import work
from mingchuang.publishing.frozen import Finding, Frozen

_PERIOD = re.compile(
    r"〔(?:19|20)\d{2}〕\s*\d+\s*号"
    r"|(?:19|20)\d{2}\s*(?:年度?|[-./])\s*(?:\d{1,2}\s*(?:月|[-./])\s*(?:\d{1,2}\s*日?)?)?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}月份|第?[一二三四]季度|[上下]半年|[春秋]季学期"
)


def places(lines: list[str]) -> list[str]:
    """Return the words of a text that name a year, a date, a quarter or a numbered document."""
    found = (match.group().strip() for line in lines for match in _PERIOD.finditer(line))
    return list(dict.fromkeys(found))


def findings(frozen: Frozen) -> list[Finding]:
    """Return the places taken over from the last period that still stand as they were."""
    marks = (frozen.context.get("copied") or {}).get("marks", {})
    if frozen.amendment or not marks:
        return []
    texts = work.get(frozen.kind).texts(frozen.content, frozen.context)
    return [
        Finding(
            place,
            False,
            _("Taken over: it names the old period or the other unit. Write what holds now."),
            excerpt,
        )
        for place, _label, lines in texts
        for excerpt in marks.get(place, ())
        if excerpt in "\n".join(lines)
    ]
