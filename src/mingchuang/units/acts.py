"""What can happen to the register of units."""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append
from mingchuang.records import writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units import record, rules
from mingchuang.units.models import Unit, UnitProposal
from mingchuang.units.roles import Roles

REASONS = {
    "code": gettext_lazy("two to eight capital letters or digits"),
    "required": gettext_lazy("must be filled in"),
    "kind": format_lazy("{}{}", gettext_lazy("one of: "), ", ".join(rules.KINDS)),
    "sector": format_lazy(
        "{}{}", gettext_lazy("one or several, parted by 、: "), ", ".join(rules.SECTORS)
    ),
    "unknown_unit": gettext_lazy("no unit has this code; enter that unit first"),
    "itself": gettext_lazy("a unit cannot stand above itself"),
    "number": gettext_lazy("a whole number that gives the unit's place in the official order"),
    "phone": gettext_lazy("digits, spaces and hyphens only"),
    "uscc": gettext_lazy("not a valid unified social credit code"),
}


def propose(data: dict[str, str], *, by: Roles, office_exists: bool = True) -> UnitProposal:
    """Propose new or changed facts of a unit.

    Raises NotAllowed, or NotReady with one line per wrong field.
    """
    require(
        rules.may_propose(by, data.get("code", ""), office_exists),
        _("Only the openness office or the unit's administrator may propose this."),
    )
    data = {name: str(data.get(name, "") or "").strip() for name in rules.FIELDS}
    known = set(Unit.objects.values_list("code", flat=True))
    wrong = rules.problems(data, known)
    if wrong:
        raise NotReady(f"{name}: {REASONS[why]}" for name, why in wrong)
    return UnitProposal.objects.create(
        code=data["code"], data=data, proposed_by=by.user_id, proposed_at=clock.now()
    )


@transaction.atomic
def confirm(proposal_id: int, *, by: Roles, office_exists: bool = True) -> Unit:
    """Put a proposed change into force: the register, the unit's record, one ``register`` entry.

    Raises NotAllowed (also for the proposer), Conflict when it was decided already.
    """
    proposal = UnitProposal.objects.select_for_update().get(pk=proposal_id)
    require(
        rules.may_confirm(by, proposal.proposed_by, office_exists),
        _("A second person of the openness office confirms this."),
    )
    if proposal.state != UnitProposal.State.PROPOSED:
        raise Conflict(_("This proposal has been decided already."))
    data = proposal.data
    unit = Unit.objects.filter(pk=proposal.code).first()
    now = clock.now()
    stored = writing.store(
        record.build(data), act="register", at=now, obj=unit.obj if unit else None
    )
    values = {
        name: data[name]
        for name in rules.FIELDS
        if name not in ("code", "parent", "supervisor", "order")
    }
    unit, _created = Unit.objects.update_or_create(
        code=proposal.code,
        defaults={
            **values,
            "order": int(data["order"]),
            "parent_id": data["parent"] or None,
            "supervisor_id": data["supervisor"] or None,
            "obj": stored.obj,
        },
    )
    append([Entry("register", stored, role="operator")])
    _decide(proposal, UnitProposal.State.CONFIRMED, by)
    return unit


@transaction.atomic
def refuse(proposal_id: int, *, by: Roles) -> None:
    """Lay a proposal aside; nothing public changes."""
    proposal = UnitProposal.objects.select_for_update().get(pk=proposal_id)
    require(
        rules.may_confirm(by, proposal.proposed_by, True),
        _("A second person of the openness office decides this."),
    )
    if proposal.state != UnitProposal.State.PROPOSED:
        raise Conflict(_("This proposal has been decided already."))
    _decide(proposal, UnitProposal.State.REFUSED, by)


def _decide(proposal: UnitProposal, state: str, by: Roles) -> None:
    proposal.state = state
    proposal.decided_by = by.user_id
    proposal.decided_at = clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
