"""Home, lists, units, the catalogue, the log: pages over records, heads and the log."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingchuang.catalogue import public as catalogue
from mingchuang.columns import public as columns
from mingchuang.frame import meta
from mingchuang.ledger import reading as log
from mingchuang.ledger.models import LogEntry
from mingchuang.pages.views import public_page
from mingchuang.records import kinds, reading
from mingchuang.records.models import Counter
from mingchuang.records.projections import CHANGES
from mingchuang.units import public as units

GROUP_TITLES = {
    "towns": lambda: _("Towns and development zone"),
    "organs": lambda: _("Organs of the district"),
    "care": lambda: _("Hospitals and schools"),
    "utilities": lambda: _("Water, gas, power, buses"),
}


def label(row) -> str:
    """Return a catalogue name in the page's language."""
    return (get_language() == "en" and row.get("name_en")) or row["name"]


def _counts(**where) -> dict[str, int]:
    return dict(
        Counter.objects.using(reading.PUBLIC)
        .filter(**where)
        .values_list("category" if "unit" in where else "list", "live")
    )


def unit_groups(tags) -> list[dict]:
    tags.list("kind=unit")
    found = units.everyone()
    return [
        {
            "key": key,
            "title": GROUP_TITLES[key](),
            "units": [unit for unit in found if unit.kind in members],
        }
        for key, members in units.GROUPS
    ]


def _categories(tags, unit: str = "") -> list[dict]:
    """Return the catalogue's categories with how many items are shown in each."""
    tags.list(catalogue.LIST)
    table = catalogue.table()
    if table is None:
        return []
    counts = dict(
        Counter.objects.using(reading.PUBLIC)
        .filter(unit=unit, year="")
        .exclude(category="")
        .values_list("category", "live")
    )
    return [
        {
            "code": parent["code"],
            "name": label(parent),
            "live": counts.get(parent["code"], 0),
            "children": [
                {"code": c["code"], "name": label(c), "live": counts.get(c["code"], 0)}
                for c in parent.get("children", ())
            ],
        }
        for parent in table.categories
    ]


def _changes(tags, size: int, before: int | None = None) -> list[dict]:
    """Return the newest amendments and withdrawals, from the log."""
    tags.list(CHANGES)
    with reading.snapshot() as mark:
        entries = LogEntry.objects.using(reading.PUBLIC).filter(
            type__in=["amend", "withdraw", "erase"], idx__lt=min(mark, before or mark)
        )
        entries = list(entries.order_by("-idx")[:size])
        heads = {
            head.obj: head
            for head in reading.heads().filter(obj__in={entry.obj for entry in entries})
        }
        rows = []
        for entry in entries:
            head = heads.get(entry.obj)
            if head is None or not kinds.get(head.kind).listed:
                continue
            item = reading.item(entry.obj, entry.ver)
            tags.record(head.obj)
            taken = head.state == "withdrawn" or head.gone
            note = item.json("note").get("text", "") if item else ""
            rows.append(
                {
                    "head": head,
                    "entry": entry,
                    "at": item.record.at if item else head.changed_at,
                    "body": item.body if item else {},
                    "note": "" if taken and entry.type == "amend" else note,
                    "withdrawn": taken,
                    "number": head.number,
                }
            )
        return rows


def _front(tags, name: str, size: int = 20):
    tags.list(name)
    page = reading.front(name, size)
    return page, names_of(tags, page.rows)


def names_of(tags, rows) -> dict:
    return names_of_heads(tags, [row.head for row in rows])


def names_of_heads(tags, heads) -> dict:
    """Return the units of items by code and tag the page with them."""
    names = units.names(head.unit for head in heads)
    for code in names:
        tags.key("unit", code)
    return names


@public_page
def home(request, tags):
    """The home page: search, newest, changes, categories, units, the log."""
    newest, names = _front(tags, "all", 8)
    changes = _changes(tags, 6)
    shown = columns.on_home(tags)
    names |= names_of_heads(tags, [head for one in shown for head in one.heads])
    names |= units.names(row["head"].unit for row in changes)
    tags.log()
    now = log.checkpoint()
    groups = unit_groups(tags)
    return render(
        request,
        "portal/public/home.html",
        {
            "unit_total": sum(len(group["units"]) for group in groups),
            "newest": newest.rows,
            "columns": shown,
            "changes": changes,
            "names": names,
            "categories": _categories(tags),
            "groups": groups,
            "total": _counts(list="all").get("all", 0),
            "checkpoint": now[0] if now else None,
            "anchor": log.anchor(now[0].root) if now else [],
        },
    )


@public_page
def lists(request, tags):
    """All categories of the catalogue."""
    tags.list("all")
    return render(
        request,
        "portal/public/lists.html",
        {
            "section": "lists",
            "column_tags": meta.plain_column(_("Open government")),
            "categories": _categories(tags),
            "total": _counts(list="all").get("all", 0),
        },
    )


def _list(
    request, tags, name: str, page: int | None, *, title: str, crumbs=(), base: str, about: str = ""
):
    if page is None:
        tags.list(name)
        shown = reading.front(name)
    else:
        shown = reading.list_page(name, page)
        if shown is None:
            raise Http404
        tags.list(name, page)
    for row in shown.rows:
        tags.record(row.head.obj)
    return render(
        request,
        "portal/public/list.html",
        {
            "section": "lists",
            "column_tags": meta.plain_column(title, *(label(crumb) for crumb in crumbs)),
            "title": title,
            "about": about,
            "crumbs": crumbs,
            "page": shown,
            "names": names_of(tags, shown.rows),
            "base": base,
            "live": Counter.objects.using(reading.PUBLIC)
            .filter(pk=name)
            .values_list("live", flat=True)
            .first()
            or 0
            if page is None
            else None,
        },
    )


@public_page
def all_items(request, tags, page=None):
    """Everything, newest first."""
    return _list(
        request, tags, "all", page, title=_("Everything published"), base=_base(request, page)
    )


def _base(request, page) -> str:
    return request.path if page is None else request.path.rsplit("p", 1)[0]


@public_page
def category(request, tags, code, page=None):
    """The items of a category of either level."""
    tags.list(catalogue.LIST)
    table = catalogue.table()
    found = table and table.category(code)
    if not found:
        raise Http404
    parent = table.parent(code)
    return _list(
        request,
        tags,
        f"category={code}",
        page,
        title=label(found),
        crumbs=[parent] if parent else [],
        base=_base(request, page),
    )


@public_page
def year(request, tags, year, page=None):
    """What was first published in a year."""
    if not Counter.objects.using(reading.PUBLIC).filter(pk=f"year={year}").exists():
        raise Http404
    return _list(
        request,
        tags,
        f"year={year}",
        page,
        title=_("Published in %(year)d") % {"year": year},
        base=_base(request, page),
    )


@public_page
def unit_list(request, tags, code, category=None, page=None):
    """The items of a unit, of one category if one is named."""
    unit = units.names([code]).get(code)
    if unit is None:
        raise Http404
    tags.key("unit", code)
    title, name = unit.name, f"unit={code}"
    if category:
        tags.list(catalogue.LIST)
        table = catalogue.table()
        found = table and table.category(category)
        if not found:
            raise Http404
        title, name = f"{unit.name}: {label(found)}", f"unit={code}&category={category}"
    return _list(request, tags, name, page, title=title, base=_base(request, page))


@public_page
def changes(request, tags):
    """Amendments and withdrawals, newest first."""
    try:
        before = int(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        before = None
    rows = _changes(tags, 50, before)
    names = units.names(row["head"].unit for row in rows)
    for code in names:
        tags.key("unit", code)
    return render(
        request,
        "portal/public/changes.html",
        {
            "section": "changes",
            "column_tags": meta.plain_column(_("Changes and withdrawals")),
            "rows": rows,
            "names": names,
            "older": rows[-1]["entry"].idx if len(rows) == 50 else None,
        },
    )
