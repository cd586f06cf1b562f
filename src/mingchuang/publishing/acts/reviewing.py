"""Reviewing: handed in, decided file by file and step by step, returned with words."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Receipt, newest
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts import emergency, findings
from mingchuang.publishing.acts.chains import chain_for, with_joint
from mingchuang.publishing.acts.publication import publish
from mingchuang.publishing.acts.state import (
    approvers,
    as_seen,
    note_down,
    remember_author,
    writable,
)
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, Version
from mingchuang.records.errors import Conflict, NotReady, require


@transaction.atomic
def submit(draft_id: Any, *, revision: int, actor: User, plea: str = "") -> Draft:
    """Hand a draft to the first reviewer of its chain.

    Findings that a reviewer can release are handed in with a ``plea``: why they may stay.
    Raises NotAllowed, Conflict, and NotReady with every finding that blocks.
    """
    draft = writable(draft_id, actor)
    if draft.revision != revision:
        raise Conflict(
            _("Somebody saved this document meanwhile. Look at it again before you hand it in.")
        )
    last = draft.versions.order_by("-n").first()
    if last:
        findings.void_changed(draft, words_by_place(draft, last), words_by_place(draft))
    active = draft.attribute == Draft.Attribute.ACTIVE
    found = work.findings(freeze(draft)) if active else []
    if not active and not draft.title.strip():
        raise NotReady([_("A title is missing.")])
    let = findings.released(draft)
    asked = [f for f in found if f.blocking and f.kind and f.key not in let]
    hard = [f for f in found if f.blocking and not f.kind]
    if hard or (asked and len(plea.strip()) < 4):
        raise NotReady(finding.what for finding in [*hard, *asked])
    if draft.publish_at and draft.publish_at <= clock.now():
        raise NotReady([_("The hour of publication has passed. Set a later one or none.")])
    remember_author(draft, actor)
    chain = emergency.chain(draft) if draft.emergency else chain_for(draft.unit_id, draft.kind)
    chain["steps"] = with_joint(chain["steps"], draft.joint)
    draft.chain = {**chain, "authors": draft.chain["authors"]}
    draft.state, draft.step, draft.raw = Draft.State.REVIEW, 0, {}
    draft.waits_at = rules.subject(draft).waits_at
    draft.save(update_fields=["chain", "state", "step", "raw", "waits_at"])
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
            for f in draft.files.all()
        ],
        findings=[{"place": f.place, "what": str(f.what), "excerpt": f.excerpt} for f in found],
        by=actor,
        at=clock.now(),
    )
    note_down(draft, "write", "submit", actor, plea.strip()[:2000] if asked else "")
    return draft


def words_by_place(draft: Draft, version: Version | None = None) -> dict[str, Any]:
    """Return what stands at each place, of the draft or of a version handed in: lines, file hashes."""
    content = version.content if version else draft.content
    words: dict[str, Any] = {
        place: lines for place, _label, lines in work.get(draft.kind).texts(content, draft.context)
    }
    files = (
        [(file["key"], file["sha256"], file["title"], file["alt"]) for file in version.files]
        if version
        else draft.files.values_list("key", "sha256", "title", "alt")
    )
    return words | {f"file:{key}": rest for key, *rest in files}


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
        if draft.attribute == Draft.Attribute.ACTIVE:
            problems += [
                _("Not released yet: %(what)s") % {"what": finding.what}
                for finding in findings.unreleased(draft)
            ]
        if problems:
            raise NotReady(problems)
    note_down(draft, step, "approve", actor, note)
    draft.step += 1
    draft.waits_at = rules.subject(draft).waits_at
    draft.save(update_fields=["step", "waits_at"])
    if draft.step < len(item.steps):
        return None
    return _signed(draft, actor)


def _signed(draft: Draft, actor: User) -> Receipt | None:
    """Do what the signature is for: publish now or at the hour, or keep from active disclosure."""
    if draft.attribute != Draft.Attribute.ACTIVE:
        draft.state = Draft.State.WITHHELD
        draft.save(update_fields=["state"])
        note_down(draft, "sign", "withhold", actor, draft.attribute_reason)
        return None
    if draft.publish_at and draft.publish_at > clock.now():
        blocking = findings.unreleased(draft)
        if blocking:
            raise NotReady(finding.what for finding in blocking)
        draft.state = Draft.State.SCHEDULED
        draft.save(update_fields=["state"])
        return None
    receipt = publish(draft, actor)
    if draft.emergency:
        emergency.ask_recheck(draft)
    return receipt


@transaction.atomic
def recall(draft_id: Any, *, actor: User, note: str = "") -> None:
    """Take a document back from review, or from waiting for its hour, to go on writing."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_recall(roles_of(actor), rules.subject(draft)),
        _("Only an officer of the unit takes a document back, while it is in review."),
    )
    note_down(draft, "write", "recall", actor, note.strip()[:2000])
    draft.state, draft.step, draft.waits_at = Draft.State.WRITING, 0, ""
    draft.revision += 1
    draft.save(update_fields=["state", "step", "waits_at", "revision"])


@transaction.atomic
def reassess(draft_id: Any, *, actor: User, keep: bool, note: str) -> None:
    """Look at a withheld document again (条例 第十八条): it stays for a year more, or is opened."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rules.may_reassess(roles_of(actor), draft.unit_id),
        _("A withheld document is looked at again by an officer or a leader of its unit."),
    )
    if draft.state != Draft.State.WITHHELD:
        raise Conflict(_("This document is not withheld any more."))
    if len(note.strip()) < 4:
        raise NotReady([_("Say in a sentence why it stays withheld, or why it can be opened.")])
    note_down(draft, "sign", "keep" if keep else "open", actor, note.strip()[:2000])
    if keep:
        draft.reassess_on = clock.due(clock.today(), 1, "year").date
    else:
        draft.state, draft.attribute = Draft.State.WRITING, Draft.Attribute.ACTIVE
        draft.attribute_reason, draft.reassess_on, draft.step = "", None, 0
        draft.revision += 1
    draft.save(
        update_fields=[
            "state",
            "attribute",
            "attribute_reason",
            "reassess_on",
            "step",
            "revision",
        ]
    )


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
    draft.state, draft.step, draft.waits_at = Draft.State.RETURNED, 0, ""
    draft.revision += 1
    draft.save(update_fields=["state", "step", "waits_at", "revision"])
