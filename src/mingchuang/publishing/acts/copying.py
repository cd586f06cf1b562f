"""The same as last period: a new document starts from what the unit published last."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.models import User
from mingchuang.publishing import periods, work
from mingchuang.publishing.acts.state import remember_author, withdrawn, writable
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import NotReady


def last_of(draft: Draft) -> Draft | None:
    """Return the unit's newest published, not withdrawn document for a draft's obligation."""
    if not draft.obligation or draft.amendment:
        return None
    found = Draft.objects.filter(
        unit_id=draft.unit_id,
        obligation=draft.obligation,
        kind=draft.kind,
        state=Draft.State.PUBLISHED,
    ).order_by("-saved_at")
    return next((last for last in found[:5] if not withdrawn(last.obj)), None)


def is_bare(draft: Draft) -> bool:
    """Whether a draft holds nothing but its first content; its title and dates do not count."""
    kind = work.get(draft.kind)

    def said(content: dict) -> dict[str, list[str]]:
        texts = kind.texts(content, draft.context)
        return {
            place: lines
            for place, _label, lines in texts
            if (place == "body" or place.startswith("section_")) and any(lines)
        }

    return not draft.amendment and said(draft.content) == said(kind.prefill(draft.context))


@transaction.atomic
def copy_last(draft_id: Any, *, actor: User) -> dict[str, list[str]]:
    """Fill an empty draft with the last published text; what was typed already stays.

    Returns the words that name the old period, by place; they are kept in the draft's context so
    that each is pointed at until it is changed. Raises NotAllowed; NotReady when there is none to
    copy or the draft has a text of its own.
    """
    draft = writable(draft_id, actor)
    last = last_of(draft)
    kind = work.get(draft.kind)
    if last is None or kind.again is None:
        raise NotReady([_("The unit has not published anything for this obligation yet.")])
    if not is_bare(draft):
        raise NotReady([_("This document has a text of its own already; nothing was copied.")])
    content = kind.again(last.content, draft.context)
    typed = {
        name: value
        for name, value in draft.content.items()
        if value and name not in ("sections", "body")
    }
    draft.content = {**draft.content, **content, **typed}
    marks = {
        place: here
        for place, _label, lines in kind.texts(content, draft.context)
        if (here := periods.places(lines))
    }
    draft.context = {**draft.context, "copied": {"obj": last.obj, "marks": marks}}
    draft.revision += 1
    draft.saved_at = clock.now()
    remember_author(draft, actor)
    draft.save(update_fields=["content", "context", "revision", "saved_at", "chain"])
    return marks
