"""Staff screens of writing: the editor, its autosave, a draft's files."""

import json
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, files, rules, work
from mingchuang.publishing.editor_words import words
from mingchuang.publishing.forms import FileForm
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import draft_for, findings_of
from mingchuang.records import blobs
from mingchuang.records.errors import Conflict, NotAllowed, NotReady, require


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
    draft, item = draft_for(request, pk)
    if not rules.may_edit(request.roles, item):
        return redirect("publishing:review", pk)
    form, problems, conflict = None, [], False
    if request.method == "POST":
        try:
            draft, form = _saved(draft, request)
            if "submit" in request.POST and not form.errors:
                acts.submit(
                    draft.pk,
                    revision=draft.revision,
                    actor=request.user,
                    plea=request.POST.get("plea", ""),
                )
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
    found = findings_of(draft)
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
            "plea": request.POST.get("plea", ""),
            "releasable": any(f.blocking and f.kind for here in found.values() for f in here),
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
    draft, _item = draft_for(request, pk)
    try:
        draft, form = _saved(draft, request)
    except Conflict as error:
        return JsonResponse({"error": str(error)}, status=409)
    except NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    found = {
        place: [{"blocking": f.blocking, "what": str(f.what), "excerpt": f.excerpt} for f in here]
        for place, here in findings_of(draft).items()
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
    _unused, item = draft_for(request, pk)
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
    draft, _item = draft_for(request, pk)
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
    draft, _item = draft_for(request, pk)
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
    draft_for(request, pk)
    acts.discard(pk, actor=request.user)
    messages.success(request, _("Laid aside. It stays in the unit's documents."), extra_tags="ok")
    return redirect("desk:home")
