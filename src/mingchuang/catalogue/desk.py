"""The unit's owed list on the desk: what must be published, what is, what is being written."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.catalogue import acts as catalogue_acts
from mingchuang.catalogue import rules
from mingchuang.catalogue.models import Fulfilment, Owed
from mingchuang.people.access import staff_page
from mingchuang.publishing import acts
from mingchuang.publishing import rules as publishing_rules
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import require
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE


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
    rows = unit.owed.filter(obligation__edition__current=True).select_related("obligation")
    live: dict[str, list[Fulfilment]] = {}
    for found in Fulfilment.objects.filter(unit=code).order_by("-at"):
        live.setdefault(found.obligation, []).append(found)
    drafts: dict[str, list[Draft]] = {}
    for draft in Draft.objects.filter(unit=unit, state__in=acts.OPEN).order_by("-saved_at"):
        drafts.setdefault(draft.obligation, []).append(draft)
    table = [
        (row, live.get(row.obligation.code, []), drafts.get(row.obligation.code, []))
        for row in rows
    ]
    done = sum(1 for row, found, _drafts in table if row.applies and found)
    return render(
        request,
        "catalogue/owed.html",
        {
            "unit": unit,
            "rows": table,
            "done": done,
            "total": sum(1 for row, *_ in table if row.applies),
            "may_open": rules.may_open(request.roles, code),
            "may_set": rules.may_load(request.roles, True),
        },
    )


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
