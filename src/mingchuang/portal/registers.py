"""The log in plain words, the holiday notices, the schemas."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mingchuang.catalogue import notices
from mingchuang.frame import meta
from mingchuang.ledger import keys
from mingchuang.ledger import reading as log
from mingchuang.ledger.models import LogEntry
from mingchuang.pages.views import public_page
from mingchuang.records import kinds, reading
from mingchuang.units import public as units


@public_page
def calendar_page(request, tags):
    """The holiday notices in use: with them anybody can count our time limits again."""
    tags.list(notices.LIST)
    return render(
        request,
        "portal/public/calendar.html",
        {
            "section": "lists",
            "column_tags": meta.plain_column(_("Working days and holidays")),
            "years": notices.years(),
        },
    )


@require_safe
@cache_control(no_cache=True)
def calendar_file(request, year):
    """The table in use of a year, in the form in which a district loads one."""
    with reading.snapshot():
        found = next((one for one in notices.years() if one.table.year == year), None)
    if found is None:
        raise Http404
    return JsonResponse(
        notices.raw(found.table),
        headers={"Access-Control-Allow-Origin": "*"},
        json_dumps_params={"ensure_ascii": False},
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
