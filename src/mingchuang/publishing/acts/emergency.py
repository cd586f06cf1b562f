"""The emergency path: a text prepared and approved beforehand, one duty signer, a review afterwards."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts.chains import chain_for
from mingchuang.publishing.acts.drafting import amendment_of
from mingchuang.publishing.acts.state import approvers, note_down, withdrawn
from mingchuang.publishing.models import Draft, Template
from mingchuang.records.errors import Conflict, NotReady, require


@transaction.atomic
def write_template(
    *, unit: str, kind: str, name: str, content: dict, context: dict, obligation: str, actor: User
) -> Template:
    """Keep a text for later use; for an emergency a leader has to approve it first."""
    require(
        rules.may_prepare(roles_of(actor), unit),
        _("Templates are written by an officer of the unit."),
    )
    if len(name.strip()) < 2:
        raise NotReady([_("Give the template a name.")])
    return Template.objects.create(
        unit_id=unit,
        kind=kind,
        obligation=obligation,
        name=name.strip()[:120],
        content={key: value for key, value in content.items() if key != "persons"},
        context=context,
        written_by=actor,
        written_at=clock.now(),
    )


@transaction.atomic
def approve_template(template_id: int, *, actor: User) -> None:
    """Make a template fit for the emergency path."""
    template = Template.objects.select_for_update().get(pk=template_id)
    require(
        rules.may_approve_template(roles_of(actor), template.unit_id, template.written_by_id),
        _("A leader of the unit who did not write the template approves it."),
    )
    if template.approved_at or template.retired:
        raise Conflict(_("This template has been decided already."))
    template.approved_by, template.approved_at = actor, clock.now()
    template.save(update_fields=["approved_by", "approved_at"])


@transaction.atomic
def retire_template(template_id: int, *, actor: User) -> None:
    """Take a template out of use."""
    template = Template.objects.select_for_update().get(pk=template_id)
    require(
        rules.may_prepare(roles_of(actor), template.unit_id),
        _("Templates are written by an officer of the unit."),
    )
    template.retired = True
    template.save(update_fields=["retired"])


@transaction.atomic
def open_from(template_id: int, *, actor: User, emergency: bool = False) -> Draft:
    """Start a document from a template; as an emergency only from an approved one."""
    template = Template.objects.get(pk=template_id)
    require(
        rules.may_open(roles_of(actor), template.unit_id),
        _("Only a disclosure officer of the unit writes its documents."),
    )
    if template.retired or (emergency and not template.approved_at):
        raise NotReady([_("An emergency is published from a template that a leader has approved.")])
    now = clock.now()
    return Draft.objects.create(
        kind=template.kind,
        unit_id=template.unit_id,
        obligation=template.obligation,
        context=template.context,
        content={**work.get(template.kind).prefill(template.context), **template.content},
        emergency=emergency,
        drafter=actor,
        opened_at=now,
        saved_at=now,
    )


def chain(draft: Draft) -> dict[str, Any]:
    """Return the chain of an emergency. Raises NotReady for what cannot go that way."""
    problems = []
    if draft.files.exists():
        problems.append(
            _("An emergency publication carries no attachments: nobody has decided them.")
        )
    if draft.joint or draft.publish_at or draft.attribute != Draft.Attribute.ACTIVE:
        problems.append(_("An emergency is published at once and by one unit."))
    if problems:
        raise NotReady(problems)
    return {"steps": [dict(step) for step in rules.EMERGENCY], "same_person": None, "document": ""}


def ask_recheck(draft: Draft) -> None:
    """Ask for the review afterwards (补审) until the end of the next working day."""
    usual = chain_for(draft.unit_id, draft.kind)
    steps = [step for step in usual["steps"] if step["step"] != "sign" and not step.get("unit")]
    draft.chain = {**draft.chain, "recheck": {"steps": steps, "done": 0}}
    draft.recheck_due = clock.due(clock.today(), 1, "workday").date
    draft.save(update_fields=["chain", "recheck_due"])


def rechecks(roles, draft: Draft) -> bool:
    """Whether somebody may decide the step at which a recheck stands."""
    asked = draft.chain.get("recheck")
    if draft.recheck_due is None or not asked:
        return False
    item = rules.subject(draft, approvers(draft))
    return rules.rechecks(roles, item, asked["steps"], asked["done"])


@transaction.atomic
def recheck(draft_id: Any, *, actor: User, right: bool, note: str = "") -> Draft | None:
    """Review an emergency publication afterwards.

    ``right``: this step has nothing to object; after the last one the matter is settled. Otherwise
    the officer gets an amendment to write, with the words. Returns that amendment.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    require(
        rechecks(roles_of(actor), draft),
        _("You do not hold the step at which this is reviewed afterwards."),
    )
    asked = draft.chain["recheck"]
    step = asked["steps"][asked["done"]]["step"]
    if right:
        note_down(draft, step, "approve", actor, note.strip()[:2000])
        asked["done"] += 1
        if asked["done"] == len(asked["steps"]):
            draft.recheck_due = None
        draft.save(update_fields=["chain", "recheck_due"])
        return None
    if len(note.strip()) < 4:
        raise NotReady(
            [_("Write what has to change and how; a document is not returned without words.")]
        )
    note_down(draft, step, "object", actor, note.strip()[:2000])
    draft.recheck_due = None
    draft.save(update_fields=["recheck_due"])
    if withdrawn(draft.obj):
        return None
    amendment = amendment_of(
        draft, amendment="correction", note=note.strip(), drafter=draft.drafter
    )
    note_down(amendment, step, "return", actor, note.strip()[:2000])
    amendment.state = Draft.State.RETURNED
    amendment.save(update_fields=["state"])
    return amendment
