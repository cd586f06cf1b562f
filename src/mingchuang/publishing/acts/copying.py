"""A new document starts from what the unit published last, or from what another unit published."""

from collections.abc import Sequence
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


def pattern_of(draft: Draft) -> Draft | None:
    """Return what another unit of the same kind published for a draft's obligation, the newest."""
    if not draft.obligation or draft.amendment:
        return None
    found = (
        Draft.objects.filter(
            unit__kind=draft.unit.kind,
            obligation=draft.obligation,
            kind=draft.kind,
            state=Draft.State.PUBLISHED,
        )
        .exclude(unit=draft.unit_id)
        .select_related("unit")
        .order_by("-saved_at")
    )
    return next((other for other in found[:5] if not withdrawn(other.obj)), None)


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
    if last is None:
        raise NotReady([_("The unit has not published anything for this obligation yet.")])
    return _fill(draft, last, (), actor)


@transaction.atomic
def copy_pattern(draft_id: Any, *, actor: User) -> dict[str, list[str]]:
    """Fill an empty draft with what another unit of the same kind published for the obligation.

    Returns what :func:`copy_last` does, and every place that names the other unit.
    Raises NotAllowed, NotReady.
    """
    draft = writable(draft_id, actor)
    pattern = pattern_of(draft)
    if pattern is None:
        raise NotReady(
            [_("No other unit of this kind has published anything for this obligation.")]
        )
    return _fill(draft, pattern, (pattern.unit.name, pattern.unit.short_name), actor)


def _fill(draft: Draft, source: Draft, names: Sequence[str], actor: User) -> dict[str, list[str]]:
    kind = work.get(draft.kind)
    if kind.again is None:
        raise NotReady([_("The unit has not published anything for this obligation yet.")])
    if not is_bare(draft):
        raise NotReady([_("This document has a text of its own already; nothing was copied.")])
    content = kind.again(source.content, draft.context)
    typed = {
        name: value
        for name, value in draft.content.items()
        if value and name not in ("sections", "body")
    }
    draft.content = {**draft.content, **content, **typed}
    marks = {
        place: here
        for place, _label, lines in kind.texts(content, draft.context)
        if (here := periods.places(lines) + _named(lines, names))
    }
    draft.context = {**draft.context, "copied": {"obj": source.obj, "marks": marks}}
    draft.revision += 1
    draft.saved_at = clock.now()
    remember_author(draft, actor)
    draft.save(update_fields=["content", "context", "revision", "saved_at", "chain"])
    return marks


def _named(lines: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return which of the names a text says."""
    return [name for name in dict.fromkeys(names) if name and any(name in line for line in lines)]
