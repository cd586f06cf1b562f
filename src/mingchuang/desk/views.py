"""The staff home: what waits for me, from every app."""

from django.shortcuts import render

from mingchuang import clock
from mingchuang.people.access import staff_page
from mingchuang.publishing import rules, waiting
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE, OFFICER

GROUPS = ("returned", "review", "writing")


@staff_page
def home(request):
    """My tasks, the most urgent group first, and what I have handed in."""
    tasks = waiting.open_tasks(request.user, request.roles)
    units = Unit.objects.filter(pk__in=request.roles.units()).values_list("short_name", flat=True)
    return render(
        request,
        "desk/home.html",
        {
            "groups": [
                (name, found)
                for name in GROUPS
                if (found := [task for task in tasks if task.group == name])
            ],
            "handed_in": waiting.handed_in(request.user),
            "may_write": bool(request.roles.units(OFFICER)),
            "sees_owed": bool(request.roles.units(*rules.MEMBERS))
            or request.roles.district(OFFICE, AUDITOR),
            "today": clock.today(),
            "units": units,
        },
    )
