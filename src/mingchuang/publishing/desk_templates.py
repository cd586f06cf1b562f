"""Staff screens: templates, documents that no obligation asks for, withheld documents."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang import clock
from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, exemptions, rules, work
from mingchuang.publishing.models import Draft, Template
from mingchuang.publishing.reading import draft_for
from mingchuang.records.errors import ActError, Conflict, NotAllowed, NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import OFFICER


@staff_page
def templates(request):
    """The unit's templates: use one, make one fit for an emergency, take one out of use."""
    units = request.roles.units(*rules.MEMBERS)
    require(bool(units), _("You have no post in a unit."))
    rows = [
        (
            template,
            rules.may_open(request.roles, template.unit_id),
            not template.approved_at
            and rules.may_approve_template(request.roles, template.unit_id, template.written_by_id),
        )
        for template in Template.objects.filter(unit__in=units, retired=False)
        .select_related("unit", "written_by", "approved_by")
        .order_by("unit__order", "name")
    ]
    return render(request, "publishing/templates.html", {"rows": rows})


@require_POST
@staff_page
def template_do(request, pk, action):
    """Use, approve or retire a template."""
    template = get_object_or_404(Template, pk=pk)
    require(
        request.roles.has(template.unit_id, rules.MEMBERS),
        _("This document belongs to another unit."),
    )
    try:
        if action in ("use", "emergency"):
            draft = acts.open_from(pk, actor=request.user, emergency=action == "emergency")
            return redirect("publishing:edit", draft.pk)
        if action == "approve":
            acts.approve_template(pk, actor=request.user)
        elif action == "retire":
            acts.retire_template(pk, actor=request.user)
        else:
            raise Http404
        messages.success(request, _("Done."), extra_tags="ok")
    except NotAllowed:
        raise
    except ActError as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("publishing:templates")


@require_POST
@staff_page
def keep_template(request, pk):
    """Keep a document's text as a template of the unit."""
    draft, _item = draft_for(request, pk)
    try:
        acts.write_template(
            unit=draft.unit_id,
            kind=draft.kind,
            obligation=draft.obligation,
            name=request.POST.get("name", "") or draft.title,
            content=draft.content,
            context=draft.context,
            actor=request.user,
        )
        messages.success(request, _("Kept as a template."), extra_tags="ok")
    except NotReady as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("publishing:templates")


@staff_page
def write(request):
    """Start a document that no obligation asks for: news, an interpretation."""
    units = Unit.objects.filter(pk__in=request.roles.units(OFFICER))
    require(units.exists(), _("Only a disclosure officer of the unit writes its documents."))
    kinds = work.free_kinds()
    if request.method == "POST":
        unit = request.POST.get("unit", "")
        if request.POST.get("kind") not in {kind.name for kind in kinds} or unit not in {
            unit.code for unit in units
        }:
            raise Http404
        draft = acts.open_draft(request.POST["kind"], unit, actor=request.user)
        if request.POST["kind"] == "interpretation":
            return redirect("publishing:arrange", draft.pk)
        return redirect("publishing:edit", draft.pk)
    return render(request, "publishing/write.html", {"units": units, "kinds": kinds})


@staff_page
def withheld(request):
    """What is not disclosed actively, with its ground, and when it is looked at again."""
    drafts = (
        Draft.objects.filter(rules.visible(request.roles), state=Draft.State.WITHHELD)
        .select_related("unit")
        .order_by("reassess_on")
    )
    rows = [
        (
            draft,
            exemptions.words(draft.attribute_reason),
            draft.reassess_on <= clock.today(),
            rules.may_reassess(request.roles, draft.unit_id),
        )
        for draft in drafts[:500]
    ]
    return render(request, "publishing/withheld.html", {"rows": rows})


@require_POST
@staff_page
def reassess(request, pk):
    """Decide that a withheld document stays so for a year, or is opened."""
    draft_for(request, pk)
    keep = request.POST.get("answer") != "open"
    try:
        acts.reassess(pk, actor=request.user, keep=keep, note=request.POST.get("note", ""))
    except (NotReady, Conflict) as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("publishing:withheld")
    messages.success(
        request,
        _("It stays withheld for a year more.") if keep else _("It can be written for disclosure."),
        extra_tags="ok",
    )
    return redirect("publishing:withheld") if keep else redirect("publishing:edit", pk)
