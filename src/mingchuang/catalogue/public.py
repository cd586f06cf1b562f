"""The catalogue as readers see it: editions and owed lists read from their records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.shortcuts import redirect

from mingchuang.records import reading
from mingchuang.records.models import Part

LIST = "kind=edition"
"""The list whose front every page hangs on that shows the catalogue in use."""


@dataclass(frozen=True)
class Table:
    """An edition's table, ready to look things up."""

    obj: str
    edition: str
    categories: tuple[Mapping[str, Any], ...]
    obligations: Mapping[str, Mapping[str, Any]]

    def category(self, code: str) -> Mapping[str, Any] | None:
        """Return a category of either level."""
        for parent in self.categories:
            if parent["code"] == code:
                return parent
            for child in parent.get("children", ()):
                if child["code"] == code:
                    return child
        return None

    def parent(self, code: str) -> Mapping[str, Any] | None:
        """Return the level-1 category above a level-2 one."""
        return self.category(code.split(".")[0]) if "." in code else None


@lru_cache(maxsize=8)
def _parsed(digest: str, obj: str, edition: str, part: int) -> Table:
    content = Part.objects.using(reading.PUBLIC).get(pk=part).content
    data = json.loads(bytes(content))
    return Table(
        obj, edition, tuple(data["categories"]), {row["code"]: row for row in data["obligations"]}
    )


def current() -> reading.Item | None:
    """Return the edition in use: the one whose record says so, the newest if several do."""
    heads = reading.heads().filter(kind="edition", state="open").order_by("-last_idx")
    head = next((head for head in heads if head.facets.get("in_use")), None)
    return reading.item(head.obj) if head else None


def table(edition: str = "") -> Table | None:
    """Return a published table, that in use when no edition is named; parsed once per version."""
    item = reading.by_key("edition", edition) if edition else current()
    if item is None or "table" not in item.parts:
        return None
    part = item.parts["table"]
    return _parsed(part.digest, item.head.obj, item.body["edition"], part.pk)


def owed(unit: str) -> reading.Item | None:
    """Return a unit's published owed list."""
    return reading.by_key("owed-list", unit)


def edition_page(request, tags, item):
    """An edition's record at its own address: people are sent on to the catalogue."""
    return redirect("portal:catalogue")


def owed_page(request, tags, item):
    """An owed list's record at its own address: people are sent on to the unit."""
    return redirect("portal:unit", item.record.unit)
