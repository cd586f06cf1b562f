"""What can happen to a working document. Everything public that changes, changes here."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.codes import indexno
from mingchuang.ledger.models import Chain
from mingchuang.ledger.writing import Entry, Receipt, append, newest
from mingchuang.pages.purge import take_down
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, DraftFile, IndexNumber, Review, ReviewChain, Version
from mingchuang.records import blobs, writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.records.models import Part, Record
from mingchuang.units.models import Unit

INDEX_PATTERN = "{uscc}/{yyyy}-{n:05}"
"""Default pattern of index numbers (索引号): credit code of the unit, year, serial."""
OPEN = (Draft.State.WRITING, Draft.State.REVIEW, Draft.State.RETURNED)


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


@transaction.atomic
def save(
    draft_id: Any, *, revision: int, content: Mapping[str, Any], raw: Mapping[str, Any], actor: User
) -> Draft:
    """Save a draft as it stands in the editor; valid fields in ``content``, all input in ``raw``.

    Raises NotAllowed, and Conflict when somebody saved after ``revision``: nothing is overwritten.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
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
    _wrote(draft, actor)
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
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
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
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
    draft.files.filter(key=key).update(title=title[:200], alt=alt[:400])


@transaction.atomic
def detach(draft_id: Any, key: str, *, actor: User) -> None:
    """Take a file off a draft."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
    draft.files.filter(key=key).delete()


@transaction.atomic
def discard(draft_id: Any, *, actor: User) -> None:
    """Lay a draft aside; it stays in the unit's history."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
    draft.state = Draft.State.DISCARDED
    draft.save(update_fields=["state"])
    _note(draft, "write", "discard", actor)


def chain_for(unit: str, kind: str) -> dict[str, Any]:
    """Return the chain of a unit for a kind: its own, else the district's. Raises NotReady."""
    for place in (
        {"unit_id": unit, "kind": kind},
        {"unit_id": unit, "kind": ""},
        {"unit": None, "kind": kind},
        {"unit": None, "kind": ""},
    ):
        chain = ReviewChain.objects.filter(**place).first()
        if chain:
            return {
                "steps": chain.steps,
                "same_person": chain.same_person_id,
                "document": chain.document,
            }
    raise NotReady([_("No review chain is set for this unit. The openness office sets one.")])


@transaction.atomic
def submit(draft_id: Any, *, revision: int, actor: User) -> Draft:
    """Hand a draft to the first reviewer of its chain.

    Raises NotAllowed, Conflict, and NotReady with every blocking finding.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_edit(roles_of(actor), rules.subject(draft)),
        _("This document cannot be changed now, or not by you."),
    )
    if draft.revision != revision:
        raise Conflict(
            _("Somebody saved this document meanwhile. Look at it again before you hand it in.")
        )
    found = work.findings(freeze(draft))
    blocking = [finding for finding in found if finding.blocking]
    if blocking:
        raise NotReady(finding.what for finding in blocking)
    _wrote(draft, actor)
    draft.chain = {**chain_for(draft.unit_id, draft.kind), "authors": draft.chain["authors"]}
    draft.state, draft.step, draft.raw = Draft.State.REVIEW, 0, {}
    draft.save(update_fields=["chain", "state", "step", "raw"])
    files = list(draft.files.all())
    last = draft.versions.order_by("-n").first()
    Version.objects.create(
        draft=draft,
        n=(last.n if last else 0) + 1,
        content=draft.content,
        files=[
            {
                "key": f.key,
                "sha256": f.sha256,
                "title": f.title,
                "alt": f.alt,
                "filename": f.filename,
            }
            for f in files
        ],
        findings=[{"place": f.place, "what": str(f.what), "excerpt": f.excerpt} for f in found],
        by=actor,
        at=clock.now(),
    )
    _note(draft, "write", "submit", actor)
    return draft


def approvers(draft: Draft) -> list[int]:
    """Return who approved a step since the last submission."""
    ids: list[int] = []
    for action, user in draft.reviews.values_list("action", "by_id"):
        if action in ("submit", "return"):
            ids.clear()
        elif action == "approve":
            ids.append(user)
    return ids


@transaction.atomic
def decide_file(
    draft_id: Any, key: str, *, decision: str, note: str = "", actor: User, seen: str = ""
) -> None:
    """Record the secrecy decision on one attachment (保密法实施条例 第四十二条: item by item)."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    _as_seen(draft, seen)
    item = rules.subject(draft, approvers(draft))
    require(
        rules.holds(roles_of(actor), item), _("You do not hold the step this document waits at.")
    )
    require(
        item.steps[item.step]["step"] == "secrecy",
        _("Attachments are decided in the secrecy step."),
    )
    if decision not in ("open", "mask", "closed"):
        raise NotReady([_("Choose: may be published, mask a part first, or not published.")])
    if decision != "open" and not note.strip():
        raise NotReady([_("Say why this attachment is not published as it is.")])
    draft.files.filter(key=key).update(decision=decision, decision_note=note.strip()[:400])


@transaction.atomic
def approve(draft_id: Any, *, actor: User, note: str = "", seen: str = "") -> Receipt | None:
    """Approve the step a draft waits at; the last step's approval publishes it.

    The secrecy step passes only when every attachment is decided and none has to be masked first.
    Returns the receipt of publication, None before the last step. Raises NotAllowed, NotReady.
    """
    obj = Draft.objects.values_list("obj", flat=True).get(pk=draft_id)
    if obj:  # the object's chain before the draft, as a withdrawal does: they never wait in a ring
        newest(obj)
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    _as_seen(draft, seen)
    item = rules.subject(draft, approvers(draft))
    require(
        rules.holds(roles_of(actor), item), _("You do not hold the step this document waits at.")
    )
    step = item.steps[item.step]["step"]
    if step == "secrecy":
        problems = []
        for file in draft.files.all():
            if not file.decision:
                problems.append(_("%(file)s is not decided yet.") % {"file": file.title})
            elif file.decision == "mask":
                problems.append(
                    _("%(file)s has to be masked first: return the document with words.")
                    % {"file": file.title}
                )
        if problems:
            raise NotReady(problems)
    _note(draft, step, "approve", actor, note)
    draft.step += 1
    draft.save(update_fields=["step"])
    if draft.step < len(item.steps):
        return None
    return _publish(draft, actor)


@transaction.atomic
def send_back(draft_id: Any, *, actor: User, note: str, seen: str = "") -> None:
    """Return a draft to its writer; words that say what and how are required."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    _as_seen(draft, seen)
    item = rules.subject(draft, approvers(draft))
    require(
        rules.holds(roles_of(actor), item), _("You do not hold the step this document waits at.")
    )
    if len(note.strip()) < 4:
        raise NotReady(
            [_("Write what has to change and how; a document is not returned without words.")]
        )
    _note(draft, item.steps[item.step]["step"], "return", actor, note.strip())
    draft.state, draft.step = Draft.State.RETURNED, 0
    draft.revision += 1
    draft.save(update_fields=["state", "step", "revision"])


def _publish(draft: Draft, actor: User) -> Receipt:
    """Make the signed draft public as a new version (条例 第二十六条).

    One transaction with the signature: record, parts, log entry, and what an amendment closes.
    Raises NotReady when a check that passed at submission does not pass now.
    """
    frozen = freeze(draft)
    blocking = [finding.what for finding in work.findings(frozen) if finding.blocking]
    if blocking:
        raise NotReady(blocking)
    now = clock.now()
    kind = work.get(draft.kind)
    if draft.obj and withdrawn(draft.obj):
        raise Conflict(_("This item has been withdrawn; write a new one."))
    if draft.obj:
        index = IndexNumber.objects.filter(pk=draft.obj).first()
        frozen = freeze(draft, index_no=index.text if index else "")
        stored = writing.store(kind.build(frozen), act="amend", at=now, obj=draft.obj)
        if stored.ver != (draft.amends or 0) + 1:
            raise Conflict(_("The published item has changed since this amendment was opened."))
        if draft.amendment in rules.CLOSING:
            writing.close(draft.obj, upto=stored.ver - 1, act="amend", why=draft.amendment, at=now)
            forget(draft.obj, keep=draft)
            transaction.on_commit(lambda: take_down(stored.obj, stored.ver), robust=True)
        entry = Entry("amend", stored, role="publisher", reason=draft.amendment)
    else:
        obj = writing.new_object()
        frozen = freeze(draft, index_no=issue_index(draft.unit, obj))
        stored = writing.store(kind.build(frozen), act="publish", at=now, obj=obj)
        draft.obj = stored.obj
        entry = Entry("publish", stored, role="publisher")
    (receipt,) = append([entry])
    draft.state, draft.published_ver = Draft.State.PUBLISHED, stored.ver
    draft.save(update_fields=["state", "obj", "published_ver"])
    return receipt


def issue_index(unit: Unit, obj: str) -> str:
    """Issue the next index number of a unit, once for ever (条例 第十二条)."""
    pattern = indexno.Pattern(INDEX_PATTERN if unit.uscc else "{region}{unit}/{yyyy}-{n:05}")
    facts = {"region": settings.CONFIG.region, "unit": unit.code, "uscc": unit.uscc or None}
    Unit.objects.select_for_update().get(pk=unit.pk)  # two first publications wait for each other
    scope = pattern.scope(clock.today(), **facts)
    last = IndexNumber.objects.select_for_update().filter(scope=scope).order_by("-n").first()
    n = (last.n if last else 0) + 1
    text = pattern.format(n, clock.today(), **facts)
    IndexNumber.objects.create(obj=obj, scope=scope, n=n, text=text)
    return text


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
                obj=obj,
                amends=newest(obj).ver,
                amendment=amendment,
                amendment_note=note.strip()[:500],
                drafter=actor,
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


def published(obj: str) -> Draft | None:
    """Return the draft of an object's newest published version."""
    return (
        Draft.objects.filter(obj=obj, state=Draft.State.PUBLISHED)
        .order_by("-published_ver")
        .first()
    )


def withdrawn(obj: str) -> bool:
    """Whether an object has been taken back, numbered or not, its record lost or not."""
    if Chain.objects.filter(pk=obj, type__in=["withdraw", "erase", "expire"]).exists():
        return True
    return Record.objects.filter(obj=obj, schema="tombstone-1").exists()


@transaction.atomic
def withdraw(obj: str, *, reason: str, note: str, actor: User, successor: str = "") -> Receipt:
    """Take a published item back, in the open: gone in this transaction, its address stays.

    ``reason``: wrong, duplicate, law, court, privacy, secret. ``note`` is published, except for
    ``secret``. ``successor`` is the object to read instead. Raises NotAllowed, NotReady.
    """
    newest(obj)  # the lock of the object: of two withdrawals the second sees the first
    last = published(obj)
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
    if reason in rules.CLOSING:
        forget(obj)
    (receipt,) = append([Entry("withdraw", stored, role="publisher", reason=reason)])
    Draft.objects.filter(obj=obj, state__in=OPEN).update(state=Draft.State.DISCARDED)
    _note(last, "withdraw", "withdraw", actor, note.strip())
    transaction.on_commit(lambda: take_down(obj, stored.ver), robust=True)
    return receipt


@transaction.atomic
def set_chain(
    *,
    unit: str | None,
    kind: str,
    steps: list,
    actor: User | None,
    same_person: User | None = None,
    document: str = "",
) -> ReviewChain:
    """Set the review chain of a unit (None: the district's) for a kind ('' for all).

    ``actor`` None is the operator filling a new system. Raises NotAllowed, NotReady.
    """
    require(
        actor is None or rules.may_set_chain(roles_of(actor)),
        _("Review chains are set by the openness office."),
    )
    words = {
        "length": _("A chain has two to six steps."),
        "secrecy": _("Secrecy is exactly one step of its own."),
        "sign": _("The last step is the signature."),
        "roles": _("Every step names roles that exist."),
        "drafter": _("The drafter's role holds no step."),
        "leader": _("The signature is a leader's."),
        "secrecy_role": _("The secrecy step is the secrecy reviewer's."),
    }
    problems = [words[code] for code in rules.chain_problems(steps)]
    if same_person and not document:
        problems.append(_("One person for two steps needs the document that says so."))
    if problems:
        raise NotReady(problems)
    chain, _created = ReviewChain.objects.update_or_create(
        unit_id=unit,
        kind=kind,
        defaults={"steps": steps, "same_person": same_person, "document": document},
    )
    return chain


def forget(obj: str, keep: Draft | None = None) -> None:
    """Delete what the work plane still holds of a text that must not exist any more.

    Drafts, submitted versions and files of the object go, but for the draft that replaces them;
    who decided what and when stays. A file's bytes go when nothing else names them.
    """
    drafts = Draft.objects.filter(obj=obj).exclude(pk=keep.pk if keep else None)
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
        for sha256 in gone:
            named = Part.objects.filter(blob=sha256).exists()
            if not named and not DraftFile.objects.filter(sha256=sha256).exists():
                blobs.delete(sha256)

    transaction.on_commit(delete_bytes, robust=True)


def _wrote(draft: Draft, actor: User) -> None:
    """Remember who wrote in a draft: none of them may review it."""
    authors = {*draft.chain.get("authors", ()), draft.drafter_id, actor.pk}
    draft.chain = {**draft.chain, "authors": sorted(authors)}


def _as_seen(draft: Draft, seen: str) -> None:
    """Raise Conflict when a page shows another version or step than the draft now waits at."""
    if seen and seen != seen_of(draft):
        raise Conflict(_("This document has moved on since the page was opened. Look at it again."))


def seen_of(draft: Draft) -> str:
    """Return what a review page shows: the version handed in and the step it waits at."""
    n = draft.versions.order_by("-n").values_list("n", flat=True).first() or 0
    return f"{n}.{draft.step}.{draft.state}"


def _note(draft: Draft, step: str, action: str, by: User, note: str = "") -> None:
    last = draft.versions.order_by("-n").values_list("n", flat=True).first() or 0
    Review.objects.create(
        draft=draft, version=last, step=step, action=action, by=by, note=note, at=clock.now()
    )
