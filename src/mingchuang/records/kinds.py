"""The public half of a kind of document: its schema, its page, what lists and search need of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Fields:
    """What heads, lists and search take out of one record.

    ``facets`` maps a facet's name to its values; ``category`` and ``year`` make lists.
    ``text`` is the running text that can be found.
    """

    title: str
    docno: str = ""
    key: str = ""
    formed_on: str | None = None
    in_force: str | None = None
    valid_until: str | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class PublicKind:
    """A kind of public record.

    ``schema`` names a file in the owner's ``schema`` folder without its ``.json``;
    ``view(request, item)`` renders its page; ``search(body, parts)`` gives its :class:`Fields`.
    ``listed`` kinds stand in the public lists and in search, others only on pages of their own.
    """

    name: str
    schema: str
    package: str
    view: Callable
    search: Callable[[dict, Mapping[str, Any]], Fields]
    listed: bool = True


_kinds: dict[str, PublicKind] = {}


def register(kind: PublicKind) -> None:
    """Add a kind; called once by its owner's ``apps.py``. Raises ValueError for a second owner."""
    if kind.name in _kinds:
        raise ValueError(f"kind {kind.name!r} is registered already")
    _kinds[kind.name] = kind


def get(name: str) -> PublicKind:
    """Return a kind by name. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[PublicKind]:
    """Return every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def schemas() -> dict[str, str]:
    """Return the text of every published schema, old ones included, by file stem."""
    found = {}
    for package in sorted({kind.package for kind in _kinds.values()} | {"mingchuang.records"}):
        folder = resources.files(package) / "schema"
        if folder.is_dir():
            for file in folder.iterdir():
                if file.name.endswith(".json"):
                    found[file.name.removesuffix(".json")] = file.read_text(encoding="utf-8")
    return found


@cache
def schema(name: str) -> dict:
    """Return one schema as an object. Raises KeyError."""
    return json.loads(schemas()[name])
