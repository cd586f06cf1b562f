"""What waits for one person, from every app, by how much it presses."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingchuang import clock
from mingchuang.desk import rules
from mingchuang.people import tasks
from mingchuang.people.models import User
from mingchuang.units.roles import Roles

TITLES = {
    rules.OVERDUE: _("Overdue"),
    rules.TODAY: _("Today"),
    rules.WEEK: _("Within seven days"),
    rules.LATER: _("Later"),
    rules.WAITING: _("Waiting, without a date"),
}


@dataclass(frozen=True)
class Pressing:
    """A task with what the calendar says of it today: working days left, negative when over."""

    task: tasks.Task
    left: int | None

    @property
    def today(self) -> bool:
        """Whether today is its last day."""
        return self.task.due == clock.today()

    @property
    def late(self) -> int:
        """Working days since its last day."""
        return -(self.left or 0)


@dataclass(frozen=True)
class Group:
    """Tasks that press alike."""

    urgency: str
    tasks: list[Pressing]

    @property
    def title(self) -> str:
        return str(TITLES[self.urgency])

    @property
    def shape(self) -> str:
        """The state shape of its tasks; the mark's word says what kind they are."""
        return {rules.OVERDUE: "late", rules.TODAY: "due"}.get(self.urgency, "wait")


def grouped(user: User, roles: Roles) -> list[Group]:
    """Return a person's tasks in groups, the most pressing first, the oldest first in each."""
    today = clock.today()
    found: dict[str, list[Pressing]] = {name: [] for name in rules.URGENCIES}
    for task in sorted(tasks.open_tasks(user, roles), key=lambda task: _order(task, today)):
        left = rules.distance(task.due, today) if task.due else None
        found[rules.urgency(task.due, task.soon, today)].append(Pressing(task, left))
    return [Group(name, here) for name, here in found.items() if here]


def _order(task: tasks.Task, today: date) -> tuple:
    return (task.due or date.max, task.since)
