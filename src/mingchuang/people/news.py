"""The port through which every app says what happened to whose work; the desk makes notices of it.

Acts do not notify anybody. An app reads its own rows again, after they were committed, and says who
should know; a fault there never stops an act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class News:
    """One thing that one person should know. ``key`` is unique for the source, person and kind.

    ``facts`` are small values for the sentence. A title that may have to be taken back is not one of
    them: it is looked up when the notice is shown (:class:`Source`).
    """

    key: str
    user: int
    kind: str
    url: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """Where news comes from.

    ``since(mark, now)`` returns news of rows after ``mark`` and the next mark. It may return the
    same news again; the desk keeps each once. ``kinds`` are its sentences with ``%(title)s`` and the
    facts; ``titles`` looks up the titles of ``facts["about"]`` values.
    """

    name: str
    since: Callable[[int, datetime], tuple[list[News], int]]
    kinds: Mapping[str, str | Promise]
    titles: Callable[[set[str]], Mapping[str, str]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; called in the ``apps.py`` of its owner."""
    _sources[source.name] = source


def sources() -> list[Source]:
    """Return every source in the order of registration."""
    return list(_sources.values())
