"""Staff screens of columns: how they stand, making and changing them, the home page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.columns import acts, rules, types
from mingchuang.columns import standing as standings
from mingchuang.columns.forms import ColumnForm, HomeForm, initial_of
from mingchuang.columns.models import Column, Home
from mingchuang.people.access import staff_page
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.roles import AUDITOR, OFFICE


@staff_page
def standing(request):
    """How every column stands; officers and leaders see those of their own units."""
    roles = request.roles
    whole = roles.district(OFFICE, AUDITOR)
    require(
        whole or bool(roles.units(*rules.MEMBERS)),
        _("How columns stand is seen by the office and by the units that keep them."),
    )
    columns = Column.objects.select_related("owner")
    if not whole:
        columns = columns.filter(owner__in=roles.units(*rules.MEMBERS))
    found = standings.of(columns.filter(closed=False))
    order = {state: n for n, state in enumerate(PRESSING)}
    home = Home.objects.first()
    return render(
        request,
        "columns/desk.html",
        {
            "rows": sorted(found, key=lambda one: (order[one.fresh.state], one.fresh.left or 0)),
            "closed": columns.filter(closed=True),
            "on_home": home.columns if home else [],
            "may_arrange": rules.may_arrange(roles),
            "sources": types.sources(),
        },
    )


PRESSING = (rules.EMPTY, rules.RED, rules.YELLOW, rules.GREEN, rules.EVENT)
"""What presses is shown first."""


def _office(request) -> None:
    require(
        rules.may_arrange(request.roles),
        _("Columns and the home page are arranged by the openness office."),
    )


@staff_page
def new(request):
    """Open a column."""
    _office(request)
    form = ColumnForm(request.POST or None, known=acts.known(), initial={"minimum": 1})

    def act():
        acts.make_column(form.cleaned_data["code"], form.facts(), actor=request.user)
        return _("The column is open.")

    return _answer(request, form, act, {})


@staff_page
def change(request, code):
    """Change a column, or open a closed one again."""
    _office(request)
    column = get_object_or_404(Column, pk=code)
    form = ColumnForm(
        request.POST or None, known=acts.known(), fixed=True, initial=initial_of(column)
    )

    def act():
        acts.change_column(code, form.facts(), version=_version(request), actor=request.user)
        return _("The column is published anew.")

    return _answer(request, form, act, {"column": column})


def _answer(request, form: ColumnForm, act, context: dict):
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, act(), extra_tags="ok")
                return redirect("columns:desk")
            except (NotReady, Conflict) as error:
                form.add_error(None, [str(problem) for problem in error.problems])
    return render(request, "columns/change.html", {"form": form, **context}, status=status)


def _version(request) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else -1


@require_POST
@staff_page
def close(request, code):
    """Close a column."""
    _office(request)
    column = get_object_or_404(Column, pk=code)
    try:
        acts.close_column(
            column.pk,
            why=request.POST.get("why", ""),
            version=_version(request),
            actor=request.user,
        )
    except (NotReady, Conflict) as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("columns:change", code)
    messages.success(request, _("The column is closed."), extra_tags="ok")
    return redirect("columns:desk")


@staff_page
def home(request):
    """Say which columns make the home page, and in which order."""
    _office(request)
    row = Home.objects.first()
    columns = list(Column.objects.filter(closed=False))
    form = HomeForm(columns, row.columns if row else [], request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.compose_home(form.order(), version=_version(request), actor=request.user)
                messages.success(request, _("The home page is composed."), extra_tags="ok")
                return redirect("columns:desk")
            except (NotReady, Conflict) as error:
                form.add_error(None, [str(problem) for problem in error.problems])
    return render(
        request,
        "columns/home.html",
        {"form": form, "version": row.version if row else 0},
        status=status,
    )
