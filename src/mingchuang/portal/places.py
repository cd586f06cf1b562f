"""Units: the two indexes, and a unit's own page."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingchuang.catalogue import public as catalogue
from mingchuang.pages.views import public_page
from mingchuang.portal.public import GROUP_TITLES, names_of, unit_groups
from mingchuang.records import reading
from mingchuang.records.models import Head
from mingchuang.units import public as units


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
    for name in (f"unit={code}", f"kind=post&unit={code}"):
        tags.list(name)
    tags.key("owed-list", code)
    tags.list(catalogue.LIST)
    facts = item.json("head")
    posts = []
    for post in reading.items(
        reading.open_heads().filter(kind="post", unit=code).order_by("number")
    ):
        tags.record(post.record.obj)
        posts.append(
            {**post.json("head"), **{k: post.body[k] for k in ("role", "term_from", "term_to")}}
        )
    owed = catalogue.owed(code)
    table = catalogue.table()
    by_obligation: dict[str, list[Head]] = {}
    for head in (
        reading.open_heads().filter(unit=code).exclude(facets={}).order_by("-number")[:1000]
    ):
        for name in head.facets.get("obligation", ()):
            by_obligation.setdefault(name, []).append(head)
    groups: dict[str, list] = {}
    done = total = 0
    if owed and table:
        for obligation in owed.body["owed"]:
            row = table.obligations.get(obligation)
            if row is None:
                continue
            found = by_obligation.get(obligation, [])
            total += 1
            done += bool(found)
            groups.setdefault(row["level1"], []).append(
                {
                    "row": row,
                    "items": found[:3],
                    "count": len(found),
                    "title": (get_language() == "en" and row.get("title_en")) or row["title"],
                }
            )
    parents = units.names(filter(None, [item.body.get("parent"), item.body.get("supervisor")]))
    for parent in parents:
        tags.key("unit", parent)
    tags.list(f"unit={code}")
    newest = reading.front(f"unit={code}", 5)
    names_of(tags, newest.rows)
    return render(
        request,
        "portal/public/unit.html",
        {
            "section": "services"
            if item.body["unit_kind"] in ("hospital", "school", "utility")
            else "units",
            "item": item,
            "facts": facts,
            "code": code,
            "name": units.names([code])[code],
            "posts": sorted(posts, key=lambda post: post["role"] != "first_responsible"),
            "owed": list(groups.items()),
            "not_owed": [
                {"title": table.obligations[row["code"]]["title"], "why": row["why"]}
                for row in (owed.json("head").get("not_owed", ()) if owed else ())
                if table and row["code"] in table.obligations
            ],
            "done": done,
            "total": total,
            "parent": parents.get(item.body.get("parent", "")),
            "supervisor": parents.get(item.body.get("supervisor", "")),
            "public_service": item.body["unit_kind"] in ("hospital", "school", "utility"),
            "newest": newest.rows,
        },
    )
