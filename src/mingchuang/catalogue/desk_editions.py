"""Staff screens of editions: which are there, what is tried, what could not be read."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mingchuang.catalogue import acts, dues, rules
from mingchuang.catalogue.forms import AssignForm, PilotForm, TableForm
from mingchuang.catalogue.models import Edition, Obligation, Owed
from mingchuang.catalogue.standard import editions as tables
from mingchuang.catalogue.standard import reading
from mingchuang.people.access import staff_page
from mingchuang.records import sheets
from mingchuang.records.errors import NotReady, require
from mingchuang.records.models import Record
from mingchuang.units import rules as unit_rules
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE


@staff_page
def editions(request):
    """Every edition, pilots, and the time limits that a person has to read."""
    require(
        request.roles.district(OFFICE, AUDITOR),
        _("The catalogue is kept by the openness office."),
    )
    return render(request, "catalogue/editions.html", _shown(request))


def _shown(request, pilot_form=None) -> dict:
    rows = list(Obligation.objects.filter(edition__current=True, dropped=False))
    names = dict(Unit.objects.values_list("code", "short_name"))
    return {
        "items": _items(),
        "editions": Edition.objects.annotate(
            rows=Count("obligations", filter=Q(obligations__dropped=False))
        ).order_by("-current", "-effective_on", "code"),
        "may_set": rules.may_load(request.roles, True),
        "unassigned": Obligation.objects.filter(dropped=False, applies={})
        .filter(Q(edition__current=True) | Q(edition__waiting=True))
        .select_related("edition")
        .order_by("-edition__current", "edition__effective_on", "order"),
        "unread": [row for row in rows if dues.unread(row.time_limit)],
        "pilots": [
            (row, [names.get(code, code) for code in row.applies["pilot"]])
            for row in rows
            if row.applies.get("pilot")
        ],
        "pilot_form": pilot_form or _pilot_form(rows, names),
    }


def _items() -> dict[str, int]:
    """Return how many items the lists hold that have no obligations, such as the key items."""
    found = {}
    for edition in Edition.objects.exclude(obligations__dropped=False):
        stored = Record.objects.filter(obj=edition.obj).order_by("-ver").first()
        found[edition.code] = json.loads(bytes(stored.body))["rows"] if stored else 0
    return found


def _pilot_form(rows, names, data=None) -> PilotForm:
    levels: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        levels.setdefault(row.level1, []).append((row.code, f"{row.title}（{row.code}）"))
    return PilotForm(list(levels.items()), list(names.items()), data)


@require_POST
@staff_page
def pilot(request):
    """Let units try a row, or extend it to all."""
    require(
        rules.may_load(request.roles, True),
        _("Editions of the catalogue are loaded by the openness office."),
    )
    rows = Obligation.objects.filter(edition__current=True, dropped=False)
    form = _pilot_form(rows, dict(Unit.objects.values_list("code", "short_name")), request.POST)
    if form.is_valid():
        code, chosen = form.cleaned_data["code"], form.cleaned_data["units"]
        asked = chosen and not acts.pilot_problems(code, chosen)
        stopping = _stopping(code, chosen) if asked else []
        if stopping and request.POST.get("stopping") != str(len(stopping)):
            shown = _shown(request, pilot_form=form) | {"stopping": stopping}
            return render(request, "catalogue/editions.html", shown)
        try:
            acts.try_out(
                code,
                chosen,
                unit=min(request.roles.units(OFFICE)),
                by=request.roles,
            )
        except NotReady as error:
            form.add_error(None, error.problems)
        else:
            messages.success(
                request,
                _("Done; the owed lists that change are published."),
                extra_tags="ok",
            )
            return redirect("catalogue:editions")
    return render(request, "catalogue/editions.html", _shown(request, pilot_form=form), status=422)


def _stopping(code: str, pilot: list[str]) -> list[str]:
    """Return the short names of the units that owe a row now and would not in the pilot."""
    rows = Owed.objects.filter(
        obligation__edition__current=True, obligation__code=code, until=None, applies=True
    )
    return list(rows.exclude(unit__in=pilot).values_list("unit__short_name", flat=True))


MOST_BYTES = 8 * 1024 * 1024
SHOWN = 300
"""Changes that the page shows; all of them are counted."""


@staff_page
def table(request):
    """A standard table becomes an edition, after a look at what each row becomes."""
    require(
        rules.may_load(request.roles, True),
        _("Editions of the catalogue are loaded by the openness office."),
    )
    current = Edition.objects.filter(current=True).first()
    form = TableForm(
        request.POST or None,
        request.FILES or None,
        initial={"name": current.name, "source": current.source} if current else {},
        in_use=current.code if current else "",
    )
    shown, status = {}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rows = _rows(form.cleaned_data)
                shown = _preview(rows, current)
                form.keep_table()
                if "load" in request.POST:
                    edition = _load(form.cleaned_data, rows, current, request.roles)
                    messages.success(request, _said(edition), extra_tags="ok")
                    return redirect("catalogue:editions")
                status = 200
            except NotReady as error:
                shown |= {"problems": error.problems}
            except _NotUnderstood as error:
                shown = {"wrong": error.problems}
    return render(request, "catalogue/table.html", {"form": form, **shown}, status=status)


def _said(edition: Edition) -> str:
    if edition.current:
        return _("The edition is in use; the owed lists that change are published.")
    return _("The edition is published and comes into use on its day.")


class _NotUnderstood(Exception):
    def __init__(self, problems):
        super().__init__()
        self.problems = problems


def _rows(data: dict) -> list[reading.Understood]:
    """Return the rows of the file sent, or those that the page brought back."""
    sent = data.get("table")
    if not sent:
        try:
            return [reading.Understood(**row) for row in json.loads(data["rows"])]
        except (ValueError, TypeError) as error:
            raise NotReady([_("Choose the table.")]) from error
    if sent.size > MOST_BYTES:
        raise NotReady([_("The table is larger than 8 MB.")])
    own = Path(sent.name)
    if own.suffix.lower() not in (".xlsx", ".csv"):
        raise NotReady(
            [
                _("%(name)s: only .xlsx and .csv are read here. Save the table as .xlsx.")
                % {"name": own.name}
            ]
        )
    with TemporaryDirectory() as folder:  # errors name the file, so it keeps its name
        short = own.stem.encode()[:200].decode(errors="ignore")
        file = Path(folder) / f"{short}{own.suffix.lower()}"
        file.write_bytes(sent.read())
        try:
            rows, problems = reading.read(sheets.read(file))
        except sheets.SheetError as error:
            raise NotReady([str(error)]) from error
    if problems:
        raise _NotUnderstood(problems)
    return rows


def _preview(rows: list[reading.Understood], current: Edition | None) -> dict:
    old = acts.data_of(current)["obligations"] if current else []
    found = tables.changes(rows, old)
    told = [change for change in found if change.what != "same"]
    return {
        "counts": [
            (WHAT[what], sum(change.what == what for change in found))
            for what in ("new", "changed", "gone", "same")
        ],
        "changes": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "what": WHAT,
        "columns": COLUMN_NAMES,
        "unread_rows": [row for row in rows if dues.unread(row.time_limit)],
        "rows": json.dumps([vars(row) for row in rows], ensure_ascii=False),
    }


WHAT = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "gone": gettext_lazy("dropped"),
    "same": gettext_lazy("as before"),
}
COLUMN_NAMES = {
    "level1": gettext_lazy("Level 1"),
    "level2": gettext_lazy("Level 2"),
    "level3": gettext_lazy("Level 3"),
    "elements": gettext_lazy("Elements"),
    "basis": gettext_lazy("Basis"),
    "time_limit": gettext_lazy("Time limit"),
    "organ": gettext_lazy("By whom"),
    "carriers": gettext_lazy("Where"),
    "audience": gettext_lazy("For"),
    "audience_text": gettext_lazy("Specific group"),
    "method": gettext_lazy("Method"),
    "tiers": gettext_lazy("Tier"),
}


def _load(data: dict, rows, current: Edition | None, roles) -> Edition:
    before = acts.data_of(current) if current else {}
    old = Edition.objects.filter(pk=data["code"]).first()
    made = tables.edition_from(
        rows,
        before,
        code=data["code"],
        version=acts.next_version(old.version) if old else "1",
        name=data["name"],
        source=data["source"],
    )
    edition = acts.load_edition(
        made, unit=min(roles.units(OFFICE)), by=roles, effective_on=data["effective_on"]
    )
    if edition.current:
        acts.publish_owed_lists(by=roles)
    return edition


@staff_page
def assign(request, code):
    """Say which units owe a row of the edition in use, or of one that waits (``?edition=``)."""
    require(
        rules.may_load(request.roles, True),
        _("Editions of the catalogue are loaded by the openness office."),
    )
    waiting = request.GET.get("edition", "")
    found = Edition.objects.filter(waiting=True, pk=waiting) if waiting else None
    edition = found.first() if found is not None else Edition.objects.filter(current=True).first()
    row = Obligation.objects.filter(edition=edition, dropped=False, code=code).first()
    if edition is None or row is None:
        raise Http404
    form = AssignForm(
        [(kind, unit_rules.KIND_NAMES.get(kind, kind)) for kind in unit_rules.KINDS],
        [(sector, unit_rules.SECTOR_NAMES.get(sector, sector)) for sector in unit_rules.SECTORS],
        request.POST or None,
        initial=row.applies,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            unit = min(request.roles.units(OFFICE))
            acts.assign(code, unit=unit, by=request.roles, edition=waiting, **form.cleaned_data)
            messages.success(request, _assigned(edition), extra_tags="ok")
            return redirect("catalogue:editions")
    shown = {"row": row, "edition": edition, "form": form}
    return render(request, "catalogue/assign.html", shown, status=status)


def _assigned(edition: Edition) -> str:
    if edition.current:
        return _("Done; the owed lists that change are published.")
    return _("Done; the units owe it from the day on which the edition comes into use.")
