"""What the checks find in a draft, and which of it a reviewer has let through."""

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts.state import approvers, as_seen
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.frozen import Finding
from mingchuang.publishing.models import Draft, Release
from mingchuang.records.errors import NotReady, require


def blocking(draft: Draft) -> list[Finding]:
    """Return what blocks the draft as it stands."""
    return [finding for finding in work.findings(freeze(draft)) if finding.blocking]


def released(draft: Draft) -> dict[str, Release]:
    """Return the releases that hold, by the key of their finding."""
    return {release.key: release for release in draft.releases.filter(void=False)}


def unreleased(draft: Draft) -> list[Finding]:
    """Return what blocks the draft and no reviewer has let through."""
    let = released(draft)
    return [finding for finding in blocking(draft) if not finding.kind or finding.key not in let]


@transaction.atomic
def release(draft_id, key: str, *, note: str, actor: User, seen: str = "") -> Release:
    """Let a blocking finding through, with the reason. The secrecy step's holder may.

    Raises NotAllowed, NotReady without a reason or when nothing of that key is found.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    as_seen(draft, seen)
    item = rules.subject(draft, approvers(draft))
    require(
        rules.holds(roles_of(actor), item) and item.steps[item.step]["step"] == "secrecy",
        _("Findings are released in the secrecy step, by whoever holds it."),
    )
    found = next((f for f in blocking(draft) if f.kind and f.key == key), None)
    problems = []
    if found is None:
        problems.append(
            _("This is not found any more, or cannot be released: it has to be mended.")
        )
    if len(note.strip()) < 4:
        problems.append(_("Say why this may be published; the reason is kept."))
    if problems:
        raise NotReady(problems)
    return Release.objects.create(
        draft=draft,
        key=key,
        kind=found.kind,
        place=found.place,
        excerpt=found.excerpt[:200],
        note=note.strip()[:400],
        by=actor,
        at=clock.now(),
    )


def void_changed(draft: Draft, before: dict, after: dict) -> None:
    """Make releases void at places whose words have changed since the version handed in last."""
    for held in draft.releases.filter(void=False):
        if before.get(held.place) != after.get(held.place):
            held.void = True
            held.save(update_fields=["void"])
