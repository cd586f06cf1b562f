"""The port through which every app says what waits for whom; the desk asks it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mingchuang.people.models import User
from mingchuang.units.roles import Roles


@dataclass(frozen=True)
class Task:
    """One piece of work on somebody's desk.

    ``group`` is its kind as a code, ``mark`` that kind in a word or two. ``since`` is when it came to
    this person; ``due`` the last day for it, None when no rule names one; ``soon`` that it should
    not wait although no date presses (a returned document). ``why`` says what it is for and where
    the date comes from; ``said`` and ``by`` are the words it came with and whose they are.
    """

    group: str
    mark: str
    title: str
    why: str
    url: str
    button: str
    unit: str
    since: datetime
    due: date | None = None
    soon: bool = False
    said: str = ""
    by: str = ""


Source = Callable[[User, Roles], Iterable[Task]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add an app's ``waiting.open_tasks``; called in its ``apps.py``."""
    _sources[name] = source


def open_tasks(user: User, roles: Roles) -> list[Task]:
    """Return everything that waits for ``user``, from every app, in the order of registration.

    What two apps ask for at one address is one task, that with the earlier day.
    """
    found: list[Task] = []
    for source in _sources.values():
        places = {task.url: place for place, task in enumerate(found)}
        for task in source(user, roles):
            if task.url in places:
                place = places[task.url]
                found[place] = _joined(found[place], task)
            else:
                found.append(task)
    return found


def _joined(first: Task, second: Task) -> Task:
    """Return the task that presses more, with the words that either came with."""
    one, other = sorted((first, second), key=lambda task: task.due or date.max)
    words = {"said": other.said, "by": other.by, "button": other.button} if other.said else {}
    return replace(one, since=min(one.since, other.since), soon=one.soon or other.soon, **words)
