"""Publication: what readers see appears, changes and goes. Only here does a document meet the log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.codes import indexno
from mingchuang.ledger.writing import Entry, Receipt, append, newest
from mingchuang.pages.purge import take_down
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts import marks
from mingchuang.publishing.acts.findings import unreleased
from mingchuang.publishing.acts.state import (
    OPEN,
    end_of_window,
    note_down,
    published,
    standing_of,
    withdrawn,
)
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, DraftFile, IndexNumber, Review, Version
from mingchuang.records import blobs, held, writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.models import Unit

INDEX_PATTERN = "{uscc}/{yyyy}-{n:05}"
"""Default pattern of index numbers (索引号): credit code of the unit, year, serial."""


def publish(draft: Draft, actor: User | None) -> Receipt:
    """Make the signed draft public as a new version (条例 第二十六条).

    One transaction with the signature: record, parts, log entry, what an amendment closes, and the
    marks on documents that this one repeals from today. ``actor`` None: at its hour, by the calendar.
    Raises NotReady when a check that passed at submission does not pass now.
    """
    blocking = unreleased(draft)
    if blocking:
        raise NotReady(finding.what for finding in blocking)
    now = clock.now()
    if draft.obj and withdrawn(draft.obj):
        raise Conflict(_("This item has been withdrawn; write a new one."))
    if draft.obj:
        index = IndexNumber.objects.filter(pk=draft.obj).first()
        stored = _store(draft, "amend", now, draft.obj, index.text if index else "")
        if stored.ver != (draft.amends or 0) + 1:
            raise Conflict(_("The published item has changed since this amendment was opened."))
        if draft.amendment in rules.CLOSING:
            writing.close(draft.obj, upto=stored.ver - 1, act="amend", why=draft.amendment, at=now)
            forget(draft.obj, keep=draft)
            transaction.on_commit(lambda: take_down(stored.obj, stored.ver), robust=True)
        entry = Entry(
            "amend", stored, "publisher", reason=draft.amendment, until=end_of_window(draft)
        )
    else:
        obj = writing.new_object()
        stored = _store(draft, "publish", now, obj, issue_index(draft.unit, obj))
        draft.obj = stored.obj
        entry = Entry("publish", stored, "publisher", until=end_of_window(draft))
    (receipt,) = append([entry])
    draft.state, draft.published_ver = Draft.State.PUBLISHED, stored.ver
    draft.save(update_fields=["state", "obj", "published_ver"])
    if actor is None:
        note_down(draft, "publish", "publish", None)
    marks.plan(draft)
    return receipt


def _store(draft: Draft, act: str, now: datetime, obj: str, index_no: str) -> writing.Stored:
    frozen = freeze(draft, index_no=index_no, standing=standing_of(obj))
    return writing.store(work.get(draft.kind).build(frozen), act=act, at=now, obj=obj)


@transaction.atomic
def publish_scheduled(draft_id: Any) -> None:
    """Publish a signed document at its hour; one that a check stops by then goes back to its writer.

    The worker calls it. Nothing happens when it was called back meanwhile.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.state != Draft.State.SCHEDULED or draft.publish_at > clock.now():
        return
    try:
        with transaction.atomic():
            publish(draft, None)
    except (NotReady, Conflict) as error:
        draft = Draft.objects.get(pk=draft_id)
        note = _("Not published at its hour: %(why)s") % {
            "why": "; ".join(map(str, error.problems))
        }
        note_down(draft, "publish", "return", None, note[:2000])
        draft.state, draft.step, draft.waits_at = Draft.State.RETURNED, 0, ""
        draft.revision += 1
        draft.save(update_fields=["state", "step", "waits_at", "revision"])


def issue_index(unit: Unit, obj: str) -> str:
    """Issue the next index number of a unit, once for ever (条例 第十二条)."""
    return issue_indexes(unit, [obj])[0]


def issue_indexes(unit: Unit, objs: Sequence[str]) -> list[str]:
    """Issue a unit's next index numbers to several objects, in their order."""
    pattern = indexno.Pattern(INDEX_PATTERN if unit.uscc else "{region}{unit}/{yyyy}-{n:05}")
    facts = {"region": settings.CONFIG.region, "unit": unit.code, "uscc": unit.uscc or None}
    Unit.objects.select_for_update().get(pk=unit.pk)  # two first publications wait for each other
    today = clock.today()
    scope = pattern.scope(today, **facts)
    last = IndexNumber.objects.select_for_update().filter(scope=scope).order_by("-n").first()
    first = (last.n if last else 0) + 1
    rows = [
        IndexNumber(obj=obj, scope=scope, n=n, text=pattern.format(n, today, **facts))
        for n, obj in enumerate(objs, start=first)
    ]
    IndexNumber.objects.bulk_create(rows)
    return [row.text for row in rows]


@transaction.atomic
def withdraw(obj: str, *, reason: str, note: str, actor: User, successor: str = "") -> Receipt:
    """Take a published item back, in the open: gone in this transaction, its address stays.

    ``reason``: wrong, duplicate, law, court, privacy, secret. ``note`` is published, except for
    ``secret``. ``successor`` is the object to read instead. Raises NotAllowed, NotReady.
    """
    newest(obj)  # the lock of the object: of two withdrawals the second sees the first
    last = published(obj)
    marked = marks.marked_by(obj)
    require(
        last is not None and rules.may_withdraw(roles_of(actor), last.unit_id),
        _("Only a leader of the unit or the openness office withdraws an item."),
    )
    problems = []
    if reason not in rules.WITHDRAW_REASONS:
        problems.append(_("Choose the reason."))
    if len(note.strip()) < 4:
        problems.append(
            _("Say in a sentence why it is withdrawn; readers see it at the item's address.")
        )
    if successor and (successor == obj or published(successor) is None or withdrawn(successor)):
        problems.append(_("The item to read instead is not published."))
    if withdrawn(obj):
        problems.append(_("It has been withdrawn already."))
    if problems:
        raise NotReady(problems)
    now = clock.now()
    text = writing.json_part({"text": note.strip()}, salted=True)
    stored = writing.store(
        writing.Composition(
            last.kind,
            "tombstone-1",
            last.unit_id,
            {"reason": reason, "successor": successor},
            {"note": text} if reason != "secret" else {},
        ),
        act="withdraw",
        at=now,
        obj=obj,
    )
    writing.close(obj, upto=stored.ver - 1, act="withdraw", why=reason, at=now)
    marks.forget_lists(obj)
    if reason in rules.CLOSING:
        forget(obj)
    (receipt,) = append([Entry("withdraw", stored, role="publisher", reason=reason)])
    Draft.objects.filter(obj=obj, state__in=OPEN).update(state=Draft.State.DISCARDED)
    marks.forget_plans(obj)
    for other in marked:  # what it repealed is in force again
        marks.mark(other, None)
    note_down(last, "withdraw", "withdraw", actor, note.strip())
    transaction.on_commit(lambda: take_down(obj, stored.ver), robust=True)
    return receipt


def forget(obj: str, keep: Draft | None = None) -> None:
    """Delete what the work plane still holds of a text that must not exist any more.

    Drafts, submitted versions and files of the object go, but for the draft that replaces them;
    who decided what and when stays. A file's bytes go when nothing else names them.
    """
    drafts = Draft.objects.filter(obj=obj).exclude(pk=keep.pk if keep else None)
    for content in drafts.values_list("content", flat=True):
        held.drop_unpublished(content.get("persons", {}).get("list", ""))
    gone = set(DraftFile.objects.filter(draft__in=drafts).values_list("sha256", flat=True))
    DraftFile.objects.filter(draft__in=drafts).delete()
    old = Version.objects.filter(draft__obj=obj)
    if keep:
        last = keep.versions.order_by("-n").values_list("n", flat=True).first()
        old = old.exclude(draft=keep, n=last)
    gone |= {file["sha256"] for files in old.values_list("files", flat=True) for file in files}
    old.update(content={}, files=[], findings=[])
    drafts.update(content={}, raw={}, amendment_note="")
    Review.objects.filter(draft__in=drafts).update(note="")

    def delete_bytes() -> None:
        for sha256 in blobs.unnamed(gone):
            blobs.delete(sha256)

    transaction.on_commit(delete_bytes, robust=True)
