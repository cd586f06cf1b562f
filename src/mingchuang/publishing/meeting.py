"""The page where two people's texts of one draft meet, and one choice is made for each field."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import rules, saving
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import draft_for
from mingchuang.records.errors import Conflict, require


def page(request, draft: Draft, data, *, status: int = 409):
    """Show both texts side by side; ``data`` is what was sent, kept whole in the page."""
    names = saving.form_class(draft).base_fields
    return render(
        request,
        "publishing/meeting.html",
        {
            "draft": draft,
            "meetings": saving.meetings(draft, data),
            "sent": [(name, data.get(name, "")) for name in names if name in data],
            "base": data.get("base", ""),
        },
        status=status,
    )


def settled(pk) -> HttpResponseRedirect:
    """Return to the editor; its copy on this computer has been dealt with."""
    return redirect(reverse("publishing:edit", args=[pk]) + "?kept=settled")


@require_POST
@staff_page
def meet(request, pk):
    """Compare a sent text with the saved one; with choices made, save what was chosen."""
    draft, item = draft_for(request, pk)
    require(
        rules.may_edit(request.roles, item),
        _("This document cannot be changed now, or not by you."),
    )
    data = request.POST.dict()
    if "settle" not in data:
        if not saving.meetings(draft, data):
            return settled(pk)
        return page(request, draft, data, status=200)
    merged = {**data, **saving.chosen(draft, data)}
    try:
        saving.save(draft, merged, request.user)
    except Conflict:
        messages.error(
            request, _("It was saved once more meanwhile. Look again."), extra_tags="late"
        )
        return page(request, Draft.objects.get(pk=pk), merged)
    messages.success(request, _("Saved as you chose."), extra_tags="ok")
    return settled(pk)
