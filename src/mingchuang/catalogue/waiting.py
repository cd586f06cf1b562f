"""What the owed list asks of an officer now: rows that are late or due soon and not being written."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import owing
from mingchuang.people.models import User
from mingchuang.people.tasks import Task
from mingchuang.units.roles import OFFICER, Roles


def open_tasks(user: User, roles: Roles) -> Iterable[Task]:
    """Return a task for each row of the officer's units that presses (port ``people.tasks``)."""
    now = clock.now()
    for unit in sorted(roles.units(OFFICER)):
        for row in owing.of_unit(unit, now):
            due = row.next
            if row.state not in ("late", "soon") or row.drafts or due is None:
                continue
            yield Task(
                "owed",
                _("late") if row.state == "late" else _("due soon"),
                row.owed.obligation.title,
                " · ".join(filter(None, (row.owed.obligation.time_limit, due.name))),
                f"{reverse('catalogue:owed', args=[unit])}#o{row.owed.pk}",
                _("To the row"),
                row.owed.unit.short_name,
                datetime.combine(due.opens_on, time(), clock.SHANGHAI),
                due=due.on,
            )
