"""What a disclosure must hold before anybody reviews it. Pure but for its words."""

import re
from datetime import date

from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.codes import CodeError, docno
from mingchuang.publishing.frozen import Finding, Frozen
from mingchuang.records import richtext

_HALF = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")

_BLANK = re.compile(r"【[^】]{0,40}】")
"""A blank of a template that waits to be filled in."""


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def check(draft: Frozen) -> list[Finding]:
    """Return what is missing or contradicts itself."""
    from mingchuang.disclosures.record import text_lines

    content, found = draft.content, []
    if not content.get("title", "").strip():
        found.append(Finding("title", True, _("A title is missing.")))
    formed = _day(content.get("formed_on"))
    today = clock.today()
    if formed is None:
        found.append(
            Finding(
                "formed_on",
                True,
                _(
                    "The date on which the information was formed is missing; the time limit runs from it."
                ),
            )
        )
    elif formed > today:
        found.append(Finding("formed_on", True, _("The date of forming lies in the future.")))
    changed = _day(content.get("changed_on"))
    if draft.amendment == "change" and changed is None:
        found.append(
            Finding(
                "changed_on",
                True,
                _("A change needs the date of the change; a new time limit runs from it."),
            )
        )
    if changed and changed > today:
        found.append(Finding("changed_on", True, _("The date of the change lies in the future.")))
    if changed and formed and changed < formed:
        found.append(
            Finding("changed_on", True, _("The change is dated before the information was formed."))
        )
    start, end = _day(content.get("in_force")), _day(content.get("valid_until"))
    if start and end and end < start:
        found.append(Finding("valid_until", True, _("It ends before it comes into force.")))
    if content.get("docno"):
        try:
            normal = docno.normalise(content["docno"])
            if normal != content["docno"]:
                found.append(
                    Finding("docno", False, _("Usually written %(normal)s.") % {"normal": normal})
                )
        except CodeError as error:
            found.append(Finding("docno", True, str(error)))
    if draft.kind == "interpretation" and not content.get("explains"):
        found.append(
            Finding("explains", True, _("Name the published document that this one explains."))
        )
    if not content.get("body") and not any(content.get("sections", {}).values()):
        found.append(Finding("body", True, _("There is no text yet.")))
    for file in draft.files:
        if file.media_type.startswith("image/") and not file.alt.strip():
            found.append(
                Finding(
                    f"file:{file.key}",
                    True,
                    _("Say in words what the picture shows, for those who cannot see it."),
                )
            )
    found += [*_pictures(draft), *_blanks(draft)]
    for place, _label, lines in text_lines(content, draft.context):
        match = _HALF.search("\n".join(lines))
        if match:
            found.append(
                Finding(
                    place,
                    False,
                    _("Half-width punctuation beside Chinese; use ，。；：？！（）."),
                    match.group(),
                )
            )
    return found


def _pictures(draft: Frozen) -> list[Finding]:
    """Return a finding for each place that shows a picture which is not attached any more."""
    content = draft.content
    trees = {"body": content.get("body", [])}
    trees |= {f"section_{code}": tree for code, tree in content.get("sections", {}).items()}
    attached = {f"files/{file.key}" for file in draft.files}
    return [
        Finding(
            place,
            True,
            _("The text shows a picture that is not attached any more. Take it out or attach it."),
            picture["alt"] or picture["src"],
        )
        for place, tree in trees.items()
        for picture in richtext.pictures(tree or [])
        if picture["src"] not in attached
    ]


def _blanks(draft: Frozen) -> list[Finding]:
    """Return a finding for the first blank of each element's template that is not filled in."""
    sections, found = draft.content.get("sections", {}), []
    for element in draft.context.get("elements", ()):
        text = richtext.plain(sections.get(element["code"]) or [])
        blanks = _BLANK.findall(element.get("template", ""))
        if left := next((blank for blank in blanks if blank in text), ""):
            found.append(
                Finding(
                    f"section_{element['code']}",
                    True,
                    _("A blank of the template is not filled in."),
                    left,
                )
            )
    return found
