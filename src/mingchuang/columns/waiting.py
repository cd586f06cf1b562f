"""What columns ask of the officers of their owner: something new, or anything at all."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.columns import rules, standing
from mingchuang.columns.models import Column
from mingchuang.people.models import User
from mingchuang.people.tasks import Task
from mingchuang.units.roles import OFFICER, Roles


def open_tasks(user: User, roles: Roles) -> Iterable[Task]:
    """Return a task for each column of the officer's units that is empty, has too little in it,
    or has used 70 % of its cadence (port ``people.tasks``)."""
    columns = Column.objects.filter(owner__in=roles.units(OFFICER), closed=False)
    for one in standing.of(columns.select_related("owner")):
        if one.fresh.state == rules.EMPTY:
            yield _task(
                one,
                _("empty column"),
                _("Nothing stands in it, so readers do not see it."),
                since=one.column.made_at,
                soon=True,
            )
            continue
        if one.few:
            yield _task(
                one,
                _("too little in it"),
                _("It has %(n)d of at least %(least)d items.")
                % {"n": one.count, "least": one.column.minimum},
                since=one.column.made_at,
            )
        if one.fresh.state in (rules.YELLOW, rules.RED):
            late = one.fresh.state == rules.RED
            yield _task(
                one,
                _("column at rest") if late else _("column soon at rest"),
                _("Something new is due every %(n)d days; the newest is of %(day)s.")
                % {"n": one.column.cadence, "day": one.last.isoformat()},
                since=datetime.combine(one.fresh.warn_on, time(), clock.SHANGHAI),
                due=one.fresh.due,
            )


def _task(one: standing.Standing, mark: str, why: str, **when) -> Task:
    column = one.column
    return Task(
        "column",
        mark,
        column.name,
        why,
        f"{reverse('columns:desk')}#c-{column.code}",
        _("To the column"),
        column.owner.short_name,
        **when,
    )
