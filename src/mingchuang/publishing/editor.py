"""Staff screens of writing: the editor and its autosave."""

import json

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, meeting, readings, rules, saving
from mingchuang.publishing.acts import copying
from mingchuang.publishing.editor_words import states, words
from mingchuang.publishing.folding import folded
from mingchuang.publishing.forms import FileForm, SheetForm, WordForm
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import PLACES, draft_for, findings_of
from mingchuang.records.errors import Conflict, NotAllowed, NotReady, require

ALWAYS = frozenset({"title", "formed_on"})
"""Fields that every document needs, whatever its obligation asks for."""

SCRIPTS = [
    f"publishing/{name}.js"
    for name in ("editor", "paste", "pictures", "mask", "maskmenu", "kept", "autosave")
]
"""In this order, before the modules of the rich-text editor."""


def _rows(draft: Draft, form, found: dict) -> list[dict]:
    """Return what the page shows of each field: findings, whether filled, required, its basis."""
    elements = {f"section_{e['code']}": e for e in draft.context.get("elements", ())}
    rows = []
    for field in form:
        if draft.amendment != "change" and field.name == "changed_on":
            continue
        element = elements.get(field.name, {})
        rows.append(
            {
                "field": field,
                "found": folded(found.get(field.name, [])),
                "filled": bool(saving.field_value(draft.content, {}, field.name)),
                "required": field.name in ALWAYS or bool(element.get("required")),
                "basis": (element.get("basis") or draft.context.get("basis")) if element else (),
            }
        )
    return rows


@staff_page
def edit(request, pk):
    """Write a document: elements on the left, what the machine found beside each."""
    draft, item = draft_for(request, pk)
    if not rules.may_edit(request.roles, item):
        return redirect("publishing:review", pk)
    form, problems = None, []
    try:
        readings.read_all(draft)
    except NotReady as error:
        problems = error.problems
    if request.method == "POST":
        try:
            draft, form = saving.save(draft, request.POST, request.user)
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
        except Conflict:
            draft.refresh_from_db()
            return meeting.page(request, draft, request.POST.dict())
    if form is None:
        form = saving.form_class(draft)(initial=saving.values(draft))
    found = findings_of(draft)
    pictures = [file for file in draft.files.all() if file.media_type.startswith("image/")]
    return render(
        request,
        "publishing/edit.html",
        {
            "draft": draft,
            "form": form,
            "media": form.media.with_nonce(request.csp_nonce)
            if hasattr(form.media, "with_nonce")
            else form.media,
            "rows": _rows(draft, form, found),
            "base": saving.base(draft),
            "scripts": SCRIPTS,
            "files": [
                (file, folded(found.get(f"file:{file.key}", []))) for file in draft.files.all()
            ],
            "pictures": pictures,
            "editor_words": json.dumps(words(), ensure_ascii=False),
            "states": json.dumps(states(), ensure_ascii=False),
            "file_form": FileForm(auto_id="file_%s"),
            "word_form": WordForm(auto_id="from_%s"),
            "sheet_form": SheetForm(
                saving.targets(draft),
                initial={"target": saving.proposed_target(draft)},
                auto_id="from_%s",
            ),
            **_sources(draft),
            "problems": problems,
            "plea": request.POST.get("plea", ""),
            "beside_found": folded(finding for place in PLACES for finding in found.get(place, ())),
            "releasable": any(f.blocking and f.kind for here in found.values() for f in here),
            "blocking": sum(1 for here in found.values() for finding in here if finding.blocking),
            "hints": sum(1 for here in found.values() for finding in here if not finding.blocking),
            "returned": draft.reviews.filter(action="return").select_related("by").last()
            if draft.state == "returned"
            else None,
        },
    )


def _sources(draft: Draft) -> dict[str, Draft | None]:
    """Return what an empty document may start from: the unit's last one, else another unit's."""
    if not copying.is_bare(draft):
        return {"last": None, "pattern": None}
    last = copying.last_of(draft)
    return {"last": last, "pattern": None if last else copying.pattern_of(draft)}


def _signed_out(words: str) -> JsonResponse:
    return JsonResponse({"error": words, "sign_in": reverse("people:sign-in")}, status=401)


@require_POST
def autosave(request, pk):
    """Save in the background; answers with the new revision and the findings by field.

    401 when nobody, or somebody else, is signed in by now; 403 when this person may not save;
    409 when somebody saved meanwhile. The page keeps the text in each case.
    """
    if not request.user.is_authenticated:
        return _signed_out(_("You have been signed out."))
    if request.POST.get("by", str(request.user.pk)) != str(request.user.pk):
        return _signed_out(_("Somebody else has signed in on this computer."))
    return _autosave(request, pk)


@staff_page
def _autosave(request, pk):
    try:
        draft, item = draft_for(request, pk)
        require(
            rules.may_edit(request.roles, item),
            _("This document cannot be changed now, or not by you."),
        )
        draft, form = saving.save(draft, request.POST, request.user)
    except NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    except Conflict as error:
        # The saved text goes along: a save whose answer was lost on the line is met by itself.
        draft.refresh_from_db()
        return JsonResponse(
            {
                "error": str(error),
                "revision": draft.revision,
                "base": saving.base(draft),
                "fields": {name: str(value) for name, value in saving.values(draft).items()},
            },
            status=409,
        )
    found = {
        place: [
            {
                "blocking": f.blocking,
                "what": str(f.what),
                "excerpt": f.excerpt,
                "mask": f.kind if f.maskable else "",
                "fold": number,
            }
            for number, fold in enumerate(folded(here))
            for f in [*fold.shown, *fold.more]
        ]
        for place, here in findings_of(draft).items()
    }
    for name, errors in form.errors.items():
        found.setdefault(name, []).extend(
            {"blocking": True, "what": str(e), "excerpt": ""} for e in errors
        )
    return JsonResponse(
        {
            "revision": draft.revision,
            "base": saving.base(draft),
            "at": timezone.localtime(draft.saved_at).strftime("%H:%M:%S"),
            "findings": found,
        }
    )


@require_POST
@staff_page
def copy_last(request, pk):
    """Fill an empty document with what the unit published for the same obligation last."""
    return _fill(
        request,
        pk,
        copying.copy_last,
        _(
            "Filled in from the last one, without its dates, number and attachments. %(n)d places name the old period; each is marked beside its field."
        ),
    )


@require_POST
@staff_page
def copy_pattern(request, pk):
    """Fill an empty document with what another unit published for the same obligation."""
    return _fill(
        request,
        pk,
        copying.copy_pattern,
        _(
            "Filled in from the other unit's, without its dates, number and attachments. %(n)d places name its period or itself; each is marked beside its field."
        ),
    )


def _fill(request, pk, copy, done: str):
    draft_for(request, pk)
    try:
        marks = copy(pk, actor=request.user)
    except NotReady as error:
        messages.error(request, str(error), extra_tags="late")
    else:
        n = sum(len(here) for here in marks.values())
        messages.success(request, done % {"n": n}, extra_tags="ok")
    return redirect("publishing:edit", pk)


@require_POST
@staff_page
def discard(request, pk):
    """Lay a draft aside."""
    draft_for(request, pk)
    acts.discard(pk, actor=request.user)
    messages.success(request, _("Laid aside. It stays in the unit's documents."), extra_tags="ok")
    return redirect("desk:home")
