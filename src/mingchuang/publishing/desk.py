"""Staff screens: the review page, an item's history, amending and withdrawing."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, rules, work
from mingchuang.publishing.forms import AmendForm, WithdrawForm
from mingchuang.publishing.models import Draft, Review
from mingchuang.publishing.reading import draft_for, findings_of
from mingchuang.records.differences import compare
from mingchuang.records.errors import Conflict, NotReady, require

STEP_NAMES = {
    "write": gettext_lazy("Drafting"),
    "department": gettext_lazy("Department"),
    "secrecy": gettext_lazy("Secrecy review"),
    "consult": gettext_lazy("Consultation"),
    "approve": gettext_lazy("Approval"),
    "sign": gettext_lazy("Signature"),
    "withdraw": gettext_lazy("Withdrawal"),
}


def _changes(draft: Draft, item: rules.Subject) -> tuple[str, list]:
    """What changed: against the public version, or against what was last submitted."""
    kind = work.get(draft.kind)
    versions = list(draft.versions.order_by("-n")[:2])
    if draft.obj and draft.amends:
        last = acts.published(draft.obj)
        base, against = (last.content, "public") if last and last.pk != draft.pk else ({}, "")
    elif len(versions) > 1:
        base, against = versions[1].content, "submitted"
    else:
        return "", []
    old = {place: lines for place, _label, lines in kind.texts(base, draft.context)}
    changes = []
    for place, label, lines in kind.texts(draft.content, draft.context):
        changes += compare(label or str(_label_of(draft, place)), old.pop(place, []), lines)
    for place, lines in old.items():
        changes += compare(str(_label_of(draft, place)), lines, [])
    return against, changes


def _label_of(draft: Draft, place: str) -> str:
    field = work.get(draft.kind).form(draft.context).base_fields.get(place)
    return field.label if field else place


@staff_page
def review(request, pk):
    """Read a document as a reviewer: what changed, attachments one by one, approve or return."""
    draft, item = draft_for(request, pk)
    holds = rules.holds(request.roles, item)
    step = (
        item.steps[item.step]["step"]
        if item.state == "review" and item.step < len(item.steps)
        else ""
    )
    problems = []
    if request.method == "POST":
        action = request.POST.get("action", "")
        note = request.POST.get("note", "")
        seen = request.POST.get("seen") or "-"  # a decision names the page it was made on
        try:
            if action.startswith("file:"):
                key = action.removeprefix("file:")
                acts.decide_file(
                    pk,
                    key,
                    decision=request.POST.get(f"decision_{key}", ""),
                    note=request.POST.get(f"note_{key}", ""),
                    actor=request.user,
                    seen=seen,
                )
                return redirect(f"{request.path}#files")
            if action == "approve":
                receipt = acts.approve(pk, actor=request.user, seen=seen, note=note)
                if receipt:
                    messages.success(
                        request,
                        _("Signed and published. The log numbers it within a second."),
                        extra_tags="ok",
                    )
                    return redirect("publishing:item", receipt.obj)
                messages.success(request, _("Approved; the next step has it."), extra_tags="ok")
                return redirect("desk:home")
            if action == "return":
                acts.send_back(pk, actor=request.user, seen=seen, note=note)
                messages.success(request, _("Returned with your words."), extra_tags="ok")
                return redirect("desk:home")
        except (NotReady, Conflict) as error:
            problems = getattr(error, "problems", [str(error)])
    against, changes = _changes(draft, item)
    text = [
        (label or str(_label_of(draft, place)), html)
        for place, label, html in work.get(draft.kind).shows(draft.content, draft.context)
        if html
    ]
    found = findings_of(draft)
    undecided = draft.files.filter(decision="").count()
    return render(
        request,
        "publishing/review.html",
        {
            "draft": draft,
            "steps": [("write", STEP_NAMES["write"], -1)]
            + [
                (s["step"], STEP_NAMES.get(s["step"], s["step"]), n)
                for n, s in enumerate(item.steps)
            ],
            "step": step,
            "seen": acts.seen_of(draft),
            "step_name": STEP_NAMES.get(step, ""),
            "holds": holds,
            "may_edit": rules.may_edit(request.roles, item),
            "problems": problems,
            "against": against,
            "changes": changes,
            "text": text,
            "files": [(f, found.get(f"file:{f.key}", [])) for f in draft.files.all()],
            "findings": [
                (_label_of(draft, place), finding)
                for place, here in found.items()
                for finding in here
            ],
            "undecided": undecided,
            "note": request.POST.get("note", ""),
            "reviews": draft.reviews.select_related("by"),
            "step_names": STEP_NAMES,
        },
        status=200 if not problems else 422,
    )


def _object(request, obj: str) -> Draft:
    last = acts.published(obj)
    if last is None:
        raise Http404
    require(
        rules.may_see(request.roles, rules.subject(last)), _("This item belongs to another unit.")
    )
    return last


@staff_page
def item(request, obj):
    """An item's history on the desk: versions, who decided what, and what can be done now."""
    last = _object(request, obj)
    return render(
        request,
        "publishing/item.html",
        {
            "item": last,
            "obj": obj,
            "drafts": Draft.objects.filter(obj=obj)
            .select_related("drafter")
            .order_by("-opened_at"),
            "reviews": Review.objects.filter(draft__obj=obj)
            .select_related("by", "draft")
            .order_by("-pk"),
            "withdrawn": acts.withdrawn(obj),
            "may_amend": rules.may_open(request.roles, last.unit_id),
            "may_withdraw": rules.may_withdraw(request.roles, last.unit_id),
            "step_names": STEP_NAMES,
        },
    )


@staff_page
def amend(request, obj):
    """Open a published item for amendment."""
    last = _object(request, obj)
    require(
        rules.may_open(request.roles, last.unit_id),
        _("Only a disclosure officer of the unit amends its items."),
    )
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = acts.open_amendment(obj, actor=request.user, **form.cleaned_data)
            return redirect("publishing:edit", draft.pk)
        except Conflict:
            being = Draft.objects.filter(obj=obj, state__in=acts.OPEN).first()
            if being is None:  # published or laid aside in this very moment
                return redirect("publishing:item", obj)
            messages.error(
                request,
                _("An amendment of this item is being written already; here it is."),
                extra_tags="late",
            )
            return redirect("publishing:edit", being.pk)
        except NotReady as error:
            for problem in error.problems:
                form.add_error(None, problem)
    return render(request, "publishing/amend.html", {"item": last, "obj": obj, "form": form})


@staff_page
def withdraw(request, obj):
    """Take a published item back."""
    last = _object(request, obj)
    require(
        rules.may_withdraw(request.roles, last.unit_id),
        _("Only a leader of the unit or the openness office withdraws an item."),
    )
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw(obj, actor=request.user, **form.cleaned_data)
        except NotReady as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(
                request,
                _("Withdrawn. Page, files and search no longer show it; the address says why."),
                extra_tags="ok",
            )
            return redirect("publishing:item", obj)
    return render(request, "publishing/withdraw.html", {"item": last, "obj": obj, "form": form})


@staff_page
def reviews(request):
    """What waits for this person's decision."""
    waiting = [
        draft
        for draft in Draft.objects.filter(rules.holds_q(request.roles))
        .select_related("unit", "drafter")
        .order_by("saved_at")
        if rules.holds(request.roles, rules.subject(draft, acts.approvers(draft)))
    ]
    return render(request, "publishing/reviews.html", {"drafts": waiting})
