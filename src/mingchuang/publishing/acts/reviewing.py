"""Reviewing: handed in, decided file by file and step by step, returned with words."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Receipt, newest
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts.publication import publish
from mingchuang.publishing.acts.state import approvers, as_seen, note_down, remember_author
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, ReviewChain, Version
from mingchuang.records.errors import Conflict, NotReady, require


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
    remember_author(draft, actor)
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
    note_down(draft, "write", "submit", actor)
    return draft


@transaction.atomic
def decide_file(
    draft_id: Any, key: str, *, decision: str, note: str = "", actor: User, seen: str = ""
) -> None:
    """Record the secrecy decision on one attachment (保密法实施条例 第四十二条: item by item)."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    as_seen(draft, seen)
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
    as_seen(draft, seen)
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
    note_down(draft, step, "approve", actor, note)
    draft.step += 1
    draft.save(update_fields=["step"])
    if draft.step < len(item.steps):
        return None
    return publish(draft, actor)


@transaction.atomic
def send_back(draft_id: Any, *, actor: User, note: str, seen: str = "") -> None:
    """Return a draft to its writer; words that say what and how are required."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    as_seen(draft, seen)
    item = rules.subject(draft, approvers(draft))
    require(
        rules.holds(roles_of(actor), item), _("You do not hold the step this document waits at.")
    )
    if len(note.strip()) < 4:
        raise NotReady(
            [_("Write what has to change and how; a document is not returned without words.")]
        )
    note_down(draft, item.steps[item.step]["step"], "return", actor, note.strip())
    draft.state, draft.step = Draft.State.RETURNED, 0
    draft.revision += 1
    draft.save(update_fields=["state", "step", "revision"])
