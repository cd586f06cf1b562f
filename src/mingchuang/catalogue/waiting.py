"""What the owed list asks of an officer now: rows that are late or due soon until they are published."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import owing
from mingchuang.frame.templatetags.frame import moment_words
from mingchuang.people.models import User
from mingchuang.people.tasks import Task
from mingchuang.publishing.rules import EDITABLE
from mingchuang.units.roles import OFFICER, Roles


def open_tasks(user: User, roles: Roles) -> Iterable[Task]:
    """Return a task for each row of the officer's units that presses (port ``people.tasks``)."""
    now = clock.now()
    for unit in sorted(roles.units(OFFICER)):
        for row in owing.of_unit(unit, now):
            due = row.next
            if row.state not in ("late", "soon") or due is None:
                continue
            url, button = _way_on(row, unit)
            yield Task(
                "owed",
                _mark(row),
                row.owed.obligation.title,
                " · ".join(
                    filter(
                        None,
                        (
                            row.owed.obligation.time_limit,
                            due.name,
                            _("by %(moment)s") % {"moment": moment_words(due.at)} if due.at else "",
                            *(draft.called for draft in row.drafts[:1]),
                        ),
                    )
                ),
                url,
                button,
                row.owed.unit.short_name,
                datetime.combine(due.opens_on, time(), clock.SHANGHAI),
                due=due.on,
            )


def _mark(row: owing.Standing) -> str:
    if row.state == "soon":
        return _("due soon")
    return _("still late") if row.drafts else _("late")


def _way_on(row: owing.Standing, unit: str) -> tuple[str, str]:
    """Return where the work goes on and the word for it: at the newest draft, else at the row."""
    if not row.drafts:
        return f"{reverse('catalogue:owed', args=[unit])}#o{row.owed.pk}", _("To the row")
    draft = row.drafts[0]
    if draft.state in EDITABLE:
        return reverse("publishing:edit", args=[draft.pk]), _("Go on writing")
    return reverse("publishing:review", args=[draft.pk]), _("See where it is")
