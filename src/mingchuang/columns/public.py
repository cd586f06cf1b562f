"""Columns as readers see them: the list of columns, one column, what the home page shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingchuang.columns import members, rules, types
from mingchuang.columns.record import HOME
from mingchuang.columns.rules import Rule
from mingchuang.frame import meta
from mingchuang.pages.views import Tags, public_page
from mingchuang.records import reading
from mingchuang.records.models import Head
from mingchuang.units import public as units

LIST = "kind=column"
"""The list whose front every page hangs on that shows which columns there are."""
ON_HOME = 5
"""Items of a column on the home page."""


@dataclass(frozen=True)
class Column:
    """A column as its record in force says."""

    code: str
    obj: str
    type: types.Type
    owner: str
    cadence: int | None
    minimum: int
    rule: Rule
    closed: bool
    names: tuple[str, str]
    description: str
    keywords: tuple[str, ...]
    note: str

    @property
    def name(self) -> str:
        """Its name in the page's language."""
        return self.names[get_language() == "en"] or self.names[0]

    @property
    def type_name(self) -> str:
        """Its kind in the page's language."""
        return self.type.name_en if get_language() == "en" else self.type.name

    @property
    def tags(self) -> meta.ColumnTags:
        """What its pages and those of its items say of it in their head."""
        return meta.ColumnTags(
            self.name, self.description, "、".join(self.keywords), self.type.name
        )


@dataclass(frozen=True)
class Shown:
    """A column with its newest items."""

    column: Column
    heads: list[Head]

    @property
    def updated(self) -> date | None:
        """The newest day in it."""
        return members.last_update(self.heads)

    @property
    def dated(self) -> list[tuple[Head, date]]:
        """Each item with the day that lists show of it."""
        return [(head, members.shown_day(head)) for head in self.heads]


def column_of(item: reading.Item) -> Column:
    """Return what a record of kind ``column`` says."""
    body, head = item.body, item.json("head")
    rule = body["rule"]
    return Column(
        body["code"],
        item.head.obj,
        types.types()[body["column_type"]],
        body["owner"],
        body.get("cadence_days"),
        body["minimum"],
        Rule(*(tuple(rule[name]) for name in ("categories", "units", "kinds"))),
        body["closed"],
        (head.get("name", ""), head.get("name_en", "")),
        head.get("description", ""),
        tuple(head.get("keywords", ())),
        head.get("note", ""),
    )


def every() -> list[Column]:
    """Return all columns that are not closed: in the order of their kinds, then of their making."""
    heads = reading.open_heads().filter(kind="column").order_by("number")
    found = [column_of(item) for item in reading.items(heads)]
    order = list(types.types())
    return sorted(
        (one for one in found if not one.closed), key=lambda one: order.index(one.type.code)
    )


def composition() -> list[str]:
    """Return the codes of the home page's columns in their order; empty before it is composed."""
    item = reading.by_key(HOME, HOME)
    return list(item.body["columns"]) if item else []


def hang_on(tags: Tags, columns: Sequence[Column]) -> None:
    """Tag a page that shows which columns there are and what is new in them."""
    tags.list(LIST)
    for column in columns:
        for name in column.rule.fronts:
            tags.list(name)


def filled(tags: Tags, columns: Sequence[Column], size: int) -> list[Shown]:
    """Return those of ``columns`` that have an item, each with its newest; the others are hidden."""
    hang_on(tags, columns)
    found = [Shown(column, members.newest(column.rule, size)) for column in columns]
    return [one for one in found if one.heads]


def on_home(tags: Tags) -> list[Shown]:
    """Return the columns of the home page in their order, empty and closed ones left out."""
    tags.key(HOME, HOME)
    by_code = {column.code: column for column in every()}
    wanted = [by_code[code] for code in composition() if code in by_code]
    return filled(tags, wanted, ON_HOME)


def tags_of(tags: Tags, head: Head, otherwise: meta.ColumnTags) -> meta.ColumnTags:
    """Return what an item's page says of its column; ``otherwise`` when it stands in none."""
    tags.list(LIST)
    column = rules.first_holding(
        every(),
        head.kind,
        {head.unit, *head.facets.get("joint", ())},
        head.facets.get("category", ()),
    )
    return column.tags if column else otherwise


@public_page
def columns(request, tags):
    """All columns that have something in them, by kind."""
    shown = filled(tags, every(), reading.PAGE)
    names = _names(tags, [one.column.owner for one in shown])
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.column.type_name, []).append(one)
    title = _("Columns of the site")
    return render(
        request,
        "columns/public/columns.html",
        {
            "section": "lists",
            "groups": list(groups.items()),
            "names": names,
            "column_tags": meta.plain_column(title, *groups),
        },
    )


def _names(tags: Tags, codes) -> dict[str, units.Name]:
    for code in set(codes):
        tags.key("unit", code)
    return units.names(codes)


@public_page
def column(request, tags, code):
    """One column, newest first; 404 while it is empty, 410 with the reason once it is closed."""
    item = reading.by_key("column", code)
    tags.key("column", code)
    if item is None:
        raise Http404
    found = column_of(item)
    if found.closed:
        return render(
            request,
            "columns/public/closed.html",
            {"section": "lists", "column": found, "at": item.record.at},
            status=410,
        )
    hang_on(tags, [found])
    before = _before(request)
    rows = members.newest(found.rule, reading.PAGE + 1, before)
    if not rows and before is None:
        raise Http404
    older = rows[reading.PAGE - 1].number if len(rows) > reading.PAGE else None
    rows = rows[: reading.PAGE]
    for head in rows:
        tags.record(head.obj)
    return render(
        request,
        "columns/public/column.html",
        {
            "section": "lists",
            "column": found,
            "owner": _names(tags, [found.owner]).get(found.owner),
            "rows": [(head, members.shown_day(head)) for head in rows],
            "updated": members.last_update(rows) if before is None else None,
            "names": _names(tags, [head.unit for head in rows]),
            "older": older,
            "before": before,
            "column_tags": found.tags,
        },
    )


def _before(request) -> int | None:
    try:
        return int(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        return None


def column_page(request, tags, item):
    """A column's record at its own address: people are sent on to the column."""
    return redirect("columns:column", item.body["code"])


def home_page(request, tags, item):
    """The home page's record at its own address: people are sent on to the home page."""
    return redirect("portal:home")
