"""The unit's owed list on the desk: what must be published, what is, what is being written."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mingchuang import clock
from mingchuang.catalogue import acts as catalogue_acts
from mingchuang.catalogue import owing, rules
from mingchuang.catalogue.models import Moved, Owed
from mingchuang.people.access import staff_page
from mingchuang.people.reading import posts_on
from mingchuang.publishing import acts
from mingchuang.publishing import rules as publishing_rules
from mingchuang.records.errors import require
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE

SHOWN = {
    "late": gettext_lazy("late"),
    "soon": gettext_lazy("due soon"),
    "missing": gettext_lazy("nothing published"),
    "there": gettext_lazy("published"),
    "off": gettext_lazy("not applicable"),
}
"""How a row stands, in a word or two."""


def context_of(owed: Owed) -> dict:
    """Return what a draft keeps of the obligation it is written for."""
    row = owed.obligation
    return {
        "title": row.title,
        "category": row.category,
        "elements": row.elements,
        "basis": row.basis,
        "time_limit": row.time_limit,
        "carriers": row.carriers,
        "facet": row.facet,
        "audience": row.audience,
    }


@staff_page
def owed_units(request):
    """The owed list of one's unit, or a choice of units."""
    codes = request.roles.units(*publishing_rules.MEMBERS)
    if request.roles.district(OFFICE, AUDITOR):
        units = Unit.objects.all()
    else:
        units = Unit.objects.filter(pk__in=codes)
        require(units.exists(), _("You have no post in a unit."))
        if len(units) == 1:
            return redirect("catalogue:owed", units[0].code)
    return render(request, "catalogue/units.html", {"units": units})


@staff_page
def owed(request, code):
    """What a unit owes, row by row."""
    unit = get_object_or_404(Unit, pk=code)
    require(
        request.roles.has(code, publishing_rules.MEMBERS)
        or request.roles.district(OFFICE, AUDITOR),
        _(
            "The owed list on the desk is for the unit and the openness office; readers find it on the unit's public page."
        ),
    )
    rows = owing.of_unit(code, clock.now())
    counts = owing.counts(rows)
    show = request.GET.get("show", "")
    owed_rows = [row for row in rows if row.state != "off"]
    shown = [row for row in rows if not show or row.state == show]
    groups: dict[str, list] = {}
    for row in sorted(shown, key=_urgency) if show in ("late", "soon") else shown:
        groups.setdefault(row.owed.obligation.level1, []).append(row)
    return render(
        request,
        "catalogue/owed.html",
        {
            "unit": unit,
            "groups": list(groups.items()),
            "show": show,
            "tabs": [("", _("all"), len(rows))]
            + [(state, SHOWN[state], counts[state]) for state in owing.STATES],
            "done": sum(bool(row.live) for row in owed_rows),
            "total": len(owed_rows),
            "may_open": rules.may_open(request.roles, code),
            "may_record": rules.may_record(request.roles, code),
            "may_set": rules.may_load(request.roles, True),
            "office": _office(),
            "moved": Moved.objects.filter(unit=code).exists(),
        },
    )


def _office() -> str:
    """Return the name and the telephone of the unit whose people are the openness office."""
    post = posts_on(clock.today()).filter(role=OFFICE).select_related("unit").order_by("pk").first()
    return " ".join(filter(None, (post.unit.name, post.unit.phone))) if post else ""


def _urgency(row: owing.Standing):
    return (row.next.on if row.next else date.max, row.owed.obligation.order)


@require_POST
@staff_page
def open_draft(request, pk):
    """Start a document for an owed row."""
    row = get_object_or_404(Owed.objects.select_related("obligation__edition"), pk=pk)
    require(
        rules.may_open(request.roles, row.unit_id),
        _("Only a disclosure officer of the unit writes its documents."),
    )
    if not row.applies:
        raise Http404
    edition = row.obligation.edition
    draft = acts.open_draft(
        "disclosure",
        row.unit_id,
        actor=request.user,
        obligation=row.obligation.code,
        edition=f"{edition.code}@{edition.version}",
        context=context_of(row),
    )
    return redirect("publishing:edit", draft.pk)


@require_POST
@staff_page
def not_owed(request, pk):
    """Say that a unit does not have this business, or that it has it after all."""
    row = get_object_or_404(Owed, pk=pk)
    require(
        rules.may_load(request.roles, True), _("Owed lists are published by the openness office.")
    )
    note = request.POST.get("note", "").strip()
    if row.applies == bool(note):
        catalogue_acts.set_not_owed(pk, note=note, by=request.roles)
    elif row.applies:
        messages.error(
            request,
            _("Say why this is not owed; readers see the reason in the list."),
            extra_tags="late",
        )
    return redirect("catalogue:owed", row.unit_id)
