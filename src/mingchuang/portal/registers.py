"""The catalogue, the log in plain words, the schemas."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingchuang.catalogue import public as catalogue
from mingchuang.ledger import keys
from mingchuang.ledger import reading as log
from mingchuang.ledger.models import LogEntry
from mingchuang.pages.views import public_page
from mingchuang.records import kinds, reading
from mingchuang.units import public as units


@public_page
def catalogue_page(request, tags):
    """The catalogue itself: every obligation with its columns."""
    tags.list(catalogue.LIST)
    item = catalogue.current()
    table = catalogue.table()
    if table is None:
        raise Http404
    groups: dict[str, list] = {}
    for row in table.obligations.values():
        groups.setdefault(row["level1"], []).append(row)
    tags.key("edition", "key-17")
    key17 = reading.by_key("edition", "key-17")
    return render(
        request,
        "portal/public/catalogue.html",
        {
            "section": "lists",
            "item": item,
            "head": item.json("head"),
            "groups": list(groups.items()),
            "key17": key17.json("table").get("obligations", []) if key17 else [],
            "key17_head": key17.json("head") if key17 else {},
            "key17_item": key17,
        },
    )


@public_page
def log_page(request, tags):
    """The public log in plain words: how far it is, its anchor, how to check it."""
    tags.never()
    now = log.checkpoint()
    newest = []
    with reading.snapshot() as mark:
        for entry in (
            LogEntry.objects.using(reading.PUBLIC).filter(idx__lt=mark).order_by("-idx")[:20]
        ):
            newest.append(entry)
        names = units.names(entry.unit for entry in newest)
    return render(
        request,
        "portal/public/log.html",
        {
            "section": "log",
            "checkpoint": now[0] if now else None,
            "note": now[1] if now else "",
            "anchor": log.anchor(now[0].root) if now else [],
            "newest": newest,
            "names": names,
            "key": str(keys.verifier()) if now else "",
            "words": entry_words(),
        },
    )


def entry_words() -> dict[str, str]:
    """Return entry types as words."""
    return {
        "publish": _("Published"),
        "amend": _("Amended"),
        "withdraw": _("Withdrawn"),
        "register": _("Registered"),
        "expire": _("Over"),
        "status": _("Legal state marked"),
        "erase": _("Erased"),
        "log.notice": _("Notice of the log's operator"),
    }


@public_page
def schemas(request, tags):
    """The schemas of all public records."""
    tags.never()
    return render(request, "portal/public/schemas.html", {"names": sorted(kinds.schemas())})


@require_safe
def schema(request, name):
    """One schema as JSON."""
    found = kinds.schemas().get(name)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/schema+json")
