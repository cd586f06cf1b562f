"""Units as readers see them: names and groups from their records."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.shortcuts import redirect
from django.utils.translation import get_language

from mingchuang.records import reading

GROUPS = (
    ("towns", ("town", "zone")),
    ("organs", ("district", "organ", "centre")),
    ("care", ("hospital", "school")),
    ("utilities", ("utility",)),
)
"""Groups of unit kinds as pages show them; within a group the official order."""


@dataclass(frozen=True)
class Name:
    """A unit's code, obj and names."""

    code: str
    obj: str
    kind: str
    name: str
    short: str
    order: str


def _name(head) -> Name:
    def one(facet: str) -> str:
        return (head.facets.get(facet) or [""])[0]

    english = get_language() == "en" and one("en")
    return Name(
        head.key,
        head.obj,
        one("kind"),
        english or head.title,
        english or one("short"),
        one("order"),
    )


def everyone() -> list[Name]:
    """Return all units in the official order."""
    return sorted(
        (_name(head) for head in reading.heads().filter(kind="unit", state="open")),
        key=lambda n: n.order,
    )


def names(codes: Iterable[str]) -> dict[str, Name]:
    """Return units by code."""
    return {
        head.key: _name(head) for head in reading.heads().filter(kind="unit", key__in=set(codes))
    }


def page(request, tags, item):
    """Send the reader of a unit's record to the unit's page, which shows it among others."""
    return redirect("portal:unit", item.body["code"])
