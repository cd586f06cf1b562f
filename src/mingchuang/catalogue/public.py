"""The catalogue as readers see it: editions and owed lists read from their records."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import editions, wording
from mingchuang.frame import meta
from mingchuang.records import reading
from mingchuang.records.models import Part, Record
from mingchuang.units import public as units

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


@lru_cache(maxsize=16)
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
    return _table_of(item) if item else None


def _table_of(item: reading.Item) -> Table | None:
    part = item.parts.get("table")
    if part is None:
        return None
    return _parsed(part.digest, item.head.obj, item.body["edition"], part.pk)


@dataclass(frozen=True)
class Issue:
    """One published version of an edition, with the head, body and table that it had."""

    item: reading.Item
    idx: int

    @property
    def in_use(self) -> bool:
        """Whether it came into use when it was published."""
        return bool(self.item.body.get("in_use"))

    @property
    def coming(self) -> bool:
        """Whether it waits for its day, which is still to come, and no later version stands in for it."""
        day = self.item.body.get("effective_on") or ""
        newest = self.item.record.ver == self.item.head.version
        return newest and not self.in_use and day > clock.today().isoformat()

    @property
    def table(self) -> Table | None:
        """Its table, parsed."""
        return _table_of(self.item)


def issues() -> list[Issue]:
    """Return every version of every edition that has obligations, the newest first.

    A list of key items is an edition without categories and is none of these.
    """
    found = []
    for head in reading.open_heads().filter(kind="edition"):
        for step in reading.history(head.obj):
            item = reading.Item(head, step.record, head.last_idx)
            if "table" in item.parts and (table := _table_of(item)) and table.categories:
                found.append(Issue(item, step.entry.idx))
    return sorted(found, key=lambda issue: -issue.idx)


def before(
    found: Iterable[Issue], names: Mapping[str, str]
) -> tuple[Issue | None, editions.Comparison | None]:
    """Return the issue in use before the present one, and what the present one changes, in words.

    ``names`` are the units by their code.

    An issue that repeats the table of the one before it, as on the day an edition comes into use,
    is passed over.
    """
    used = [issue for issue in found if issue.in_use and issue.table]
    for issue in used[1:]:
        compared = editions.compare(
            issue.table.obligations.values(),
            used[0].table.obligations.values(),
            lambda column, value: wording.said(column, value, names),
        )
        if compared.any:
            return issue, compared
    return None, None


def owed(unit: str) -> reading.Item | None:
    """Return a unit's published owed list."""
    return reading.by_key("owed-list", unit)


def owed_rows(item: reading.Item, today: date) -> list[Mapping[str, str]]:
    """Return the rows of an owed list that are owed on a day: ``{code, since, until, how, post}``."""
    rows = item.json("rows") or [
        {"code": code, "since": "", "until": "", "how": "published", "post": ""}
        for code in item.body["owed"]
    ]
    return [row for row in rows if not row["until"] or row["until"] >= today.isoformat()]


def owing(code: str) -> list[str]:
    """Return the units whose published list holds a row."""
    heads = reading.open_heads().filter(kind="owed-list", obj=OuterRef("obj"))
    records = Record.objects.using(reading.PUBLIC).filter(
        kind="owed-list", ver=Subquery(heads.values("version")[:1])
    )
    return [
        unit
        for unit, body in records.values_list("unit", "body")
        if code in json.loads(bytes(body))["owed"]
    ]


def edition_page(request, tags, item):
    """An edition's record at its own address: people are sent on to the catalogue, to its place."""
    place = "" if item.body.get("in_use") else "#editions"
    if not item.json("table").get("categories"):
        place = "#key-items"
    return redirect(reverse("portal:catalogue") + place)


def owed_page(request, tags, item):
    """An owed list's record at its own address: people are sent on to the unit."""
    return redirect("portal:unit", item.record.unit)


def event_page(request, tags, item):
    """An event: what happened, when, and which rows' time it starts."""
    tags.record(item.head.obj)
    tags.list(LIST)
    tags.key("unit", item.head.unit)
    rows = known(item.body["obligations"])
    return render(
        request,
        "catalogue/public/event.html",
        {
            **_page_tags(item, _("Events"), item.json("head").get("name", ""), request.path),
            "item": item,
            "head": item.json("head"),
            "unit": units.names([item.head.unit]).get(item.head.unit),
            "on": date.fromisoformat(item.body["event_on"]),
            "at": item.body.get("event_at", ""),
            "rows": rows,
        },
    )


def fulfilment_page(request, tags, item):
    """A row fulfilled elsewhere: the platform's address, or where and when it hung."""
    tags.record(item.head.obj)
    tags.list(LIST)
    tags.key("unit", item.head.unit)
    row = next(iter(known([item.body["obligation"]])), None)
    return render(
        request,
        "catalogue/public/fulfilment.html",
        {
            **_page_tags(item, _("Fulfilled elsewhere"), item.head.title, request.path),
            "item": item,
            "head": item.json("head"),
            "unit": units.names([item.head.unit]).get(item.head.unit),
            "row": row,
            "first": _day(item.body.get("shown_from")),
            "last": _day(item.body.get("shown_to")),
        },
    )


def calendar_page(request, tags, item):
    """A year's holiday notice: the days off and the weekend days worked."""
    tags.record(item.head.obj)
    tags.key("unit", item.head.unit)
    table = item.json("table")
    return render(
        request,
        "catalogue/public/calendar.html",
        {
            **_page_tags(
                item,
                _("Working days and holidays"),
                _("Working days of %(year)s") % {"year": item.body["year"]},
                request.path,
            ),
            "item": item,
            "head": item.json("head"),
            "off": [(date.fromisoformat(day["date"]), day["name"]) for day in table.get("off", ())],
            "work": [
                date.fromisoformat(day if isinstance(day, str) else day["date"])
                for day in table.get("work", ())
            ],
        },
    )


def _page_tags(item: reading.Item, column: str, title: str, path: str) -> dict[str, Any]:
    """Return the META tags of a detail page of the catalogue: of its list and of itself."""
    unit = units.names([item.head.unit]).get(item.head.unit)
    return {
        "column_tags": meta.plain_column(column),
        "article_tags": meta.article(
            title, item.head.published_at, unit.name if unit else "", path=path
        ),
    }


def known(codes: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return the rows of the edition in use that have these codes."""
    found = table()
    return [found.obligations[code] for code in codes if found and code in found.obligations]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
