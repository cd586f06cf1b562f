"""Staff screens beside the text: who may read it, from when to when, with whom; lists of persons."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, readings
from mingchuang.publishing.forms import ArrangeForm, RepealFormSet
from mingchuang.publishing.reading import editable, published_items
from mingchuang.records import held, sheets
from mingchuang.records.errors import Conflict, NotReady
from mingchuang.units.models import Unit

MOST_BYTES = 5 * 1024 * 1024


def _below(unit: Unit) -> list[str]:
    return [
        unit.code,
        *unit.children.values_list("code", flat=True),
        *unit.supervised.values_list("code", flat=True),
    ]


@staff_page
def arrange(request, pk):
    """Fix what is beside the text: 公开属性, hour, window, joint units, what it repeals or explains."""
    draft = editable(request, pk)
    content = draft.content
    repealable = published_items(_below(draft.unit))
    explainable = published_items([draft.unit_id], ["disclosure"])
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
    status, list_problems = 200, []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            words = _keep(request, draft, form, rows)
        except ListNotReady as error:
            list_problems, status = error.problems, 422
        except (NotReady, Conflict) as error:
            form.add_error(None, error.problems)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, words or _("Kept."), extra_tags="ok")
            if words:
                return redirect(f"{request.path}#persons")
            return redirect("publishing:edit", pk)
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
            "list_problems": list_problems,
            "sent": request.FILES.get("file"),
        },
        status=status,
    )


class ListNotReady(NotReady):
    """What is wrong with the list of persons that was sent with the form."""


def _keep(request, draft, form, repeals) -> str:
    """Keep the form and what was asked of the list of persons, both or neither.

    Returns what happened to the list in words, '' when nothing was asked. Raises NotAllowed,
    Conflict, NotReady, and ListNotReady for the list.
    """
    sent, take = request.FILES.get("file"), "take" in request.POST
    remove = "remove" in request.POST
    rows: list[list[str]] = []
    if (sent or take) and not remove:
        try:
            rows = _rows(sent)
        except (NotReady, sheets.SheetError) as error:
            raise ListNotReady(getattr(error, "problems", [str(error)])) from error
    with transaction.atomic():
        draft = acts.arrange(
            draft.pk,
            actor=request.user,
            repeals=[
                {"id": row["id"], "how": row["how"]}
                for row in repeals.cleaned_data
                if row.get("id")
            ],
            **form.cleaned_data,
        )
        if not rows and not remove:
            return ""
        try:
            acts.set_persons(
                draft.pk,
                revision=draft.revision,
                columns=rows[0] if rows else (),
                rows=rows[1:],
                actor=request.user,
            )
        except NotReady as error:
            raise ListNotReady(error.problems) from error
    if remove:
        return _("Kept; the list is out.")
    return _("Kept. The list has %(n)d rows.") % {"n": len(rows) - 1}


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
