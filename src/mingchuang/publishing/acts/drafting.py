"""Writing: a document opened, saved, its files, laid aside."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import newest
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts.state import (
    note_down,
    published,
    remember_author,
    withdrawn,
    writable,
)
from mingchuang.publishing.models import Draft, DraftFile
from mingchuang.records import held
from mingchuang.records.errors import Conflict, NotReady, require


def open_draft(
    kind: str,
    unit: str,
    *,
    actor: User,
    obligation: str = "",
    edition: str = "",
    context: Mapping[str, Any] | None = None,
) -> Draft:
    """Start a document, with what the obligation asks for filled in.

    Raises NotAllowed.
    """
    require(
        rules.may_open(roles_of(actor), unit),
        _("Only a disclosure officer of the unit writes its documents."),
    )
    now = clock.now()
    context = dict(context or {})
    return Draft.objects.create(
        kind=kind,
        unit_id=unit,
        obligation=obligation,
        edition=edition,
        context=context,
        content=work.get(kind).prefill(context),
        drafter=actor,
        opened_at=now,
        saved_at=now,
    )


def open_amendment(obj: str, *, amendment: str, note: str, actor: User) -> Draft:
    """Open a published item for amendment, with its text and files as they stand.

    ``correction`` (更正) mends an error, clocks stand; ``change`` (变更) is a new fact with a new
    clock; ``privacy`` and ``secret`` close every earlier version when published.
    Raises NotAllowed, NotReady, Conflict when an amendment is being written already.
    """
    last = published(obj)
    require(
        last is not None and rules.may_open(roles_of(actor), last.unit_id),
        _("Only a disclosure officer of the unit amends its items."),
    )
    if amendment not in rules.AMENDMENTS or len(note.strip()) < 4:
        raise NotReady([_("Choose the kind of amendment and say in a sentence what changes.")])
    if withdrawn(obj):
        raise NotReady([_("This item has been withdrawn; write a new one.")])
    return amendment_of(last, amendment=amendment, note=note.strip(), drafter=actor)


def amendment_of(last: Draft, *, amendment: str, note: str, drafter: User) -> Draft:
    """Open an amendment of a published document. Raises Conflict when one is being written."""
    now = clock.now()
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                kind=last.kind,
                unit_id=last.unit_id,
                obligation=last.obligation,
                edition=last.edition,
                context=last.context,
                content=last.content,
                joint=last.joint,
                obj=last.obj,
                amends=newest(last.obj).ver,
                amendment=amendment,
                amendment_note=note[:500],
                drafter=drafter,
                opened_at=now,
                saved_at=now,
            )
            for file in last.files.exclude(decision="closed"):
                DraftFile.objects.create(
                    draft=draft,
                    key=file.key,
                    sha256=file.sha256,
                    size=file.size,
                    media_type=file.media_type,
                    filename=file.filename,
                    title=file.title,
                    alt=file.alt,
                )
            return draft
    except IntegrityError as error:
        raise Conflict(_("An amendment of this item is being written already.")) from error


@transaction.atomic
def save(
    draft_id: Any, *, revision: int, content: Mapping[str, Any], raw: Mapping[str, Any], actor: User
) -> Draft:
    """Save a draft as it stands in the editor; valid fields in ``content``, all input in ``raw``.

    Raises NotAllowed, and Conflict when somebody saved after ``revision``: nothing is overwritten.
    """
    draft = writable(draft_id, actor)
    if draft.revision != revision:
        raise Conflict(
            _(
                "Somebody saved this document meanwhile. Your text is kept in this window; open the newer one beside it."
            )
        )
    draft.content = {**draft.content, **content}
    draft.raw = dict(raw)
    draft.revision += 1
    draft.saved_at = clock.now()
    remember_author(draft, actor)
    draft.save(update_fields=["content", "raw", "revision", "saved_at", "chain"])
    return draft


@transaction.atomic
def attach(
    draft_id: Any,
    *,
    sha256: str,
    size: int,
    media_type: str,
    filename: str,
    title: str,
    alt: str = "",
    actor: User,
) -> DraftFile:
    """Attach a stored file. A changed file is a new one: its secrecy decision is open again."""
    draft = writable(draft_id, actor)
    used = [int(key) for key in draft.files.values_list("key", flat=True) if key.isdigit()]
    return DraftFile.objects.create(
        draft=draft,
        key=str(max(used, default=0) + 1),
        sha256=sha256,
        size=size,
        media_type=media_type,
        filename=filename[:200],
        title=title[:200] or filename[:200],
        alt=alt[:400],
    )


@transaction.atomic
def describe_file(draft_id: Any, key: str, *, title: str, alt: str, actor: User) -> None:
    """Change a file's title and its words for those who do not see it."""
    draft = writable(draft_id, actor)
    draft.files.filter(key=key).update(title=title[:200], alt=alt[:400])


@transaction.atomic
def detach(draft_id: Any, key: str, *, actor: User) -> None:
    """Take a file off a draft."""
    draft = writable(draft_id, actor)
    draft.files.filter(key=key).delete()


@transaction.atomic
def discard(draft_id: Any, *, actor: User) -> None:
    """Lay a draft aside; it stays in the unit's history."""
    draft = writable(draft_id, actor)
    draft.state = Draft.State.DISCARDED
    persons = draft.content.pop("persons", {}).get("list", "")
    draft.save(update_fields=["state", "content"])
    held.drop_unpublished(persons)
    note_down(draft, "write", "discard", actor)
