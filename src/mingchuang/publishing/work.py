"""The working half of a kind: its form, its checks, how a draft becomes a record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mingchuang.publishing.frozen import Finding, Frozen
from mingchuang.records.writing import Composition


@dataclass(frozen=True)
class WorkKind:
    """What ``publishing`` needs to know of a kind.

    ``form(context)`` is a form class for this draft; ``build(frozen)`` its record;
    ``checks(frozen)`` its own findings; ``texts(content, context)`` its text as
    ``(place, label, lines)`` for detectors and differences; ``shows`` the same as safe HTML for a
    reviewer to read; ``prefill(context)`` the first content. A ``free`` kind is written
    without an obligation.

    Two are optional. ``again(content, context)`` is what a new document takes over of the last
    published one: without its dates, number and pictures. ``preview(frozen, file_urls)`` is
    ``(template, context)`` of the public page as it would be; ``file_urls`` gives each file's
    address by its key.
    """

    name: str
    title: str
    form: Callable[[dict[str, Any]], Any]
    build: Callable[[Frozen], Composition]
    checks: Callable[[Frozen], Sequence[Finding]]
    texts: Callable[[dict[str, Any], dict[str, Any]], list[tuple[str, str, list[str]]]]
    shows: Callable[[dict[str, Any], dict[str, Any]], list[tuple[str, str, str]]]
    prefill: Callable[[dict[str, Any]], dict[str, Any]]
    free: bool = False
    again: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]] | None = None
    preview: Callable[[Frozen, dict[str, str]], tuple[str, dict[str, Any]]] | None = None


_kinds: dict[str, WorkKind] = {}
_checks: list[Callable[[Frozen], Sequence[Finding]]] = []


def register(kind: WorkKind) -> None:
    """Add the working half of a kind; called by its owner's ``apps.py``."""
    _kinds[kind.name] = kind


def get(name: str) -> WorkKind:
    """Return a kind. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[WorkKind]:
    """Return every kind, in the order of registration."""
    return list(_kinds.values())


def free_kinds() -> list[WorkKind]:
    """Return the kinds that no obligation asks for."""
    return [kind for kind in _kinds.values() if kind.free]


def register_check(check: Callable[[Frozen], Sequence[Finding]]) -> None:
    """Add a check that runs for drafts of every kind."""
    _checks.append(check)


def findings(frozen: Frozen) -> list[Finding]:
    """Run the checks of the kind, then those for all kinds."""
    found = list(get(frozen.kind).checks(frozen))
    for check in _checks:
        found.extend(check(frozen))
    return found
