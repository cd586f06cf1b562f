"""What acts ask of a document before they change it, and what they write down after."""

import json
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.models import Chain
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules
from mingchuang.publishing.models import Draft, Review
from mingchuang.records.errors import Conflict, require
from mingchuang.records.models import Record

OPEN = (Draft.State.WRITING, Draft.State.REVIEW, Draft.State.RETURNED, Draft.State.SCHEDULED)


def writable(draft_id: Any, actor: User) -> Draft:
    """Return a draft, locked until the transaction ends, that this person may change now.

    Raises NotAllowed.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
    return draft


def published(obj: str) -> Draft | None:
    """Return the draft of an object's newest published version."""
    return (
        Draft.objects.filter(obj=obj, state=Draft.State.PUBLISHED)
        .order_by("-published_ver")
        .first()
    )


def withdrawn(obj: str) -> bool:
    """Whether an object has been taken back, numbered or not, its record lost or not."""
    if Chain.objects.filter(pk=obj, type__in=["withdraw", "erase"]).exists():
        return True
    return Record.objects.filter(obj=obj, schema="tombstone-1").exists()


def standing_of(obj: str) -> dict[str, Any]:
    """Return what the calendar and other documents made of a published item so far."""
    record = Record.objects.filter(obj=obj).order_by("-ver").first()
    body = json.loads(bytes(record.body)) if record else {}
    return {name: body[name] for name in ("over", "status") if name in body}


def approvers(draft: Draft) -> list[int]:
    """Return who approved a step since the last submission."""
    ids: list[int] = []
    for action, user in draft.reviews.values_list("action", "by_id"):
        if action in ("submit", "return"):
            ids.clear()
        elif action == "approve":
            ids.append(user)
    return ids


def seen_of(draft: Draft) -> str:
    """Return what a review page shows: the version handed in and the step it waits at."""
    n = draft.versions.order_by("-n").values_list("n", flat=True).first() or 0
    return f"{n}.{draft.step}.{draft.state}"


def as_seen(draft: Draft, seen: str) -> None:
    """Raise Conflict when a page shows another version or step than the draft now waits at."""
    if seen and seen != seen_of(draft):
        raise Conflict(_("This document has moved on since the page was opened. Look at it again."))


def remember_author(draft: Draft, actor: User) -> None:
    """Remember who wrote in a draft: none of them may review it."""
    authors = {*draft.chain.get("authors", ()), draft.drafter_id, actor.pk}
    draft.chain = {**draft.chain, "authors": sorted(authors)}


def note_down(draft: Draft, step: str, action: str, by: User | None, note: str = "") -> None:
    """Write down what happened to a draft; ``by`` None is the calendar."""
    last = draft.versions.order_by("-n").values_list("n", flat=True).first() or 0
    Review.objects.create(
        draft=draft, version=last, step=step, action=action, by=by, note=note, at=clock.now()
    )


def end_of_window(draft: Draft) -> datetime | None:
    """Return the moment at which a display window ends: midnight after its last day."""
    last = parse_date(draft.content.get("window_end") or "")
    if last is None:
        return None
    return datetime.combine(last + timedelta(days=1), time(), clock.SHANGHAI)
