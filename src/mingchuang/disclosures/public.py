"""The page of a disclosure, made from its record and the log alone."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingchuang import clock, ledger
from mingchuang.catalogue import public as catalogue
from mingchuang.columns import public as columns
from mingchuang.disclosures import record
from mingchuang.disclosures.clocks import public_by
from mingchuang.disclosures.relations import persons, relations
from mingchuang.frame import meta
from mingchuang.ledger import reading as log
from mingchuang.records import reading, richtext
from mingchuang.records.differences import compare, compare_whole
from mingchuang.units import public as units

TEMPLATE = "disclosures/public/page.html"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def validity(head, today: date) -> tuple[str, datetime | None]:
    """Return ``(state, when that changes)``: ``ahead``, ``valid`` or ``over``."""
    if head.in_force and head.in_force > today:
        return "ahead", _midnight(head.in_force)
    if head.valid_until and head.valid_until < today:
        return "over", None
    return "valid", _midnight(head.valid_until + timedelta(days=1)) if head.valid_until else None


def consistent(item: reading.Item, entry) -> bool:
    """Whether the bytes shown are those the log's entry names, parts included."""
    if ledger.sha256(bytes(item.record.body)) != entry.content:
        return False
    for name, named in item.body.get("parts", {}).items():
        part = item.parts.get(name)
        if part is None or part.data is None:
            continue
        if not ledger.check_digest(named["digest"], part.data, part.opening):
            return False
    return True


@dataclass(frozen=True)
class Amended:
    """The last amendment of a text: its version, how (``correction``, ``change``, …), when, and
    where the difference stands."""

    ver: int
    how: str
    at: datetime
    difference: str


def amended(item: reading.Item, versions: list[reading.Step], changes: list) -> Amended | None:
    """Return what amended the text of this version last; None for a text that was never amended.

    A version that only carries another standing (display over, repealed) has the text of the one
    before, so its amendment holds on.
    """
    for step in versions:
        if step.record.ver > item.record.ver:
            continue
        how = json.loads(bytes(step.record.body)).get("amendment", "")
        if step.entry.type == "amend" and how:
            own = step.record.ver == item.record.ver
            page = "" if own else f"/items/{item.record.obj}/v{step.record.ver}/"
            anchor = "#difference" if changes or not own else "#versions"
            return Amended(step.record.ver, how, step.record.at, f"{page}{anchor}")
    return None


def path(edition: str, category: str) -> list:
    """Return the categories that lead to a document, the outer one first."""
    table = catalogue.table(edition)
    return [c for c in (table.parent(category), table.category(category)) if c] if table else []


def page(request, tags, item):
    """Show one version: validity, facts, text, files, what changed, proof."""
    head, text = item.json("head"), item.json("text")
    obj, ver = item.record.obj, item.record.ver
    tags.record(obj)
    tags.key("unit", item.record.unit)
    edition = item.body.get("edition", "").partition("@")[0]
    tags.key("edition", edition)
    crumbs = path(edition, item.body.get("category", ""))
    table = catalogue.table(edition)
    state, until = validity(item.head, clock.today())
    tags.changes_at(until)
    base = f"/items/{obj}/v{ver}/"
    steps = reading.history(obj)
    versions = [step for step in steps if step.record.schema != "tombstone-1"]
    before = next((step for step in versions if step.record.ver < ver and not step.closed), None)
    changes = _changes(obj, before.record.ver, item) if before else []
    standing = log.standing(obj, ver)
    if standing is None or standing.size is None:
        tags.never()
    files = [
        {
            **file,
            "info": item.parts[file["part"]],
            "url": f"{base}{file['part']}/{file['name']}",
        }
        for file in head.get("files", ())
        if file["part"] in item.parts
    ]
    unit = units.names([item.record.unit]).get(item.record.unit)
    return render(
        request,
        TEMPLATE,
        {
            "column_tags": columns.tags_of(tags, item.head, _otherwise(crumbs)),
            "article_tags": meta.article(
                head.get("title", ""),
                item.head.published_at,
                unit.name if unit else "",
                keywords=head.get("keywords", ()),
                description=head.get("summary", ""),
                path=request.path,
            ),
            "relations": relations(item, tags),
            "persons": persons(item, tags),
            **said(head, text, files),
            "item": item,
            "unit": unit,
            "crumbs": crumbs,
            "explained": bool(table) and item.body.get("obligation") in table.obligations,
            "public_by": public_by(item, versions),
            "state": state,
            "versions": versions,
            "before": before,
            "changes": changes,
            "amended": amended(item, versions, changes),
            "standing": standing,
            "consistent": bool(standing) and consistent(item, standing.entry),
            "checked_at": clock.now(),
            "json_url": f"/items/{obj}/v{ver}.json",
            "proof_url": f"/items/{obj}/v{ver}.tlog-proof",
            "elements": len(item.body.get("elements", {})),
            "labels": {
                "correction": _("Correction"),
                "change": _("Change"),
                "privacy": _("Personal data taken back"),
                "secret": _("Closed"),
            },
        },
    )


def _otherwise(crumbs: list) -> meta.ColumnTags:
    """Return what a document in no column of the office's says of its place: its category."""
    names = [(get_language() == "en" and one.get("name_en")) or one["name"] for one in crumbs]
    return meta.plain_column(names[-1] if names else _("Open government"), *names)


def said(head: dict, text: dict, files: list[dict]) -> dict:
    """Return what the page says of a document itself: title, text with its pictures, files.

    ``files`` are those of ``head`` that may be read, each with ``url`` and ``info`` (size, type).
    Pictures that the text shows are not shown again below it.
    """
    images = {file["part"]: (file["url"], file["alt"]) for file in files}
    trees = [text.get("body", []), *(s["tree"] for s in text.get("sections", ()))]
    used = {picture["src"] for tree in trees for picture in richtext.pictures(tree)}
    return {
        "section": "lists",
        "head": head,
        "body_html": richtext.to_html(text.get("body", []), images=images),
        "sections": [
            {**s, "html": richtext.to_html(s["tree"], images=images, top=3)}
            for s in text.get("sections", ())
        ],
        "files": [{**file, "ext": file["name"].rpartition(".")[2].upper()} for file in files],
        "pictures": [
            file
            for file in files
            if file["info"].media_type.startswith("image/") and file["part"] not in used
        ],
    }


def _changes(obj: str, old_ver: int, item: reading.Item) -> list:
    old = reading.item(obj, old_ver)
    if old is None or "head" not in old.parts:
        return []
    before = record.record_lines(old.json("head"), old.json("text"))
    after = record.record_lines(item.json("head"), item.json("text"))
    labels = {
        "title": _("Title"),
        "docno": _("Document number"),
        "summary": _("Summary"),
        "files": _("Attachments"),
    }
    changes = []
    for place in dict.fromkeys([*after, *before]):
        label, lines = after.get(place, ("", []))
        old_label, old_lines = before.get(place, ("", []))
        how = compare_whole if place == "files" else compare
        changes += how(label or old_label or labels.get(place, _("Text")), old_lines, lines)
    return changes
