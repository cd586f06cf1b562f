"""What the editor's screens share: the form of a draft, saving it, and who changed which field."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from mingchuang.publishing import acts, work
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import spoken
from mingchuang.records.differences import Change, compare
from mingchuang.records.errors import Conflict


def form_class(draft: Draft):
    """Return the form class of a draft."""
    return work.get(draft.kind).form(draft.context)


def bound(draft: Draft, data: Mapping[str, Any]):
    """Return the form filled with what was sent, checked."""
    form = form_class(draft)(data)
    form.is_valid()
    return form


def values(draft: Draft) -> dict[str, Any]:
    """Return the field values that the editor shows of a saved draft."""
    return {**form_class(draft).from_draft(draft.content), **draft.raw}


def taken(draft: Draft, form, data: Mapping[str, Any]) -> tuple[dict, dict]:
    """Return ``(content, raw)``: valid fields as content, invalid ones as they were typed."""
    raw = {name: data.get(name, "") for name in form.errors if name in form.fields}
    content = form.to_draft()
    if "sections" in content:
        content["sections"] = {**draft.content.get("sections", {}), **content["sections"]}
    return content, raw


def save(draft: Draft, data: Mapping[str, Any], user) -> tuple[Draft, Any]:
    """Save what was sent; returns the draft and the form.

    Raises NotAllowed, and Conflict when ``data["revision"]`` is not the saved one.
    """
    form = bound(draft, data)
    content, raw = taken(draft, form, data)
    try:
        revision = int(data.get("revision", ""))
    except ValueError as error:
        raise Conflict(_("The form has lost its revision. Load the page again.")) from error
    return acts.save(draft.pk, revision=revision, content=content, raw=raw, actor=user), form


def field_value(content: Mapping[str, Any], raw: Mapping[str, Any], name: str) -> Any:
    """Return what a draft holds for one field; element fields are named ``section_<code>``."""
    if name in raw:
        return raw[name]
    if name.startswith("section_"):
        return content.get("sections", {}).get(name.removeprefix("section_")) or ""
    return content.get(name) or ""


def prints(content: Mapping[str, Any], raw: Mapping[str, Any], names) -> dict[str, str]:
    """Return a short print of each field; equal prints are equal contents."""
    return {
        name: hashlib.sha256(
            json.dumps(field_value(content, raw, name), sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()[:12]
        for name in names
    }


def base(draft: Draft) -> str:
    """Return the prints of the saved draft as JSON.

    The editor sends them back, so that of two people's changes each is known for whose it is.
    """
    return json.dumps(
        prints(draft.content, draft.raw, form_class(draft).base_fields), separators=(",", ":")
    )


def targets(draft: Draft) -> list[tuple[str, str]]:
    """Return the rich-text fields of a draft as ``(name, label)``: the text and the elements."""
    fields = form_class(draft).base_fields
    return [
        (name, str(field.label))
        for name, field in fields.items()
        if name == "body" or name.startswith("section_")
    ]


_HOLDS_TABLE = re.compile(
    r"标准|目录|清单|(?<![代发])表(?![决示达彰扬现态明述面格演])|表格|\btables?\b", re.I
)


def proposed_target(draft: Draft) -> str:
    """Return the rich-text field that a table most likely belongs into.

    The first element that says of itself that it holds one (标准, 目录, 清单, 表), an empty one
    before one with a text; where none says so the first empty element, and else the body.
    """
    elements = [name for name, _label in targets(draft) if name != "body"]
    fields = form_class(draft).base_fields
    empty = [name for name in elements if not field_value(draft.content, draft.raw, name)]
    said = [
        name
        for name in elements
        if _HOLDS_TABLE.search(f"{fields[name].label} {fields[name].help_text}")
    ]
    likely = [name for name in said if name in empty] or said or empty or ["body"]
    return likely[0]


@dataclass(frozen=True)
class Meeting:
    """One field that two people left different: both texts, the difference, what is chosen."""

    name: str
    label: str
    mine: str
    theirs: str
    changes: tuple[Change, ...]
    keep: str
    by: str
    """Who changed it since the editor was loaded: ``mine``, ``theirs``, ``both``."""


def _sides(draft: Draft, content, raw) -> tuple[dict[str, list[str]], dict[str, str]]:
    kind = work.get(draft.kind)
    lines = {place: spoken(text) for place, _label, text in kind.texts(content, draft.context)}
    shown = {place: html for place, _label, html in kind.shows(content, draft.context)}
    for name, typed in raw.items():
        lines[name] = [str(typed)]
        shown[name] = format_html_join("", "<p>{}</p>", [(typed,)])
    return lines, shown


def meetings(draft: Draft, data: Mapping[str, Any]) -> list[Meeting]:
    """Return the fields in which what was sent differs from what is saved.

    The choice falls on whoever changed the field; where both did, on the sender's text.
    """
    form = bound(draft, data)
    changed, raw = taken(draft, form, data)
    content = {**draft.content, **changed}
    my_lines, my_html = _sides(draft, content, raw)
    their_lines, their_html = _sides(draft, draft.content, draft.raw)
    mine = prints(content, raw, form.fields)
    theirs = prints(draft.content, draft.raw, form.fields)
    try:
        before = json.loads(data.get("base", "") or "{}")
    except ValueError:
        before = {}
    found = []
    for name, field in form.fields.items():
        if mine[name] == theirs[name]:
            continue
        start = before.get(name) if isinstance(before, dict) else None
        by = {theirs[name]: "mine", mine[name]: "theirs"}.get(start, "both")
        old, new = their_lines.get(name, []), my_lines.get(name, [])
        found.append(
            Meeting(
                name=name,
                label=str(field.label),
                mine=my_html.get(name, ""),
                theirs=their_html.get(name, ""),
                changes=tuple(compare("", old, new)),
                keep="theirs" if by == "theirs" else "mine",
                by=by,
            )
        )
    return found


def chosen(draft: Draft, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field values after the choice ``keep_<field>``: ``mine`` as sent or ``theirs``."""
    saved = values(draft)
    return {
        name: saved.get(name, "")
        if data.get(f"keep_{name}") == "theirs"
        else data.get(name, saved.get(name, ""))
        for name in form_class(draft).base_fields
    }
