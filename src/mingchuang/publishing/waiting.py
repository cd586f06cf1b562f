"""What waits for whom in writing and reviewing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang.people.handover import OpenWork
from mingchuang.people.models import User
from mingchuang.publishing import acts, rules
from mingchuang.publishing.models import Draft
from mingchuang.units.roles import Roles


@dataclass(frozen=True)
class Task:
    """One piece of work on somebody's desk."""

    group: str
    title: str
    why: str
    url: str
    button: str
    unit: str
    said: str = ""
    by: str = ""


def open_tasks(user: User, roles: Roles) -> list[Task]:
    """Return drafts to write, returned ones first, and documents to review."""
    tasks = []
    own = (
        Draft.objects.filter(drafter=user, state__in=rules.EDITABLE)
        .select_related("unit")
        .order_by("saved_at")
    )
    for draft in own:
        returned = (
            draft.reviews.filter(action="return").select_related("by").last()
            if draft.state == "returned"
            else None
        )
        tasks.append(
            Task(
                "returned" if returned else "writing",
                draft.title or _("Untitled"),
                draft.context.get("title", ""),
                reverse("publishing:edit", args=[draft.pk]),
                _("Mend it") if returned else _("Go on writing"),
                draft.unit.short_name,
                returned.note if returned else "",
                returned.by.name if returned else "",
            )
        )
    for draft in (
        Draft.objects.filter(rules.holds_q(roles))
        .select_related("unit", "drafter")
        .order_by("saved_at")
    ):
        item = rules.subject(draft, acts.approvers(draft))
        if rules.holds(roles, item):
            tasks.append(
                Task(
                    "review",
                    draft.title,
                    draft.context.get("title", ""),
                    reverse("publishing:review", args=[draft.pk]),
                    _("Review"),
                    draft.unit.short_name,
                    by=draft.drafter.name,
                )
            )
    return tasks


def handed_over(user: User, unit: str) -> list[OpenWork]:
    """Return the open drafts of somebody who leaves (port ``people.handover``)."""

    def mover(draft: Draft):
        def move(successor: User) -> None:
            Draft.objects.filter(pk=draft.pk).update(drafter=successor)

        return move

    drafts = Draft.objects.filter(drafter=user, unit_id=unit, state__in=acts.OPEN)
    return [OpenWork(draft.title or str(draft.pk), unit, mover(draft)) for draft in drafts]


def handed_in(user: User) -> list[Draft]:
    """Return what this person has handed in and others have now."""
    return list(
        Draft.objects.filter(drafter=user, state=Draft.State.REVIEW)
        .select_related("unit")
        .order_by("-saved_at")[:10]
    )
