"""Staff screens: the editor, the review page, an item's history, amending and withdrawing."""

import json
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, files, rules, work
from mingchuang.publishing.editor_words import words
from mingchuang.publishing.forms import AmendForm, FileForm, WithdrawForm
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, Review
from mingchuang.records import blobs
from mingchuang.records.differences import compare
from mingchuang.records.errors import Conflict, NotAllowed, NotReady, require

STEP_NAMES = {
    "write": gettext_lazy("Drafting"),
    "department": gettext_lazy("Department"),
    "secrecy": gettext_lazy("Secrecy review"),
    "consult": gettext_lazy("Consultation"),
    "approve": gettext_lazy("Approval"),
    "sign": gettext_lazy("Signature"),
    "withdraw": gettext_lazy("Withdrawal"),
}


def _draft(request, pk) -> tuple[Draft, rules.Subject]:
    draft = get_object_or_404(Draft.objects.select_related("unit", "drafter"), pk=pk)
    item = rules.subject(draft, acts.approvers(draft))
    require(rules.may_see(request.roles, item), _("This document belongs to another unit."))
    return draft, item


def _findings(draft: Draft) -> dict[str, list]:
    found: dict[str, list] = {}
    for finding in work.findings(freeze(draft)):
        found.setdefault(finding.place, []).append(finding)
    return found


def _bound(draft: Draft, data):
    form = work.get(draft.kind).form(draft.context)(data)
    form.is_valid()
    return form


def _initial(draft: Draft):
    form_class = work.get(draft.kind).form(draft.context)
    return form_class(initial={**form_class.from_draft(draft.content), **draft.raw})


def _saved(draft: Draft, request) -> tuple[Draft, object]:
    """Save what was sent; valid fields become content, invalid ones stay as raw input."""
    form = _bound(draft, request.POST)
    raw = {name: request.POST.get(name, "") for name in form.errors if name in form.fields}
    content = form.to_draft()
    if "sections" in content:
        content["sections"] = {**draft.content.get("sections", {}), **content["sections"]}
    try:
        revision = int(request.POST.get("revision", ""))
    except ValueError as error:
        raise Conflict(_("The form has lost its revision. Load the page again.")) from error
    return acts.save(
        draft.pk, revision=revision, content=content, raw=raw, actor=request.user
    ), form


@staff_page
def edit(request, pk):
    """Write a document: elements on the left, what the machine found beside each."""
    draft, item = _draft(request, pk)
    if not rules.may_edit(request.roles, item):
        return redirect("publishing:review", pk)
    form, problems, conflict = None, [], False
    if request.method == "POST":
        try:
            draft, form = _saved(draft, request)
            if "submit" in request.POST and not form.errors:
                acts.submit(draft.pk, revision=draft.revision, actor=request.user)
                messages.success(
                    request, _("Handed in. The first reviewer has it now."), extra_tags="ok"
                )
                return redirect("publishing:review", pk)
        except NotReady as error:
            problems = error.problems
        except Conflict as error:
            problems, conflict = [str(error)], True
            form = _bound(draft, request.POST)
    if form is None:
        form = _initial(draft)
    found = _findings(draft)
    rows = []
    for field in form:
        if draft.amendment != "change" and field.name == "changed_on":
            continue
        here = found.get(field.name, [])
        value = (
            draft.content.get("sections", {}).get(field.name.removeprefix("section_"))
            if field.name.startswith("section_")
            else draft.content.get(field.name)
        )
        rows.append((field, here, bool(value)))
    return render(
        request,
        "publishing/edit.html",
        {
            "draft": draft,
            "form": form,
            "media": form.media.with_nonce(request.csp_nonce)
            if hasattr(form.media, "with_nonce")
            else form.media,
            "rows": rows,
            "required": {
                f"section_{element['code']}"
                for element in draft.context.get("elements", ())
                if element.get("required")
            }
            | {"title", "formed_on"},
            "files": [(file, found.get(f"file:{file.key}", [])) for file in draft.files.all()],
            "editor_words": json.dumps(words(), ensure_ascii=False),
            "file_form": FileForm(auto_id="file_%s"),
            "problems": problems,
            "conflict": conflict,
            "blocking": sum(1 for here in found.values() for finding in here if finding.blocking),
            "hints": sum(1 for here in found.values() for finding in here if not finding.blocking),
            "returned": draft.reviews.filter(action="return").select_related("by").last()
            if draft.state == "returned"
            else None,
        },
        status=409 if conflict else 200,
    )


@require_POST
@staff_page
def autosave(request, pk):
    """Save in the background; answers with the new revision and the findings by field."""
    draft, _item = _draft(request, pk)
    try:
        draft, form = _saved(draft, request)
    except Conflict as error:
        return JsonResponse({"error": str(error)}, status=409)
    except NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    found = {
        place: [{"blocking": f.blocking, "what": str(f.what), "excerpt": f.excerpt} for f in here]
        for place, here in _findings(draft).items()
    }
    for name, errors in form.errors.items():
        found.setdefault(name, []).extend(
            {"blocking": True, "what": str(e), "excerpt": ""} for e in errors
        )
    return JsonResponse(
        {
            "revision": draft.revision,
            "at": timezone.localtime(draft.saved_at).strftime("%H:%M:%S"),
            "findings": found,
        }
    )


@require_POST
@staff_page
def upload(request, pk):
    """Attach a file."""
    _unused, item = _draft(request, pk)
    require(
        rules.may_edit(request.roles, item),
        _("This document cannot be changed now, or not by you."),
    )
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            taken = files.take(sent.name, sent.read())
            acts.attach(
                pk,
                **taken,
                title=form.cleaned_data["title"],
                alt=form.cleaned_data["alt"],
                actor=request.user,
            )
        except NotReady as error:
            messages.error(request, str(error), extra_tags="late")
    else:
        messages.error(request, _("Choose a file first."), extra_tags="late")
    return redirect("publishing:edit", pk)


@require_POST
@staff_page
def file_change(request, pk, key):
    """Change a file's words, or take it off."""
    draft, _item = _draft(request, pk)
    get_object_or_404(draft.files, key=key)
    if "remove" in request.POST:
        acts.detach(pk, key, actor=request.user)
    else:
        acts.describe_file(
            pk,
            key,
            title=request.POST.get("title", ""),
            alt=request.POST.get("alt", ""),
            actor=request.user,
        )
    return redirect("publishing:edit", pk)


@staff_page
def file(request, pk, key):
    """A draft's file, for those who may see the draft."""
    draft, _item = _draft(request, pk)
    found = get_object_or_404(draft.files, key=key)
    inline = found.media_type.startswith("image/")
    return HttpResponse(
        blobs.read(found.sha256),
        content_type=found.media_type,
        headers={
            "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(found.filename)}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@staff_page
def discard(request, pk):
    """Lay a draft aside."""
    _draft(request, pk)
    acts.discard(pk, actor=request.user)
    messages.success(request, _("Laid aside. It stays in the unit's documents."), extra_tags="ok")
    return redirect("desk:home")


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
    draft, item = _draft(request, pk)
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
        seen = request.POST.get("seen", "")
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
    found = _findings(draft)
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


@staff_page
def documents(request):
    """The unit's documents, open and published."""
    drafts = (
        Draft.objects.filter(rules.visible(request.roles))
        .select_related("unit", "drafter")
        .order_by("-saved_at")[:200]
    )
    return render(request, "publishing/documents.html", {"drafts": drafts})
