"""The public page of a disclosure that is still being written: same template, nothing stored."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

from mingchuang import clock
from mingchuang.disclosures import public, record
from mingchuang.disclosures.relations import relations
from mingchuang.pages.views import Tags
from mingchuang.publishing.frozen import Frozen
from mingchuang.records import held
from mingchuang.units import public as units

NOBODY = "0" * 32
"""Stands where the object's number will be."""


def _day(value: str | None) -> date | None:
    """Return a date; one that is half typed is left out of the page."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def page(draft: Frozen, file_urls: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return ``(template, context)`` of the page as it would be if it were published now."""
    title = draft.content.get("title") or draft.context.get("title", "")
    content = {**draft.content, "title": title}
    whole = Frozen(**{**vars(draft), "content": content})
    made = record.build(whole)
    head, text = (json.loads(made.parts[name].content) for name in ("head", "text"))
    now = clock.now()
    row = SimpleNamespace(obj=NOBODY, ver=1, unit=draft.unit, at=now, digest="", schema=made.schema)
    days = {name: _day(made.fields[name]) for name in record.DATES}
    item = SimpleNamespace(
        record=row,
        head=SimpleNamespace(
            published_at=now, in_force=days["in_force"], valid_until=days["valid_until"]
        ),
        body={name: value for name, value in made.fields.items() if value not in (None, "")} | days,
        parts={},
        current=True,
    )
    step = SimpleNamespace(
        record=row, entry=SimpleNamespace(type="publish"), closed=None, note=draft.amendment_note
    )
    by_part = {f"files/{file.key}": file for file in draft.files}
    files = [
        {**file, "info": by_part[file["part"]], "url": file_urls[by_part[file["part"]].key]}
        for file in head["files"]
    ]
    return public.TEMPLATE, {
        **public.said(head, text, files),
        "relations": relations(item, Tags()),
        "persons": held.read(draft.content.get("persons", {}).get("list", "")) or {},
        "item": item,
        "unit": units.names([draft.unit]).get(draft.unit),
        "crumbs": public.path(draft.edition.partition("@")[0], draft.context.get("category", "")),
        "state": public.validity(item.head, clock.today())[0],
        "versions": [step],
        "before": None,
        "changes": [],
        "standing": None,
        "consistent": False,
        "checked_at": now,
        "json_url": "",
        "proof_url": "",
        "elements": len(made.fields["elements"]),
        "labels": {},
    }
