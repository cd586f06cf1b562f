"""Staff screens: the review page, an item's history, amending and withdrawing."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.frame.templatetags.frame import moment_words
from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, exemptions, rules
from mingchuang.publishing.folding import Fold, folded
from mingchuang.publishing.forms import AmendForm, WithdrawForm
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import (
    ALL_STEPS,
    beside,
    changes_of,
    draft_for,
    extracts_of,
    findings_of,
    label_of,
    named,
    published_items,
    readings_of,
    reviews_of,
    text_of,
)
from mingchuang.records.errors import Conflict, NotReady, require

SIGNED = (Draft.State.PUBLISHED, Draft.State.SCHEDULED, Draft.State.WITHHELD)
"""States in which every step of the chain has been taken."""


def _step_of(item: rules.Subject) -> str:
    waits = item.state == "review" and item.step < len(item.steps)
    return item.steps[item.step]["step"] if waits else ""


@staff_page
def review(request, pk):
    """Read a document as a reviewer: what changed, attachments one by one, approve or return."""
    draft, item = draft_for(request, pk)
    refused, problems = "", []
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
                draft.refresh_from_db()
                if draft.state == Draft.State.SCHEDULED:
                    messages.success(
                        request,
                        _("Signed. It is published at %(when)s.")
                        % {"when": moment_words(draft.publish_at)},
                        extra_tags="ok",
                    )
                    return redirect("desk:home")
                if draft.state == Draft.State.WITHHELD:
                    messages.success(
                        request, _("Signed. It is kept from active disclosure."), extra_tags="ok"
                    )
                    return redirect("publishing:withheld")
                if receipt:
                    messages.success(
                        request,
                        _("Signed and published. The log numbers it within a second."),
                        extra_tags="ok",
                    )
                    return redirect("publishing:item", receipt.obj)
                messages.success(request, _("Approved; the next step has it."), extra_tags="ok")
                return redirect("desk:home")
            if action.startswith("release:"):
                key = action.removeprefix("release:")
                acts.release(
                    pk,
                    key,
                    note=request.POST.get(f"why_{key}", ""),
                    actor=request.user,
                    seen=seen,
                )
                return redirect(f"{request.path}#checks")
            if action == "return":
                acts.send_back(pk, actor=request.user, seen=seen, note=note)
                messages.success(request, _("Returned with your words."), extra_tags="ok")
                return redirect("desk:home")
        except NotReady as error:
            refused, problems = action, error.problems
        except Conflict as error:
            problems = error.problems
    return _review_page(request, draft, item, refused, problems)


def _review_page(request, draft: Draft, item: rules.Subject, refused: str = "", problems=()):
    """Show the page of a review; ``refused`` names the button whose form says ``problems``.

    What was typed into that form stays; problems of no form stand at the top.
    """
    holds = rules.holds(request.roles, item)
    step = _step_of(item)
    against, changes = changes_of(draft, request.user)
    checked = draft.attribute == Draft.Attribute.ACTIVE
    found = findings_of(draft) if checked else {}
    read = readings_of(draft)
    undecided = draft.files.filter(decision="").count()
    let = acts.released(draft)
    asked = any(f.blocking and f.kind for here in found.values() for f in here)
    forms = {"approve", "return", "recheck", *(f"file:{file.key}" for file in draft.files.all())}
    forms |= {f"release:{f.key}" for here in found.values() for f in here if f.key not in let}
    refused = refused if refused in forms else ""
    return render(
        request,
        "publishing/review.html",
        {
            "draft": draft,
            "steps": [("write", ALL_STEPS["write"], -1)]
            + [(s["step"], named(s), n) for n, s in enumerate(item.steps)],
            "step": step,
            "signed": draft.state in SIGNED,
            "checked": checked,
            "seen": acts.seen_of(draft),
            "step_name": ALL_STEPS.get(step, ""),
            "holds": holds,
            "may_edit": rules.may_edit(request.roles, item),
            "refused": refused,
            "problems": problems,
            "against": against,
            "changes": changes,
            "text": text_of(draft),
            "files": [_file_row(request, file, found, refused) for file in draft.files.all()],
            "findings": _checks(request, draft, found, let, refused),
            "plea": draft.reviews.filter(action="submit").last() if asked else None,
            "may_release": holds and step == "secrecy",
            "may_recall": rules.may_recall(request.roles, item),
            "may_recheck": acts.rechecks(request.roles, draft),
            "may_template": rules.may_prepare(request.roles, draft.unit_id),
            "exemption": exemptions.words(draft.attribute_reason) if draft.attribute_reason else "",
            "readings": read,
            "extracts": extracts_of(read),
            "beside": beside(draft),
            "undecided": undecided,
            "note": request.POST.get("note", "") if refused != "recheck" else "",
            "after": request.POST.get("note", "") if refused == "recheck" else "",
            "reviews": reviews_of([draft]),
            "step_names": ALL_STEPS,
        },
        status=200 if not problems else 422,
    )


def _file_row(request, file, found: dict, refused: str) -> tuple:
    """Return an attachment with its findings, its button, and decision and reason as typed last."""
    action, decision, note = f"file:{file.key}", file.decision, file.decision_note
    if refused == action:
        decision = request.POST.get(f"decision_{file.key}", decision)
        note = request.POST.get(f"note_{file.key}", note)
    return file, folded(found.get(action, [])), action, decision, note


def _checks(request, draft: Draft, found: dict, let: dict, refused: str) -> list[Fold]:
    """Return what the machine found, with its place in words, its release and its button."""
    labels = {place: label_of(draft, place) for place in found}
    rows = [
        {
            "place": labels[place],
            "finding": finding,
            "release": let.get(finding.key),
            "action": f"release:{finding.key}",
            "why": request.POST.get(f"why_{finding.key}", ""),
        }
        for place, here in found.items()
        for finding in here
    ]
    folds = folded(rows, lambda row: row["finding"])
    for fold in folds:
        fold.refused = any(row["action"] == refused for row in fold.more)
    return folds


@require_POST
@staff_page
def recall(request, pk):
    """Take a document back from review, or from waiting for its hour."""
    draft_for(request, pk)
    acts.recall(pk, actor=request.user, note=request.POST.get("note", ""))
    messages.success(request, _("It is yours again to write."), extra_tags="ok")
    return redirect("publishing:edit", pk)


@require_POST
@staff_page
def recheck(request, pk):
    """Review an emergency publication afterwards (补审)."""
    draft, item = draft_for(request, pk)
    try:
        acts.recheck(
            pk,
            actor=request.user,
            right=request.POST.get("answer") == "right",
            note=request.POST.get("note", ""),
        )
        messages.success(request, _("Kept in the history."), extra_tags="ok")
    except NotReady as error:
        return _review_page(request, draft, item, "recheck", error.problems)
    except Conflict as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("publishing:review", pk)
    return redirect("desk:home")


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
            "reviews": reviews_of(Draft.objects.filter(obj=obj)),
            "standing": acts.standing_of(obj),
            "withdrawn": acts.withdrawn(obj),
            "may_amend": rules.may_open(request.roles, last.unit_id),
            "may_withdraw": rules.may_withdraw(request.roles, last.unit_id),
            "step_names": ALL_STEPS,
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
            form.add_error(None, error.problems)
    return render(request, "publishing/amend.html", {"item": last, "obj": obj, "form": form})


@staff_page
def withdraw(request, obj):
    """Take a published item back."""
    last = _object(request, obj)
    require(
        rules.may_withdraw(request.roles, last.unit_id),
        _("Only a leader of the unit or the openness office withdraws an item."),
    )
    items = [(number, title) for number, title in published_items([last.unit_id]) if number != obj]
    form = WithdrawForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw(obj, actor=request.user, **form.cleaned_data)
        except NotReady as error:
            form.add_error(None, error.problems)
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
