"""Review chains as data: which one holds for a unit, setting one, trying one out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.models import Deputy, User
from mingchuang.people.reading import posts_on, roles_of
from mingchuang.publishing import rules
from mingchuang.publishing.models import ReviewChain
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import OFFICER


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
        "step": _("A step is one of: department, secrecy, consult, approve, sign."),
        "unit": _("Only a consultation or an approval is held by another unit."),
    }
    problems = [words[code] for code in dict.fromkeys(rules.chain_problems(steps))]
    named = {step["unit"] for step in steps if step.get("unit")}
    for code in sorted(named - set(Unit.objects.filter(pk__in=named).values_list("pk", flat=True))):
        problems.append(_("There is no unit with the code %(code)s.") % {"code": code})
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


@dataclass(frozen=True)
class Tried:
    """One step of a trial run: who holds it on that day, and what is wrong with it."""

    step: str
    unit: str
    holders: list[str]
    problems: list[str]


def trial(steps: list, unit: str, *, same_person: User | None = None) -> list[Tried]:
    """Try a chain out for a unit today: who would hold each step of a document by its officer.

    Nobody, only the drafter, or only people who hold an earlier step: the document would stand still.
    """
    today = clock.today()
    drafters = _people(unit, [OFFICER], today)
    before: set[str] = set()
    out = []
    for step in steps:
        place = step.get("unit") or unit
        who = _people(place, step["roles"], today)
        problems = []
        free = set(who) - before
        if same_person:
            free |= set(who) & {same_person.username}
        if not who:
            problems.append(_("Nobody holds this step today."))
        elif not free:
            problems.append(_("Whoever holds it has held an earlier step already."))
        elif len(free) == 1 and free <= set(drafters):
            problems.append(_("Its only holder is also an officer and may be the drafter."))
        if len(who) == 1:
            before |= set(who)
        out.append(Tried(step["step"], place, list(who.values()), problems))
    return out


def _people(unit: str, roles: list, day: date) -> dict[str, str]:
    """Return names by username of whoever holds one of ``roles`` in a unit, deputies included."""
    held = posts_on(day).filter(unit=unit, role__in=roles)
    found = dict(held.values_list("user__username", "user__name"))
    deputies = Deputy.objects.filter(
        post__in=held, state=Deputy.State.CONFIRMED, start__lte=day, end__gte=day
    )
    return found | dict(deputies.values_list("user__username", "user__name"))


def with_joint(steps: list[dict[str, Any]], joint: list[str]) -> list[dict[str, Any]]:
    """Return a chain in which every joint unit agrees before the signature (联合发布)."""
    agree = [
        {"step": "consult", "unit": code, "roles": [*rules.LEADERS]}
        for code in joint
        if not any(step.get("unit") == code for step in steps)
    ]
    return [*steps[:-1], *agree, steps[-1]]
