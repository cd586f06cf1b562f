"""Units: the two indexes, and a unit's own page."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import public as catalogue
from mingchuang.frame import meta
from mingchuang.leadership import public as leadership
from mingchuang.pages.views import public_page
from mingchuang.portal import owed
from mingchuang.portal.public import GROUP_TITLES, names_of, unit_groups
from mingchuang.records import reading
from mingchuang.units import public as units
from mingchuang.units import rules

EVENT_DAYS = 365
"""How far back a unit's page tells of events."""
EVENTS = 20
"""How many of them it tells of."""


@public_page
def unit_index(request, tags, only=""):
    """All units in the official order, by group."""
    groups = unit_groups(tags)
    wanted = (
        ("care", "utilities")
        if only == "services"
        else ("towns", "organs")
        if only == "organs"
        else tuple(GROUP_TITLES)
    )
    title = (
        _("Hospitals, schools, utilities, buses") if only == "services" else _("Organs and towns")
    )
    return render(
        request,
        "portal/public/units.html",
        {
            "section": "services" if only == "services" else "units",
            "title": title,
            "column_tags": meta.plain_column(title, kind=meta.ORGANS),
            "groups": [g for g in groups if g["key"] in wanted],
        },
    )


@public_page
def unit(request, tags, code):
    """A unit: facts, who is responsible for openness, what it owes and what of that is there."""
    item = reading.by_key("unit", code)
    tags.key("unit", code)
    if item is None:
        raise Http404
    only = request.GET.get("only", "")
    found = owed.of_unit(tags, code, only if only in ("missing", "late") else "")
    parents = units.names(filter(None, [item.body.get("parent"), item.body.get("supervisor")]))
    for parent in parents:
        tags.key("unit", parent)
    people, group = leadership.of_unit(tags, code)
    newest = reading.front(f"unit={code}", 5)
    names_of(tags, newest.rows)
    public_service = item.body["unit_kind"] in rules.PUBLIC_SERVICES
    return render(
        request,
        "portal/public/unit.html",
        {
            "section": "services" if public_service else "units",
            "item": item,
            "facts": item.json("head"),
            "column_tags": meta.plain_column(
                units.names([code])[code].name, units.names([code])[code].short, kind=meta.ORGANS
            ),
            "code": code,
            "name": units.names([code])[code],
            "people": people,
            "group": group,
            "owed": found,
            "not_owed": _not_owed(code),
            "parent": parents.get(item.body.get("parent", "")),
            "supervisor": parents.get(item.body.get("supervisor", "")),
            "public_service": public_service,
            "newest": newest.rows,
            **_events(code),
        },
    )


def _not_owed(code: str) -> list[dict]:
    """Return the rows that a unit does not owe although they would apply, each with the reason."""
    item, table = catalogue.owed(code), catalogue.table()
    if item is None or table is None:
        return []
    return [
        {"title": owed.title(table.obligations[row["code"]]), "why": row["why"]}
        for row in item.json("head").get("not_owed", ())
        if row["code"] in table.obligations
    ]


def _events(code: str) -> dict[str, list[dict]]:
    """Return the events from which time limits run: ``events`` of the last year, the newest first,
    and ``coming`` ones, the next first."""
    today = clock.today()
    heads = reading.open_heads().filter(kind="event", unit=code)
    past = heads.filter(formed_on__gte=today - timedelta(days=EVENT_DAYS), formed_on__lte=today)
    coming = heads.filter(formed_on__gt=today).order_by("formed_on", "number")
    return {
        "events": _told(past.order_by("-formed_on", "-number")[:EVENTS]),
        "coming": _told(coming[:EVENTS]),
    }


def _told(heads) -> list[dict]:
    return [
        {
            "head": item.head,
            "at": item.body.get("event_at", ""),
            "struck": not item.head.facets.get("occasion"),
        }
        for item in reading.items(heads)
    ]
