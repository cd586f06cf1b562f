"""The catalogue as a whole, and a page for each of its obligations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import editions, notices, standing, wording
from mingchuang.catalogue import public as catalogue
from mingchuang.catalogue.standard import writing
from mingchuang.catalogue.standard.editions import as_rows
from mingchuang.frame import meta
from mingchuang.pages.views import public_page
from mingchuang.portal import owed
from mingchuang.records import reading
from mingchuang.records.models import Head
from mingchuang.units import public as units
from mingchuang.units.rules import KIND_NAMES, SECTOR_NAMES

COLUMN_NAMES = {
    "level1": lambda: _("Level 1"),
    "level2": lambda: _("Level 2"),
    "level3": lambda: _("Level 3"),
    "title": lambda: _("Title"),
    "elements": lambda: _("Elements"),
    "basis": lambda: _("Basis"),
    "time_limit": lambda: _("Time limit"),
    "organ": lambda: _("By whom"),
    "carriers": lambda: _("Where"),
    "audience": lambda: _("For whom"),
    "audience_text": lambda: _("For whom, in words"),
    "method": lambda: _("Way"),
    "tiers": lambda: _("Level of government"),
    "applies": lambda: _("Applies to"),
}


@dataclass(frozen=True)
class Choice:
    """A sort of units for which the catalogue can be read alone."""

    kind: str
    sector: str

    @property
    def name(self) -> str:
        """Its name in words, such as “Utilities: water”."""
        kind = KIND_NAMES.get(self.kind, self.kind)
        if (self.kind, self.sector) in ONE_SECTOR:
            return kind
        return f"{kind} · {SECTOR_NAMES.get(self.sector, self.sector)}"


ONE_SECTOR = {
    ("district", "government"),
    ("organ", "government"),
    ("town", "government"),
    ("zone", "government"),
    ("hospital", "health"),
    ("school", "education"),
}


def _choices(tags) -> list[Choice]:
    """Return the sorts of units that the district has, in the official order of their first one."""
    tags.list("kind=unit")
    heads = sorted(
        reading.heads().filter(kind="unit", state="open"),
        key=lambda head: (head.facets.get("order") or [""])[0],
    )
    found = (Choice(_one(head, "kind"), _one(head, "sector")) for head in heads)
    return list(dict.fromkeys(found))


def _one(head: Head, facet: str) -> str:
    return (head.facets.get(facet) or [""])[0]


@public_page
def catalogue_page(request, tags):
    """The catalogue: every obligation by its first level, the edition, what it changed."""
    tags.list(catalogue.LIST)
    item, table = catalogue.current(), catalogue.table()
    if table is None:
        raise Http404
    choices = _choices(tags)
    chosen = Choice(request.GET.get("kind", ""), request.GET.get("sector", ""))
    chosen = chosen if chosen in choices else None
    rows = [row for row in table.obligations.values() if not chosen or _applies(row, chosen)]
    issues = catalogue.issues()
    before, changed = catalogue.before(issues, {unit.code: unit.short for unit in units.everyone()})
    tags.key("edition", "key-17")
    key17 = reading.by_key("edition", "key-17")
    return render(
        request,
        "portal/public/catalogue.html",
        {
            "section": "lists",
            "column_tags": meta.plain_column(_("What must be published")),
            "item": item,
            "head": item.json("head"),
            "groups": _groups(rows),
            "total": len(rows),
            "choices": choices,
            "chosen": chosen,
            "issues": issues,
            "now_idx": next((one.idx for one in issues if one.item.record == item.record), None),
            "before": before,
            "changed": changed,
            "column_names": {name: word() for name, word in COLUMN_NAMES.items()},
            "confidence": wording.confidence(item.body.get("confidence", "")),
            "key17": [
                row | {"sure": wording.confidence(row.get("confidence", ""))}
                for row in (key17.json("table").get("obligations", []) if key17 else [])
            ],
            "key17_head": key17.json("head") if key17 else {},
        },
    )


def _applies(row: Mapping[str, Any], chosen: Choice) -> bool:
    """Whether a row is for this sort of units; rows of named units and pilots are."""
    applies = row["applies"]
    return chosen.kind in applies.get("kinds", ()) and chosen.sector in applies.get("sectors", ())


def _groups(rows: Iterable[Mapping[str, Any]]) -> list[dict]:
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(row["level1"], []).append(
            {
                "row": row,
                "title": owed.title(row),
                "limit": wording.in_words(row["time_limit"]),
            }
        )
    return [{"name": name, "rows": members} for name, members in groups.items()]


@public_page
def obligation(request, tags, code):
    """One obligation: all its columns, what it rests on, and which units owe it."""
    tags.list(catalogue.LIST)
    item, table, current = _find(code)
    if item is None or table is None:
        raise Http404
    row = table.obligations[code]
    owing = _owing(tags, code) if current else []
    pilot = row["applies"].get("pilot", ())
    return render(
        request,
        "portal/public/obligation.html",
        {
            "section": "lists",
            "column_tags": meta.plain_column(_("What must be published"), owed.title(row)),
            "row": row,
            "code": code,
            "title": owed.title(row),
            "category": table.category(row["category"]),
            "basis": [editions.cited(basis) for basis in row["basis"]],
            "limit": wording.in_words(row["time_limit"]),
            "confidence": wording.confidence(row.get("confidence", "")),
            "current": current,
            "edition": item,
            "edition_head": item.json("head"),
            "owing": owing,
            "there": sum(one["item"] is not None for one in owing),
            "pilot": [_unit(tags, name) for name in pilot],
        },
    )


def _find(code: str) -> tuple[reading.Item | None, catalogue.Table | None, bool]:
    """Return the edition that holds a row, its table, and whether it is the one in use."""
    item, table = catalogue.current(), catalogue.table()
    if item and table and code in table.obligations:
        return item, table, True
    for issue in catalogue.issues():
        if issue.table and code in issue.table.obligations:
            return issue.item, issue.table, False
    return None, None, False


def _owing(tags, code: str) -> list[dict]:
    """Return the units that owe a row, in the official order, each with how it stands there."""
    for name in ("kind=unit", "kind=owed-list", "kind=event", "kind=fulfilment", notices.LIST):
        tags.list(name)
    now = clock.now()
    codes = set(catalogue.owing(code))
    standings = standing.of_obligation(code, codes, now)
    owed.keep_while_true(tags, standings.values(), now)
    objs = [obj for one in standings.values() for obj in one.objs]
    heads = {head.obj: head for head in reading.open_heads().filter(obj__in=objs)}
    rows = []
    for unit in units.everyone():
        if unit.code not in codes:
            continue
        tags.list(f"unit={unit.code}")
        one = standings[unit.code]
        item = next((heads[obj] for obj in one.objs if obj in heads), None)
        rows.append({"unit": unit, "state": one.state(heads), "item": item, "standing": one})
    return rows


def _unit(tags, code: str):
    tags.key("unit", code)
    return units.names([code]).get(code) or units.Name(code, "", "", code, code, "")


@public_page
def catalogue_file(request, tags, form):
    """The standard table (公开标准目录) of the edition in use, to take away."""
    tags.list(catalogue.LIST)
    table = catalogue.table()
    if table is None:
        raise Http404
    rows = as_rows({"obligations": list(table.obligations.values())})
    data = writing.as_csv(rows) if form == "csv" else writing.as_xlsx(rows, table.edition)
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = content_disposition_header(
        True, _("Standard table %(edition)s") % {"edition": table.edition} + f".{form}"
    )
    return response


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
