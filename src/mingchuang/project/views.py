"""Health, and the pages of errors."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mingchuang.project import watch


@never_cache
def health(request):
    """Whether web, database, worker and log are alive: 200 with figures, 503 with what is wrong."""
    facts = watch.health()
    return JsonResponse(
        facts, status=200 if facts["ok"] else 503, json_dumps_params={"ensure_ascii": False}
    )


def not_found(request, exception=None):
    """404 in the product's own words."""
    return render(
        request,
        "frame/error.html",
        {
            "heading": _("There is no such page"),
            "text": getattr(exception, "words", "")
            or _(
                "The address may be mistyped. An item that was withdrawn keeps its address, so this one was never published here."
            ),
        },
        status=404,
    )


def refused(request, exception=None):
    """403 in the product's own words."""
    return render(
        request,
        "frame/error.html",
        {"heading": _("Not allowed"), "text": _("You may not open this page.")},
        status=403,
    )


def failed(request):
    """500 without a word of what happened inside."""
    return render(
        request,
        "frame/error.html",
        {
            "heading": _("Something failed"),
            "text": _(
                "The fault has been noted. Nothing you sent was half-saved; try again in a minute."
            ),
        },
        status=500,
    )
