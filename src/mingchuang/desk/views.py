"""The staff home: what waits for me, from every app; and what my roles do here."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mingchuang import clock
from mingchuang.catalogue.models import Fulfilment, Owed
from mingchuang.desk import guides, tasks
from mingchuang.desk.models import PutAway
from mingchuang.people.access import staff_page
from mingchuang.publishing import rules, waiting
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE, OFFICER

OWN_LISTS = 3
"""Units whose owed list stands on the home; whoever has more opens the section."""


@staff_page
def home(request):
    """My tasks, what presses most first, and what I have handed in."""
    groups = tasks.grouped(request.user, request.roles)
    units = Unit.objects.filter(pk__in=request.roles.units()).values_list("short_name", flat=True)
    return render(
        request,
        "desk/home.html",
        {
            "groups": groups,
            "total": sum(len(group.tasks) for group in groups),
            "handed_in": waiting.handed_in(request.user),
            "owed": _owed(request.roles.units(OFFICER)),
            "new_roles": _new_roles(request),
            "may_write": bool(request.roles.units(OFFICER)),
            "sees_owed": bool(request.roles.units(*rules.MEMBERS))
            or request.roles.district(OFFICE, AUDITOR),
            "today": clock.today(),
            "workday": clock.Calendar.default().is_workday(clock.today()),
            "units": units,
        },
    )


@require_safe
@staff_page
def start(request):
    """What each of my roles does here, where to click first, and which keys do it."""
    return render(
        request,
        "desk/start.html",
        {"guides": guides.of(request.roles), "new_roles": _new_roles(request)},
    )


@require_POST
@staff_page
def put_away(request):
    """Put the card of the first day away; a role that comes later brings it back."""
    PutAway.objects.bulk_create(
        [PutAway(user=request.user, card=guide.card) for guide in guides.of(request.roles)],
        ignore_conflicts=True,
    )
    return redirect("desk:home")


def _new_roles(request) -> list[guides.Guide]:
    away = set(PutAway.objects.filter(user=request.user).values_list("card", flat=True))
    return [guide for guide in guides.of(request.roles) if guide.card not in away]


def _owed(codes) -> list[dict]:
    """How much of the owed list of an officer's units is public."""
    out = []
    for unit in Unit.objects.filter(pk__in=codes)[:OWN_LISTS]:
        owed = Owed.objects.filter(unit=unit, applies=True, obligation__edition__current=True)
        codes_owed = set(owed.values_list("obligation__code", flat=True))
        live = Fulfilment.objects.filter(unit=unit.pk).values_list("obligation", flat=True)
        out.append({"unit": unit, "total": len(codes_owed), "done": len(codes_owed & set(live))})
    return out
