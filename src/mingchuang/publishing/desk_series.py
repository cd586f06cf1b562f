"""Staff screens of a series: several documents reviewed in one go."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, rules
from mingchuang.publishing.folding import folded
from mingchuang.publishing.forms import STEP_NAMES
from mingchuang.publishing.reading import beside, changes_of, findings_of, text_of
from mingchuang.records.errors import Conflict, NotReady, require


@staff_page
def series(request, pk):
    """Read a series document by document; approve or return all of it."""
    drafts = acts.members(pk)
    if not drafts:
        raise Http404
    items = [rules.subject(draft, acts.approvers(draft)) for draft in drafts]
    for item in items:
        require(rules.may_see(request.roles, item), _("This document belongs to another unit."))
    holds = all(rules.holds(request.roles, item) for item in items)
    problems, refused = [], ""
    if request.method == "POST":
        seen = {str(draft.pk): request.POST.get(f"seen_{draft.pk}", "") for draft in drafts}
        note = request.POST.get("note", "")
        try:
            if request.POST.get("action") == "return":
                acts.send_back_series(pk, actor=request.user, seen=seen, note=note)
                messages.success(request, _("Returned with your words."), extra_tags="ok")
            else:
                done = acts.approve_series(pk, actor=request.user, seen=seen, note=note)
                messages.success(
                    request,
                    _("%(n)d documents published.") % {"n": len(done)}
                    if done
                    else _("Approved; the next step has it."),
                    extra_tags="ok",
                )
            return redirect("desk:home")
        except (NotReady, Conflict) as error:
            problems = error.problems
            refused = "return" if request.POST.get("action") == "return" else "approve"
    rows = [
        (
            draft,
            acts.seen_of(draft),
            changes_of(draft, request.user),
            text_of(draft),
            beside(draft),
            folded(finding for here in findings_of(draft).values() for finding in here),
            draft.files.all(),
            draft.files.filter(decision="").count(),
        )
        for draft in drafts
    ]
    step = items[0].steps[items[0].step]["step"]
    return render(
        request,
        "publishing/series.html",
        {
            "rows": rows,
            "unit": drafts[0].unit,
            "holds": holds,
            "step": step,
            "step_name": STEP_NAMES.get(step, step),
            "problems": problems,
            "refused": refused,
            "note": request.POST.get("note", ""),
        },
        status=422 if problems else 200,
    )
