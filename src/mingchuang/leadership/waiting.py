"""What waits in leadership: vacancies and reports for the office, tasks for their lead units."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.frame.templatetags.frame import day_words
from mingchuang.leadership import naming, reading, rules
from mingchuang.leadership.models import Assignment, GroupProposal
from mingchuang.people.models import User
from mingchuang.people.tasks import Task
from mingchuang.units.roles import OFFICE, OFFICER, Roles


def open_tasks(user: User, roles: Roles) -> Iterator[Task]:
    """Yield what this person should see to (port ``people.tasks``)."""
    if roles.district(OFFICE):
        yield from _missing()
        yield from _groups(roles)
        yield from _reported(roles)
    yield from _assigned(roles)


def _missing() -> Iterator[Task]:
    """One task for each role that nobody holds and each officer for whom nobody acts."""
    today = clock.today()
    for one in reading.everywhere(today):
        for gap in one.gaps:
            empty = gap.kind != rules.NO_DEPUTY
            why = [_why(gap)]
            if one.waiting and empty:
                why.append(_("A post is proposed and waits to be confirmed."))
            yield Task(
                "vacancy",
                str(naming.GAPS[gap.kind]),
                f"{one.unit.short_name} · {naming.gap(gap)}",
                " ".join(why),
                where(one.unit.code, gap),
                _("Propose a post") if empty else _("Name a deputy"),
                one.unit.short_name,
                datetime.combine(gap.since or today, time(), clock.SHANGHAI),
                soon=empty,
            )


def where(unit: str, gap: rules.Gap) -> str:
    """Return the address at which a gap can be filled."""
    if gap.kind == rules.NO_DEPUTY:
        return reverse("people:unit", args=[unit])
    return f"{reverse('people:propose', args=[unit])}?role={gap.role}"


def _why(gap: rules.Gap) -> str:
    if gap.kind == rules.NO_DEPUTY:
        return _("Nobody acts for the officer in absence.")
    if gap.until:
        return _("Somebody is appointed from %(day)s on.") % {"day": day_words(gap.until)}
    if gap.since is None:
        return _("Nobody was ever appointed.")
    if gap.kind == rules.LAPSED:
        last = day_words(gap.since - timedelta(days=1))
        return _("The last term ran out on %(day)s.") % {"day": last}
    return _("Nobody holds it since %(day)s.") % {"day": day_words(gap.since)}


def _groups(roles: Roles) -> Iterator[Task]:
    for proposal in GroupProposal.objects.filter(state=GroupProposal.State.PROPOSED).select_related(
        "unit"
    ):
        if rules.may_confirm(roles, proposal.proposed_by):
            yield Task(
                "confirm",
                _("to confirm"),
                _("%(unit)s: leading group") % {"unit": proposal.unit.short_name},
                _("A second person of the openness office confirms it."),
                f"{reverse('leadership:desk')}#groups",
                _("Look and decide"),
                proposal.unit.short_name,
                proposal.proposed_at,
            )


def _reported(roles: Roles) -> Iterator[Task]:
    for row in Assignment.objects.filter(state=Assignment.State.REPORTED).select_related("lead"):
        if rules.may_confirm(roles, row.reported_by):
            yield Task(
                "assignment",
                _("reported done"),
                row.title,
                _("%(unit)s reports it done; readers see it when you confirm.")
                % {"unit": row.lead.short_name},
                reverse("leadership:task", args=[row.obj]),
                _("Look and decide"),
                row.lead.short_name,
                row.reported_at,
                said=row.result,
            )


def _assigned(roles: Roles) -> Iterator[Task]:
    """Tasks of the officer's units whose limit comes near or is over, and what was sent back."""
    today = clock.today()
    rows = Assignment.objects.filter(
        lead__in=roles.units(OFFICER), state=Assignment.State.OPEN
    ).select_related("lead")
    for row in rows:
        if not row.said and not rules.near(row.due, today):
            continue
        opens = datetime.combine(row.due - timedelta(days=rules.NEAR_DAYS), time(), clock.SHANGHAI)
        yield Task(
            "assignment",
            _("sent back") if row.said else str(naming.SOURCES[row.source]),
            row.title,
            _("%(document)s, item %(number)d; the limit is %(day)s.")
            % {
                "document": row.document_name or row.document,
                "number": row.number,
                "day": day_words(row.due),
            },
            reverse("leadership:task", args=[row.obj]),
            _("Report it"),
            row.lead.short_name,
            max(opens, row.entered_at),
            due=row.due,
            soon=bool(row.said),
            said=row.said,
            by=_("Openness office") if row.said else "",
        )
