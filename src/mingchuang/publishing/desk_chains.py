"""Staff screens of the office: review chains, each with a trial run."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingchuang.people.access import staff_page
from mingchuang.people.models import User
from mingchuang.publishing import acts, rules, work
from mingchuang.publishing.forms import STEP_NAMES, ChainForm, StepFormSet
from mingchuang.publishing.models import ReviewChain
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit


def _office(request) -> None:
    require(rules.may_set_chain(request.roles), _("Review chains are set by the openness office."))


@staff_page
def chains(request):
    """Every chain, and which units have a step that nobody holds today."""
    _office(request)
    rows = ReviewChain.objects.select_related("unit", "same_person").order_by("unit__order", "kind")
    stuck = []
    for unit in Unit.objects.all():
        try:
            chain = acts.chain_for(unit.code, "")
        except NotReady as error:
            stuck.append((unit, str(error)))
            continue
        person = User.objects.filter(pk=chain["same_person"]).first()
        for tried in acts.trial(chain["steps"], unit.code, same_person=person):
            for problem in tried.problems:
                stuck.append((unit, f"{STEP_NAMES.get(tried.step, tried.step)}: {problem}"))
    return render(
        request,
        "publishing/chains.html",
        {
            "chains": rows,
            "stuck": stuck,
            "step_names": STEP_NAMES,
            "kinds": {kind.name: kind.title for kind in work.all_kinds()},
        },
    )


def _follows(kind: str) -> list[str]:
    """Return the units that the district's chain holds for: those without one of their own."""
    own = ReviewChain.objects.filter(unit__isnull=False, kind__in=["", kind])
    return list(Unit.objects.exclude(pk__in=own.values("unit")).values_list("code", flat=True))


@staff_page
def chain(request):
    """Set a chain; "try" shows who would hold each step today and saves nothing."""
    _office(request)
    unit, kind = request.GET.get("unit", ""), request.GET.get("kind", "")
    found = ReviewChain.objects.filter(unit_id=unit or None, kind=kind).first()
    steps = (
        found.steps
        if found
        else ReviewChain.objects.filter(unit=None, kind="").values_list("steps", flat=True).first()
    )
    form = ChainForm(
        request.POST or None,
        initial={
            "unit": unit,
            "kind": kind,
            "same_person": found.same_person.username if found and found.same_person else "",
            "document": found.document if found else "",
        },
    )
    rows = StepFormSet(request.POST or None, initial=steps or [], prefix="steps")
    tried, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and rows.is_valid():
            data = form.cleaned_data
            wanted = [
                {
                    "step": row["step"],
                    "roles": row["roles"],
                    **({"unit": row["unit"]} if row["unit"] else {}),
                }
                for row in rows.cleaned_data
                if row.get("step")
            ]
            try:
                if "try" in request.POST:
                    places = [data["unit"]] if data["unit"] else _follows(data["kind"])
                    names = dict(Unit.objects.values_list("code", "short_name"))
                    tried = [
                        (names[place], names.get(one.unit, ""), STEP_NAMES.get(one.step), one)
                        for place in places
                        for one in acts.trial(wanted, place, same_person=data["same_person"])
                        if data["unit"] or one.problems
                    ]
                    status = 200
                else:
                    acts.set_chain(
                        unit=data["unit"] or None,
                        kind=data["kind"],
                        steps=wanted,
                        actor=request.user,
                        same_person=data["same_person"],
                        document=data["document"],
                    )
                    messages.success(request, _("The chain is set."), extra_tags="ok")
                    return redirect("publishing:chains")
            except NotReady as error:
                form.add_error(None, error.problems)
    return render(
        request,
        "publishing/chain.html",
        {"form": form, "rows": rows, "tried": tried},
        status=status,
    )
