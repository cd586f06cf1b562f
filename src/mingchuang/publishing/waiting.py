"""What waits for whom in writing and reviewing."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.handover import OpenWork
from mingchuang.people.models import User
from mingchuang.people.tasks import Task
from mingchuang.publishing import acts, exemptions, rules
from mingchuang.publishing.deadlines import Deadline, deadline
from mingchuang.publishing.models import Draft, Review
from mingchuang.units.roles import OFFICER, Roles

REVIEW_DAYS = 3
"""Working days a document may lie at one step before it should not wait any longer."""


def open_tasks(user: User, roles: Roles) -> list[Task]:
    """Return drafts to write or mend and documents to review (port ``people.tasks``)."""
    return [*_to_write(user), *_to_review(roles), *_to_recheck(roles), *_to_reassess(roles)]


def _to_write(user: User) -> Iterable[Task]:
    drafts = list(
        Draft.objects.filter(drafter=user, state__in=rules.EDITABLE)
        .select_related("unit")
        .order_by("saved_at")
    )
    last = _last_reviews(drafts)
    for draft in drafts:
        back = last.get(draft.pk) if draft.state == "returned" else None
        closing = draft.amendment in rules.CLOSING
        until = deadline(draft.content, draft.context, draft.amendment)
        why = [draft.context.get("title", ""), _sum(until)]
        if closing:
            why.append(_("It takes something back that must not stay public; do not wait."))
        yield Task(
            "returned" if back else "writing",
            _("returned") if back else _("being written"),
            draft.title or _("Untitled"),
            _joined(why),
            reverse("publishing:edit", args=[draft.pk]),
            _("Mend it") if back else _("Go on writing"),
            draft.unit.short_name,
            back.at if back else draft.opened_at,
            due=until.day if until else None,
            soon=bool(back) or closing,
            said=back.note if back else "",
            by=back.by.name if back and back.by else "",
        )


def _to_review(roles: Roles) -> Iterable[Task]:
    drafts = [
        draft
        for draft in Draft.objects.filter(rules.holds_q(roles))
        .select_related("unit", "drafter")
        .order_by("saved_at")
        if rules.holds(roles, rules.subject(draft, acts.approvers(draft)))
    ]
    last = _last_reviews(drafts)
    today = clock.today()
    for draft in drafts:
        came = last[draft.pk].at if draft.pk in last else draft.saved_at
        days = clock.workdays_between(came.astimezone(clock.SHANGHAI).date(), today)
        until = deadline(draft.content, draft.context, draft.amendment)
        waited = _("waiting for %(n)d working days") % {"n": days} if days > 0 else ""
        yield Task(
            "review",
            _("to review"),
            draft.title,
            _joined([draft.context.get("title", ""), draft.drafter.name, waited, _sum(until)]),
            reverse("publishing:review", args=[draft.pk]),
            _("Review"),
            draft.unit.short_name,
            came,
            due=until.day if until else None,
            soon=days >= REVIEW_DAYS or draft.amendment in rules.CLOSING,
        )


def _to_recheck(roles: Roles) -> Iterable[Task]:
    """Emergency publications whose review afterwards (补审) stands at this person."""
    drafts = Draft.objects.filter(
        recheck_due__isnull=False, unit_id__in=roles.units(*rules.REVIEWERS)
    ).select_related("unit")
    for draft in drafts:
        if acts.rechecks(roles, draft):
            last = draft.reviews.last()
            yield Task(
                "recheck",
                _("to review afterwards"),
                draft.title,
                _("It was published at once in an emergency; look at it again."),
                reverse("publishing:review", args=[draft.pk]),
                _("Review"),
                draft.unit.short_name,
                last.at if last else draft.saved_at,
                due=draft.recheck_due,
            )


def _to_reassess(roles: Roles) -> Iterable[Task]:
    """Withheld documents on and after the day on which they are looked at again (条例 第十八条)."""
    drafts = (
        Draft.objects.filter(
            state=Draft.State.WITHHELD,
            reassess_on__lte=clock.today(),
            unit_id__in=roles.units(OFFICER, *rules.LEADERS),
        )
        .select_related("unit")
        .order_by("reassess_on", "pk")
    )
    for draft in drafts:
        if rules.may_reassess(roles, draft.unit_id):
            yield Task(
                "reassess",
                _("to look at again"),
                draft.title,
                _joined(
                    [
                        exemptions.words(draft.attribute_reason),
                        _("Say whether the ground still holds, or disclose it."),
                    ]
                ),
                f"{reverse('publishing:withheld')}#w{draft.pk}",
                _("Look at it again"),
                draft.unit.short_name,
                datetime.combine(draft.reassess_on, time(), clock.SHANGHAI),
                due=draft.reassess_on,
            )


def _last_reviews(drafts: list[Draft]) -> dict:
    """Return the newest thing that happened to each of these drafts, in one query."""
    rows = Review.objects.filter(draft__in=drafts).select_related("by").order_by("pk")
    return {row.draft_id: row for row in rows}


def _sum(until: Deadline | None) -> str:
    """Return the sum of a deadline as words: ``10月27日 + 20个工作日 = 11月24日``."""
    if until is None:
        return ""
    words = {
        "WORKDAY": _("%(start)s + %(n)d working days = %(end)s"),
        "DAY": _("%(start)s + %(n)d days = %(end)s"),
        "MONTH": _("%(start)s + %(n)d months = %(end)s"),
        "YEAR": _("%(start)s + %(n)d years = %(end)s"),
    }
    return words[until.unit] % {
        "start": _short(until.start),
        "n": until.n,
        "end": _short(until.day),
    }


def _short(day: date) -> str:
    return _("%(month)d/%(day)d") % {"month": day.month, "day": day.day}


def _joined(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)


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
