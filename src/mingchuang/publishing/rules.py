"""Who may do what with a draft or a published item. Pure, but for the two queryset forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mingchuang.units.roles import (
    AUDITOR,
    DEPARTMENT,
    DUTY,
    FIRST,
    OFFICE,
    OFFICER,
    ROLE_NAMES,
    SECRECY,
    SIGNER,
    UNIT_ADMIN,
    Roles,
)

REVIEWERS = (DEPARTMENT, SECRECY, SIGNER, DUTY, FIRST)
MEMBERS = (OFFICER, *REVIEWERS, UNIT_ADMIN)
EDITABLE = ("writing", "returned")
LEADERS = (SIGNER, DUTY, FIRST)
WITHDRAW_REASONS = ("wrong", "duplicate", "law", "court", "privacy", "secret")
STEPS = ("department", "secrecy", "consult", "approve", "sign")
EMERGENCY = [{"step": "sign", "roles": [DUTY]}]
"""The chain of an emergency: the duty signer alone, on a text prepared beforehand."""
STATUSES = ("repealed", "partly", "superseded")
AMENDMENTS = ("correction", "change", "privacy", "secret")
CLOSING = ("privacy", "secret")
"""Amendments that close every earlier version."""


@dataclass(frozen=True)
class Subject:
    """What a rule needs to know of a draft."""

    unit: str
    state: str
    drafter: int
    steps: tuple[Mapping[str, Any], ...] = ()
    step: int = 0
    approved_by: tuple[int, ...] = ()
    same_person: int | None = None
    authors: tuple[int, ...] = ()
    """Everybody who wrote in it or handed it in; they review it as little as its drafter."""

    @property
    def waits_at(self) -> str:
        """The unit whose people hold the step: the own one, or one that is consulted (协商)."""
        if self.state != "review" or self.step >= len(self.steps):
            return ""
        return self.steps[self.step].get("unit") or self.unit


def subject(draft: Any, approved_by: Sequence[int] = ()) -> Subject:
    """Return the value of a draft row."""
    return Subject(
        unit=draft.unit_id,
        state=draft.state,
        drafter=draft.drafter_id,
        steps=tuple(draft.chain.get("steps", ())),
        step=draft.step,
        approved_by=tuple(approved_by),
        same_person=draft.chain.get("same_person"),
        authors=tuple(draft.chain.get("authors", ())),
    )


def may_open(roles: Roles, unit: str) -> bool:
    """A disclosure officer of the unit starts drafts and amendments."""
    return roles.has(unit, [OFFICER])


def may_see(roles: Roles, item: Subject) -> bool:
    """Everybody who works on the unit's documents, the office, the auditor; and reviewers of a unit
    that is consulted, while it is."""
    return (
        roles.has(item.unit, MEMBERS)
        or roles.district(OFFICE, AUDITOR)
        or (item.waits_at != item.unit and roles.has(item.waits_at, REVIEWERS))
    )


def visible(roles: Roles) -> Q:
    """Return :func:`may_see` as a condition on drafts."""
    if roles.district(OFFICE, AUDITOR):
        return Q()
    return Q(unit_id__in=roles.units(*MEMBERS)) | Q(
        state="review", waits_at__in=roles.units(*REVIEWERS)
    )


def may_edit(roles: Roles, item: Subject) -> bool:
    """An officer of the unit, while the draft is being written or was returned."""
    return item.state in EDITABLE and roles.has(item.unit, [OFFICER])


def holds(roles: Roles, item: Subject) -> bool:
    """Whether this person may decide the step that a draft waits at.

    Whoever wrote it never; nobody two steps, unless the chain names that person and a document.
    """
    if item.state != "review" or item.step >= len(item.steps):
        return False
    if roles.user_id == item.drafter or roles.user_id in item.authors:
        return False
    if roles.user_id in item.approved_by and roles.user_id != item.same_person:
        return False
    return roles.has(item.waits_at, item.steps[item.step]["roles"])


def holds_q(roles: Roles) -> Q:
    """Return the drafts at a review step in units where this person reviews; :func:`holds` decides."""
    return Q(state="review", waits_at__in=roles.units(*REVIEWERS)) & ~Q(drafter_id=roles.user_id)


def may_recall(roles: Roles, item: Subject) -> bool:
    """An officer of the unit takes back what is in review or waits for its hour."""
    return item.state in ("review", "scheduled") and roles.has(item.unit, [OFFICER])


def rechecks(roles: Roles, item: Subject, steps: Sequence[Mapping[str, Any]], done: int) -> bool:
    """Whether this person may decide the step at which an emergency publication is reviewed
    afterwards (补审): as for any review, and never whoever signed it."""
    if done >= len(steps) or roles.user_id == item.drafter or roles.user_id in item.authors:
        return False
    if roles.user_id in item.approved_by and roles.user_id != item.same_person:
        return False
    return roles.has(item.unit, steps[done]["roles"])


def may_reassess(roles: Roles, unit: str) -> bool:
    """An officer or a leader of the unit looks at a withheld document again (条例 第十八条)."""
    return roles.has(unit, [OFFICER, *LEADERS])


def may_prepare(roles: Roles, unit: str) -> bool:
    """Templates are written by an officer."""
    return roles.has(unit, [OFFICER])


def may_approve_template(roles: Roles, unit: str, written_by: int) -> bool:
    """A leader who did not write it makes a template fit for an emergency."""
    return roles.has(unit, LEADERS) and roles.user_id != written_by


def may_withdraw(roles: Roles, unit: str) -> bool:
    """A leader of the unit or the openness office takes an item back (条例 第六条; 处罚法 第四十八条)."""
    return roles.has(unit, LEADERS) or roles.district(OFFICE)


def may_set_chain(roles: Roles) -> bool:
    """Review chains are set by the openness office."""
    return roles.district(OFFICE)


def chain_problems(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what makes a chain unusable, as reason codes.

    Fixed by law and practice: secrecy is a step of its own, the last step is a leader's.
    """
    found = []
    names = [step.get("step") for step in steps]
    if not 2 <= len(steps) <= 6:
        found.append("length")
    if names.count("secrecy") != 1:
        found.append("secrecy")
    if not names or names[-1] != "sign" or names.count("sign") != 1:
        found.append("sign")
    for step in steps:
        if step.get("step") not in STEPS:
            found.append("step")
        if step.get("unit") and step.get("step") not in ("consult", "approve"):
            found.append("unit")
        roles = set(step.get("roles", ()))
        if not roles or not roles <= set(ROLE_NAMES):
            found.append("roles")
        if OFFICER in roles:
            found.append("drafter")
        if step.get("step") == "sign" and not roles <= set(LEADERS):
            found.append("leader")
        if step.get("step") == "secrecy" and roles != {SECRECY}:
            found.append("secrecy_role")
    return found
