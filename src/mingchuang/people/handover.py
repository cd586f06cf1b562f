"""The port through which every app says what open work a person has and moves it."""

from collections.abc import Callable
from dataclasses import dataclass

from mingchuang.people.models import User


@dataclass(frozen=True)
class OpenWork:
    """One piece of open work: what it is, and how it gets another owner."""

    title: str
    unit: str
    move: Callable[[User], None]


_sources: list[Callable[[User, str], list[OpenWork]]] = []


def register(source: Callable[[User, str], list[OpenWork]]) -> None:
    """Add a source: ``source(user, unit)`` lists the person's open work in a unit."""
    _sources.append(source)


def open_work(user: User, unit: str) -> list[OpenWork]:
    """Return everything of ``user`` in ``unit`` that would be without an owner."""
    return [work for source in _sources for work in source(user, unit)]
