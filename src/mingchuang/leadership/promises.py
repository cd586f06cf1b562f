"""Decisions of joint meetings and work points as readers see them: promised, done, late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.shortcuts import render

from mingchuang import clock
from mingchuang.catalogue import public as catalogue
from mingchuang.leadership import naming, rules
from mingchuang.leadership.public import keep_until
from mingchuang.pages.views import public_page
from mingchuang.records import reading
from mingchuang.units import public as units

TASKS = "kind=assignment"
"""The list on which the page of all tasks hangs."""


@dataclass(frozen=True)
class Task:
    """A decision or work point as pages show it."""

    item: reading.Item
    today: date

    @property
    def head(self) -> Mapping[str, str]:
        """Title, text, document, result."""
        return self.item.json("head")

    @property
    def due(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.item.body["due"])

    @property
    def done_on(self) -> date | None:
        """The day on which it was done."""
        said = self.item.body.get("done_on")
        return date.fromisoformat(said) if said else None

    @property
    def standing(self) -> str:
        """How it stands, see ``rules.standing``."""
        return rules.standing(self.item.body["state"], self.due, self.done_on, self.today)

    @property
    def shape(self) -> str:
        """Its state shape."""
        return naming.STANDINGS[self.standing][0]

    @property
    def word(self) -> str:
        """Its state in words."""
        return str(naming.STANDINGS[self.standing][1])

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        return str(naming.SOURCES[self.item.body["source"]])

    @property
    def turns_on(self) -> date | None:
        """The day on which it will be late unless something happens."""
        if self.standing != "open":
            return None
        return self.due + timedelta(days=1)


def _tasks(items: Iterable[reading.Item], today: date) -> list[Task]:
    return [Task(item, today) for item in items]


def _linked(tags, tasks: Iterable[Task]) -> dict[str, tuple[str, str]]:
    """Return ``link: (item or row, title)`` of everything that tasks are linked to and that is there."""
    links = {link for task in tasks for link in task.item.body["links"]}
    objs = {link for link in links if rules.is_item(link)}
    for obj in objs:
        tags.record(obj)
    if links - objs:
        tags.list(catalogue.LIST)
    found = {head.obj: ("item", head.title) for head in reading.open_heads().filter(obj__in=objs)}
    return found | {row["code"]: ("row", row["title"]) for row in catalogue.known(links - objs)}


def _units(tags, tasks: Iterable[Task]) -> dict[str, units.Name]:
    codes = {code for t in tasks for code in (t.item.record.unit, *t.item.body["supporting"])}
    for code in codes:
        tags.key("unit", code)
    return units.names(codes)


@public_page
def tasks(request, tags):
    """What joint meetings and work points promised, and what of it is done."""
    tags.list(TASKS)
    found = _tasks(reading.items(reading.open_heads().filter(kind="assignment")), clock.today())
    keep_until(tags, [task.turns_on for task in found])
    for task in found:
        tags.record(task.item.head.obj)

    def document(task: Task) -> tuple[str, str]:
        return task.item.body["source"], task.head["document"]

    newest = {document(task): task.item.head.number for task in found}
    found.sort(key=lambda t: (-newest[document(t)], document(t), t.item.body["number"]))
    groups = [list(rows) for _key, rows in groupby(found, document)]
    standings = [task.standing for task in found]
    return render(
        request,
        "leadership/public/tasks.html",
        {
            "section": "units",
            "groups": groups,
            "names": _units(tags, found),
            "links": _linked(tags, found),
            "total": len(found) - standings.count("dropped"),
            "done": standings.count("done") + standings.count("done_late"),
            "late": standings.count("late"),
        },
    )


def task_page(request, tags, item):
    """One decision or work point with its history."""
    task = Task(item, clock.today())
    tags.record(item.head.obj)
    if item.current:
        keep_until(tags, [task.turns_on])
    return render(
        request,
        "leadership/public/task.html",
        {
            "section": "units",
            "task": task,
            "names": _units(tags, [task]),
            "links": _linked(tags, [task]),
            "steps": reading.history(item.head.obj),
        },
    )
