"""Staff screens of leadership: what is missing in which unit, leading groups, tasks."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang import clock
from mingchuang.leadership import acts, naming, reading, rules
from mingchuang.leadership.forms import ChangeForm, EnterForm, GroupForm, ReportForm
from mingchuang.leadership.models import Assignment, Group, GroupProposal
from mingchuang.leadership.waiting import where
from mingchuang.people.access import staff_page
from mingchuang.records.errors import ActError, NotAllowed, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import OFFICE

WORKING = (Assignment.State.OPEN, Assignment.State.REPORTED)


@staff_page
def overview(request):
    """Every unit: who is there, what is missing, where it can be filled."""
    require(rules.may_read(request.roles), _("This is for the openness office."))
    rows = [
        (one, [(naming.gap(gap), gap, where(one.unit.code, gap)) for gap in one.gaps])
        for one in reading.everywhere(clock.today())
    ]
    proposals = GroupProposal.objects.filter(state=GroupProposal.State.PROPOSED)
    return render(
        request,
        "leadership/overview.html",
        {
            "rows": rows,
            "incomplete": sum(bool(gaps) for _one, gaps in rows),
            "may_propose": request.roles.district(OFFICE),
            "proposals": [
                (row, rules.may_confirm(request.roles, row.proposed_by))
                for row in proposals.select_related("unit")
            ],
        },
    )


@staff_page
def group(request, code):
    """Propose a unit's leading group."""
    unit = get_object_or_404(Unit, pk=code)
    require(
        rules.may_propose_group(request.roles, code),
        _("A leading group is proposed by the openness office or the unit's administrator."),
    )
    there = Group.objects.filter(pk=code).first()
    initial = GroupForm.initial_of(there.data) if there else None
    form = GroupForm(request.POST or None, initial=initial)

    def act():
        acts.propose_group(code, form.facts(), by=request.roles)
        return _("Proposed. A member of the openness office confirms it.")

    office = rules.may_read(request.roles)
    to = ("leadership:desk",) if office else ("people:unit", code)
    return _asked(
        request, form, act, to, unit=unit, heading=_("Leading group"), button=_("Propose")
    )


@require_POST
@staff_page
def decide_group(request, pk, answer):
    """Confirm a proposed leading group or lay it aside."""
    act = {"confirm": acts.confirm_group, "refuse": acts.refuse_group}.get(answer)
    if act is None:
        raise Http404
    require(request.roles.district(OFFICE), _("Proposals are confirmed by the openness office."))
    get_object_or_404(GroupProposal, pk=pk)
    said = _("Done; it is in the register now.") if answer == "confirm" else _("Laid aside.")
    return _done(request, lambda: act(pk, by=request.roles), said, ("leadership:desk",))


@staff_page
def tasks(request):
    """Decisions and work points: all for the office, the own units' for others."""
    mine = request.roles.units()
    rows = [
        row
        for row in Assignment.objects.select_related("lead")
        if rules.may_see(request.roles, row.lead_id, row.supporting)
    ]
    return render(
        request,
        "leadership/tasks.html",
        {
            "open": [_shown(row) for row in rows if row.state in WORKING],
            "closed": [_shown(row) for row in reversed(rows) if row.state not in WORKING],
            "may_enter": rules.may_enter(request.roles),
            "mine": mine,
        },
    )


def _shown(row: Assignment) -> tuple[Assignment, str, str]:
    """Return a task with the shape and word of how it stands."""
    shape, word = naming.STANDINGS[rules.standing(row.state, row.due, row.done_on, clock.today())]
    if row.state == Assignment.State.REPORTED:
        return row, "due", _("reported done")
    return row, shape, str(word)


@staff_page
def enter(request):
    """Enter and publish a decision or work point."""
    require(rules.may_enter(request.roles), _("Tasks are entered by the openness office."))
    form = EnterForm(request.POST or None, units=_units())

    def act():
        acts.enter(actor=request.user, **form.cleaned_data)
        return _("Entered and published.")

    return _asked(
        request,
        form,
        act,
        ("leadership:tasks",),
        heading=_("Enter a decision or work point"),
        button=_("Enter and publish it"),
    )


def _units() -> list[tuple[str, str]]:
    return list(Unit.objects.values_list("code", "short_name"))


@staff_page
def task(request, obj):
    """One task: reported by its lead unit, decided and changed by the office."""
    row = get_object_or_404(Assignment.objects.select_related("lead"), pk=obj)
    require(
        rules.may_see(request.roles, row.lead_id, row.supporting),
        _("This is for the units concerned and the openness office."),
    )
    action = request.POST.get("action", "")
    links = " ".join(row.links)
    today = clock.today()
    report = ReportForm(
        request.POST if action == "report" else None,
        initial={"result": row.result, "done_on": row.done_on or today, "links": links},
    )
    change = ChangeForm(
        request.POST if action == "change" else None,
        units=_units(),
        initial={
            "title": row.title,
            "text": row.text,
            "lead": row.lead_id,
            "supporting": row.supporting,
            "due": row.due,
            "links": links,
        },
    )
    why = request.POST.get("why", "")
    table = {
        "report": (report, lambda data: acts.report(obj, actor=request.user, **data)),
        "change": (change, lambda data: acts.change(obj, actor=request.user, **data)),
        "confirm": (None, lambda _data: acts.confirm_done(obj, actor=request.user)),
        "back": (None, lambda _data: acts.send_back(obj, why=why, actor=request.user)),
        "drop": (None, lambda _data: acts.drop(obj, why=why, actor=request.user)),
    }
    problems, status = [], 200
    if action in table:
        form, act = table[action]
        status = 422
        if form is None or form.is_valid():
            try:
                act(form.cleaned_data if form else {})
            except NotAllowed:
                raise
            except ActError as error:
                problems = error.problems
            else:
                messages.success(request, _("Done."), extra_tags="ok")
                return redirect("leadership:task", obj)
    return render(
        request,
        "leadership/task.html",
        {
            "shown": _shown(row),
            "row": row,
            "source": naming.SOURCES[row.source],
            "helping": Unit.objects.filter(pk__in=row.supporting),
            "closed": row.state not in WORKING,
            "report": report,
            "change": change,
            "failed": action,
            "problems": problems,
            "may_report": rules.may_report(request.roles, row.lead_id),
            "may_enter": rules.may_enter(request.roles),
            "may_confirm": row.state == Assignment.State.REPORTED
            and rules.may_confirm(request.roles, row.reported_by),
        },
        status=status,
    )


def _asked(request, form, act, to, **words):
    """Show a form on a page of its own; sent and valid, do the act and go on."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = act()
            except ActError as error:
                form.add_error(None, error.problems)
            else:
                messages.success(request, said, extra_tags="ok")
                return redirect(*to)
    return render(request, "leadership/form.html", {"form": form, **words}, status=status)


def _done(request, act, said, to):
    """Do an act without a form and say how it went."""
    try:
        act()
        messages.success(request, said, extra_tags="ok")
    except NotAllowed:
        raise
    except ActError as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect(*to)
