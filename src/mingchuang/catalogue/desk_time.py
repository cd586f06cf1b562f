"""Staff screens of time: events of a unit, holiday notices, and what they moved."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang import clock
from mingchuang.catalogue import acts, dues, notices, rules
from mingchuang.catalogue.forms import NoticeForm, OccasionForm
from mingchuang.catalogue.models import Due, Fulfilment, Moved, Obligation, Occasion
from mingchuang.catalogue.projections import would_move
from mingchuang.frame.templatetags.frame import day_words, moment_words
from mingchuang.people.access import staff_page
from mingchuang.publishing import rules as publishing_rules
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE, Roles


def _may_read(roles: Roles, unit: str) -> None:
    require(
        roles.has(unit, publishing_rules.MEMBERS) or roles.district(OFFICE, AUDITOR),
        _("This is for the unit and the openness office."),
    )


@staff_page
def occasions(request, code):
    """The events of a unit, with the days they lead to, and a form for a new one."""
    unit = get_object_or_404(Unit, pk=code)
    require(
        rules.may_record(request.roles, code),
        _("Events are recorded by the officer of the unit or by the openness office."),
    )
    rows: dict[str, list[tuple[str, str]]] = {}
    by_hour = {}
    for row in Obligation.objects.filter(
        owed__unit=unit, owed__applies=True, owed__until=None, edition__current=True
    ):
        if dues.from_events(row.time_limit):
            said = f"{row.title}（{row.time_limit}）"
            rows.setdefault(row.level1, []).append((row.code, said))
            if dues.counts_hours(row.time_limit):
                by_hour[row.code] = row.title
    form = OccasionForm(
        list(rows.items()),
        request.POST or None,
        by_hour=by_hour,
        initial={"obligations": request.GET.getlist("row")},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.record_occasion(code, actor=request.user, **form.cleaned_data)
            except NotReady as error:
                form.add_error(None, error.problems)
            else:
                _tell_limits(request, unit, form.cleaned_data)
                return redirect("catalogue:occasions", code)
    events = list(unit.occasions.all()[:50])
    titles = dict(Obligation.objects.filter(edition__current=True).values_list("code", "title"))
    found = list(Due.objects.filter(unit=code).order_by("on"))
    documents = Fulfilment.objects.in_bulk({due.met_by for due in found if due.met_by})
    now = clock.now()
    return render(
        request,
        "catalogue/occasions.html",
        {
            "unit": unit,
            "rows": rows,
            "form": form,
            "events": [
                (
                    event,
                    {name: titles.get(name, name) for name in event.obligations},
                    [
                        (
                            due,
                            dues.state(due.on, due.at, due.met_on, now, due.met_at),
                            documents.get(due.met_by),
                        )
                        for due in found
                        if due.key.endswith(f"@{event.obj}")
                    ],
                )
                for event in events
            ],
        },
        status=status,
    )


def _tell_limits(request, unit: Unit, said: dict) -> None:
    """Say which days follow from an event just recorded, and which of them are past already."""
    event = dues.Happened("", said["name"], said["on"], said["at"])
    owed = unit.owed.filter(
        applies=True, until=None, obligation__code__in=said["obligations"]
    ).select_related("obligation")
    now, coming, past = clock.now(), [], []
    for row in owed:
        for due in dues.of_event(row.obligation.time_limit, event, clock.Calendar.default()):
            if row.since and due.on < row.since:
                continue
            words = _("%(row)s: by %(day)s") % {
                "row": row.obligation.title,
                "day": moment_words(due.at) if due.at else day_words(due.on),
            }
            late = dues.state(due.on, due.at, None, now) == "late"
            (past if late else coming).append(words)
    told = _("Recorded and published.")
    if coming:
        told = _("Recorded and published. %(rows)s") % {"rows": "；".join(coming)}
    messages.success(request, told, extra_tags="ok")
    if past:
        messages.warning(
            request,
            _("This limit has passed already; publish at once. %(rows)s")
            % {"rows": "；".join(past)},
            extra_tags="late",
        )


@require_POST
@staff_page
def strike(request, obj):
    """Strike a wrong event out."""
    event = get_object_or_404(Occasion, pk=obj)
    require(
        rules.may_record(request.roles, event.unit_id),
        _("Events are recorded by the officer of the unit or by the openness office."),
    )
    try:
        acts.strike_occasion(obj, why=request.POST.get("why", ""), actor=request.user)
    except NotReady as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("catalogue:occasions", event.unit_id)


@staff_page
def moved(request, code):
    """Which due dates of a unit a holiday notice moved, and why."""
    unit = get_object_or_404(Unit, pk=code)
    _may_read(request.roles, code)
    return render(
        request,
        "catalogue/moved.html",
        {
            "unit": unit,
            "rows": Moved.objects.filter(unit=code)[:200],
            "titles": dict(Obligation.objects.order_by("pk").values_list("code", "title")),
        },
    )


@staff_page
def holidays(request):
    """The notices in use, and loading a new one after a look at what it says and moves."""
    require(
        rules.may_load(request.roles, True),
        _("Holiday notices are loaded by the openness office."),
    )
    calendar = clock.Calendar.default()
    form = NoticeForm(
        request.POST or None, initial={"year": max(t.year for t in calendar.tables) + 1}
    )
    shown, status = {}, 200
    if request.method == "POST" and form.is_valid():
        try:
            if "load" in request.POST:
                if "compared" not in request.POST:
                    raise NotReady([_("Compare the days with the notice and tick that you did.")])
                acts.load_year(
                    form.table(True), unit=min(request.roles.units(OFFICE)), by=request.roles
                )
                messages.success(request, _("The notice is in use."), extra_tags="ok")
                return redirect("catalogue:holidays")
            shown = _look(form.table(True))
        except NotReady as error:
            shown = {"problems": error.problems} | _look(form.table(False))
            status = 422
    elif request.method == "POST":
        status = 422
    return render(
        request,
        "catalogue/holidays.html",
        {
            "form": form,
            "years": [
                notices.Year(table)
                for table in sorted(calendar.tables, key=lambda each: -each.year)[:8]
            ],
            **shown,
        },
        status=status,
    )


def _look(table: dict) -> dict:
    """Return what a notice says and what it would move."""
    before = clock.Calendar.default()
    try:
        after = before.with_year(table | {"confirmed": True})
    except ValueError as error:
        return {"problems": [str(error)]}
    off = [
        (name, _ends([date.fromisoformat(day["date"]) for day in days]))
        for name, days in groupby(table["off"], key=lambda day: day["name"])
    ]
    return {
        "table": table,
        "off": off,
        "work": [date.fromisoformat(day["date"]) for day in table["work"]],
        "moving": acts.moved_drafts(before, after),
        "dues": would_move(after),
        "names": dict(Unit.objects.values_list("code", "short_name")),
    }


def _ends(days: list[date]) -> tuple[date, date | None]:
    return days[0], days[-1] if len(days) > 1 else None
