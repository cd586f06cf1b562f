"""What happens to a published item by its dates and by other documents.

A window ends (公示期满), a document lapses (失效), is repealed (废止), partly (部分失效) or replaced by
another. Each is a new version of the same text, entered in the log, and can be taken for no other.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append, newest
from mingchuang.pages.purge import take_down
from mingchuang.publishing import work
from mingchuang.publishing.acts.state import (
    OPEN,
    note_down,
    published,
    standing_of,
    withdrawn,
)
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Coming, Draft, IndexNumber, Version
from mingchuang.records import held, writing
from mingchuang.records.errors import Conflict
from mingchuang.records.models import Record

DAY = timedelta(days=1)


def plan(draft: Draft) -> None:
    """Note what the calendar will do to a document just published; do what is due at once."""
    content, obj = draft.content, draft.obj
    standing = standing_of(obj)
    ends, lapses = (
        parse_date(content.get("window_end") or ""),
        parse_date(content.get("valid_until") or ""),
    )
    _plan(obj, Coming.What.EXPIRE, ends + DAY if ends and "over" not in standing else None)
    _plan(obj, Coming.What.LAPSE, lapses + DAY if lapses and "status" not in standing else None)
    starts = parse_date(content.get("in_force") or "")
    repeals = content.get("repeals") or []
    if repeals and starts and starts > clock.today():
        _plan(obj, Coming.What.MARKS, starts)
    else:
        _plan(obj, Coming.What.MARKS, None)
        mark_others(obj, repeals)


def _plan(obj: str, what: str, on: date | None) -> None:
    if on is None:
        Coming.objects.filter(obj=obj, what=what).delete()
    else:
        Coming.objects.update_or_create(obj=obj, what=what, defaults={"on": on})


def forget_plans(obj: str) -> None:
    """Drop what the calendar would have done to an item that was taken back."""
    Coming.objects.filter(obj=obj).delete()


@transaction.atomic
def come_true(coming_id: int) -> None:
    """Do what the calendar has planned for today or earlier; the worker calls it."""
    coming = Coming.objects.filter(pk=coming_id, on__lte=clock.today()).first()
    if coming is None:
        return
    newest(coming.obj)  # the lock of the object
    coming = Coming.objects.select_for_update().filter(pk=coming_id, on__lte=clock.today()).first()
    if coming is None:
        return
    coming.delete()
    if withdrawn(coming.obj):
        return
    if coming.what == Coming.What.EXPIRE:
        expire(coming.obj)
    elif coming.what == Coming.What.LAPSE:
        if standing_of(coming.obj).get("status", {}).get("is", "partly") == "partly":
            mark(coming.obj, {"is": "lapsed", "on": coming.on.isoformat()}, role="system")
    else:
        last = published(coming.obj)
        repeals = (last.content.get("repeals") or []) if last else []
        mark_others(coming.obj, repeals, role="system")


@transaction.atomic
def expire(obj: str) -> None:
    """End a display window: the page stays as 公示已结束, every list of persons goes with its salts.

    Raises Conflict before the day that was announced: an earlier end is a withdrawal.
    """
    newest(obj)
    last = published(obj)
    ends = parse_date(last.content.get("window_end") or "") if last else None
    if ends is None or ends >= clock.today():
        raise Conflict(
            _("The window is not over yet. What has to go before its announced end is withdrawn.")
        )
    standing = {**standing_of(obj), "over": ends.isoformat()}
    stored = _again(last, "expire", standing)
    forget_lists(obj)
    append([Entry("expire", stored, "system", reason="display_over")])
    note_down(last, "publish", "expire", None)
    transaction.on_commit(lambda: take_down(obj, stored.ver), robust=True)


def forget_lists(obj: str) -> None:
    """Delete every list of persons of an item, and its name in drafts and versions handed in."""
    held.drop_all(obj)
    for draft in Draft.objects.filter(obj=obj):
        if draft.content.pop("persons", None) is not None:
            draft.save(update_fields=["content"])
    for version in Version.objects.filter(draft__obj=obj):
        if version.content.pop("persons", None) is not None:
            version.save(update_fields=["content"])


def mark_others(obj: str, repeals: list[Mapping[str, Any]], *, role: str = "publisher") -> None:
    """Mark the documents that ``obj`` repeals, partly repeals or replaces, in one order for all."""
    for row in sorted(repeals, key=lambda row: row["id"]):
        newest(row["id"])
        if not withdrawn(row["id"]) and published(row["id"]):
            status = {"is": row["how"], "by": obj, "on": clock.today().isoformat()}
            mark(row["id"], status, role=role)


@transaction.atomic
def mark(obj: str, status: Mapping[str, str] | None, *, role: str = "publisher") -> None:
    """Say in the open that a document has lapsed or was repealed; None: it is in force again.

    ``status`` is ``{"is": lapsed|repealed|partly|superseded, "by": object, "on": date}``; ``role``
    is ``system`` when the calendar does it.
    """
    newest(obj)
    last = published(obj)
    standing = standing_of(obj)
    if last is None or standing.get("status") == status:
        return
    standing.pop("status", None)
    if status:
        standing["status"] = dict(status)
    stored = _again(last, "status", standing)
    append([Entry("status", stored, role, reason=status["is"] if status else None)])
    note_down(last, "publish", "status", None, status["is"] if status else "")


def marked_by(obj: str) -> list[str]:
    """Return the published items whose status says that ``obj`` made it so."""
    last = published(obj)
    repeals = (last.content.get("repeals") or []) if last else []
    return [
        row["id"]
        for row in sorted(repeals, key=lambda row: row["id"])
        if standing_of(row["id"]).get("status", {}).get("by") == obj and not withdrawn(row["id"])
    ]


def _again(last: Draft, act: str, standing: Mapping[str, Any]) -> writing.Stored:
    """Store the published text once more with another standing; an open amendment follows it."""
    index = IndexNumber.objects.filter(pk=last.obj).first()
    frozen = freeze(last, index_no=index.text if index else "", standing=standing)
    frozen = replace(frozen, amendment="", amendment_note="")
    stored = writing.store(work.get(last.kind).build(frozen), act=act, at=clock.now(), obj=last.obj)
    Draft.objects.filter(obj=last.obj, state__in=OPEN).update(amends=stored.ver)
    return stored


def announced_end(obj: str) -> date | None:
    """Return the end of the display window that readers were told last."""
    for body in Record.objects.filter(obj=obj).order_by("-ver").values_list("body", flat=True):
        return parse_date(json.loads(bytes(body)).get("window_end") or "")
    return None
