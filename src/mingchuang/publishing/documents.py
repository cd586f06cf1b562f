"""The unit's documents in any state: found by words and facts, several moved at once."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mingchuang.people.access import staff_page
from mingchuang.people.models import User
from mingchuang.publishing import acts, finding, rules, work
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import ActError, Conflict, NotReady
from mingchuang.units.models import Unit
from mingchuang.units.roles import AUDITOR, OFFICE

MOST = finding.PAGE
"""Documents that one press may move: what one page shows, so that each was seen."""
RESULTS = "documents-done"
"""Session key of what the last press did, shown once."""


@require_safe
@staff_page
def documents(request):
    """Find documents of one's units by words, state, unit, kind and the days they were saved."""
    asked = finding.read(request.GET)
    found = finding.find(asked, request.roles)
    after = asked.query(after=found.after) if found.after else ""
    kinds = [(kind.name, kind.title) for kind in work.all_kinds()]
    district = request.roles.district(OFFICE, AUDITOR)
    units = Unit.objects.all()
    if not district:
        units = units.filter(pk__in=request.roles.units(*rules.MEMBERS))
    return render(
        request,
        "publishing/documents.html",
        {
            "asked": asked,
            "found": found,
            "next": after,
            "first": asked.query() if asked.after else "",
            "has_first": bool(asked.after),
            "turned": asked.query(order="" if asked.oldest else "old"),
            "states": [(name, words[1]) for name, words in finding.states().items()],
            "units": units if len(units) > 1 else [],
            "kinds": kinds if len(kinds) > 1 else [],
            "bulk": any(row.may_change for row in found.rows),
            "back": request.get_full_path(),
            "done": request.session.pop(RESULTS, None) if RESULTS in request.session else None,
        },
        status=422 if asked.problems else 200,
    )


@require_POST
@staff_page
def bulk(request):
    """Hand in or lay aside the chosen drafts, one transaction each; what did not go is said by title."""
    back = _back(request)
    action = request.POST.get("action", "")
    chosen = _chosen(request.POST.getlist("draft"))
    if action not in (*ACTIONS, "series") or not chosen:
        request.session[RESULTS] = {
            "words": _("Nothing was chosen; tick the documents first."),
            "rows": [],
        }
        return redirect(back)
    if action == "series":
        return _as_series(request, dict(chosen), back)
    if action == "discard" and "sure" not in request.POST:
        drafts = Draft.objects.filter(
            rules.visible(request.roles), pk__in=[pk for pk, _r in chosen]
        )
        names = {str(draft.pk): draft.title or _("Untitled") for draft in drafts}
        rows = [(f"{pk}:{n}", names[pk]) for pk, n in chosen if pk in names]
        return render(request, "publishing/discard_several.html", {"rows": rows, "back": back})
    done, rows = 0, []
    for pk, revision in chosen:
        why = _moved(ACTIONS[action], pk, revision, request.user)
        done += not why
        if why:
            draft = Draft.objects.filter(rules.visible(request.roles), pk=pk).first()
            rows.append([(draft.title or _("Untitled")) if draft else _("Unknown document"), why])
    request.session[RESULTS] = {"words": _summary(action, done, len(rows)), "rows": rows}
    return redirect(back)


def _as_series(request, chosen: dict[str, int], back: str):
    """Hand the chosen drafts in as one series; when one cannot go none goes, and each is named."""
    drafts = Draft.objects.filter(rules.visible(request.roles), pk__in=chosen)
    try:
        series = acts.submit_series(
            [draft.pk for draft in drafts], actor=request.user, revisions=chosen
        )
    except NotReady as error:
        request.session[RESULTS] = {
            "words": _("No series was handed in; nothing has moved."),
            "rows": [[str(problem), ""] for problem in error.problems],
        }
        return redirect(back)
    messages.success(
        request,
        _("Handed in as one series; the reviewers decide all of it in one go."),
        extra_tags="ok",
    )
    return redirect("publishing:series", series)


def _hand_in(pk: str, revision: int, actor: User) -> None:
    acts.submit(pk, revision=revision, actor=actor)


def _lay_aside(pk: str, revision: int, actor: User) -> None:
    if Draft.objects.select_for_update().values_list("revision", flat=True).get(pk=pk) != revision:
        raise Conflict(
            _("Somebody saved this document meanwhile. Look at it again before you lay it aside.")
        )
    acts.discard(pk, actor=actor)


ACTIONS = {"submit": _hand_in, "discard": _lay_aside}


def _moved(act, pk: str, revision: int, actor: User) -> str:
    """Do one row in a transaction of its own; return why it stayed, '' when it went."""
    try:
        with transaction.atomic():
            act(pk, revision, actor)
    except Draft.DoesNotExist:
        return _("It does not exist any more.")
    except ActError as error:
        return "\n".join(map(str, error.problems))
    return ""


def _chosen(values: list[str]) -> list[tuple[str, int]]:
    """Return ``(id, revision)`` of the ticked rows, each once; a forged value is left out."""
    out: dict[str, int] = {}
    for value in values[:MOST]:
        pk, _colon, revision = value.partition(":")
        try:
            out[str(uuid.UUID(pk))] = int(revision)
        except ValueError:
            continue
    return list(out.items())


def _summary(action: str, done: int, stayed: int) -> str:
    words = {
        "submit": ngettext("%(n)d handed in", "%(n)d handed in", done),
        "discard": ngettext("%(n)d laid aside", "%(n)d laid aside", done),
    }[action] % {"n": done}
    if not stayed:
        return words
    return _("%(done)s, %(n)d not") % {"done": words, "n": stayed}


def _back(request) -> str:
    """Return the list as it was filtered; never an address elsewhere."""
    here = reverse("publishing:documents")
    back = request.POST.get("back", "")
    return back if back == here or back.startswith(f"{here}?") else here
