"""Staff screens beside the text: who may read it, from when to when, with whom; lists of persons."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, readings, rules
from mingchuang.publishing.forms import ArrangeForm, RepealFormSet
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import draft_for
from mingchuang.records import held, sheets
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.models import Unit

MOST_BYTES = 5 * 1024 * 1024


def _may_edit(request, pk):
    draft, item = draft_for(request, pk)
    require(
        rules.may_edit(request.roles, item),
        _("This document cannot be changed now, or not by you."),
    )
    return draft


def _published(units, kinds=()) -> list[tuple[str, str]]:
    """Return published items of units as choices, the newest first."""
    found = Draft.objects.filter(unit__in=units, state=Draft.State.PUBLISHED).exclude(obj="")
    if kinds:
        found = found.filter(kind__in=kinds)
    rows = {}
    for draft in found.select_related("unit").order_by("-saved_at")[:1000]:
        number = draft.content.get("docno", "")
        rows.setdefault(draft.obj, f"{draft.title}{f' · {number}' if number else ''}")
    return [(obj, title) for obj, title in rows.items() if not acts.withdrawn(obj)]


def _below(unit: Unit) -> list[str]:
    return [
        unit.code,
        *unit.children.values_list("code", flat=True),
        *unit.supervised.values_list("code", flat=True),
    ]


@staff_page
def arrange(request, pk):
    """Fix what is beside the text: 公开属性, hour, window, joint units, what it repeals or explains."""
    draft = _may_edit(request, pk)
    content = draft.content
    repealable = _published(_below(draft.unit))
    explainable = _published([draft.unit_id], ["disclosure"])
    initial = {
        "revision": draft.revision,
        "attribute": draft.attribute,
        "attribute_reason": draft.attribute_reason,
        "reassess_on": draft.reassess_on,
        "joint": draft.joint,
        "publish_at": draft.publish_at and timezone.localtime(draft.publish_at),
        "window_end": parse_date(content.get("window_end") or ""),
        "explains": content.get("explains", ""),
    }
    form = ArrangeForm(request.POST or None, initial=initial, draft=draft, explainable=explainable)
    rows = RepealFormSet(
        request.POST or None,
        initial=content.get("repeals") or [],
        prefix="repeals",
        form_kwargs={"items": repealable},
    )
    status = 200
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            acts.arrange(
                pk,
                actor=request.user,
                repeals=[
                    {"id": row["id"], "how": row["how"]}
                    for row in rows.cleaned_data
                    if row.get("id")
                ],
                **form.cleaned_data,
            )
            messages.success(request, _("Kept."), extra_tags="ok")
            return redirect("publishing:edit", pk)
        except (NotReady, Conflict) as error:
            for problem in getattr(error, "problems", [str(error)]):
                form.add_error(None, problem)
            status = 409 if isinstance(error, Conflict) else 422
    persons = content.get("persons")
    shown = held.read(persons["list"]) if persons else None
    return render(
        request,
        "publishing/arrange.html",
        {
            "draft": draft,
            "form": form,
            "rows": rows,
            "persons": persons,
            "columns": shown["columns"] if shown else (),
            "sample": shown["rows"][:5] if shown else (),
        },
        status=status,
    )


@require_POST
@staff_page
def persons(request, pk):
    """Take a list of persons from a table, or take it out of the draft."""
    draft = _may_edit(request, pk)
    try:
        rows = [] if "remove" in request.POST else _rows(request.FILES.get("file"))
        acts.set_persons(
            pk,
            revision=draft.revision,
            columns=rows[0] if rows else (),
            rows=rows[1:],
            actor=request.user,
        )
        messages.success(
            request,
            _("The list has %(n)d rows.") % {"n": len(rows) - 1} if rows else _("The list is out."),
            extra_tags="ok",
        )
    except (NotReady, Conflict, sheets.SheetError) as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("publishing:arrange", pk)


def _rows(sent) -> list[list[str]]:
    """Return the cells of a table that was sent; the file itself is kept nowhere."""
    if sent is None:
        raise NotReady([_("Choose a file first.")])
    if sent.size > MOST_BYTES:
        raise NotReady([_("The table is larger than 5 MB.")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{Path(sent.name).suffix.lower()}"
        path.write_bytes(sent.read())
        readings.nothing_hidden(path)
        found = sheets.read(path)
    rows = [[cell.strip() for cell in row] for row in (found[0].rows if found else [])]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise NotReady([_("The table holds no rows below its headings.")])
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]
