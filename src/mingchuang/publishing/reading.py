"""What the screens ask of a draft: findings, what changed, who decided when and how long it took."""

from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang.people.models import User
from mingchuang.publishing import acts, rules, work
from mingchuang.publishing.forms import STEP_NAMES
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, FileReading, Review
from mingchuang.records.differences import compare
from mingchuang.records.errors import require
from mingchuang.units.models import Unit


def draft_for(request, pk) -> tuple[Draft, rules.Subject]:
    draft = get_object_or_404(Draft.objects.select_related("unit", "drafter"), pk=pk)
    item = rules.subject(draft, acts.approvers(draft))
    require(rules.may_see(request.roles, item), _("This document belongs to another unit."))
    return draft, item


def findings_of(draft: Draft) -> dict[str, list]:
    found: dict[str, list] = {}
    for finding in work.findings(freeze(draft)):
        found.setdefault(finding.place, []).append(finding)
    return found


ALL_STEPS = {
    **STEP_NAMES,
    "write": gettext_lazy("Drafting"),
    "publish": gettext_lazy("Publication"),
    "withdraw": gettext_lazy("Withdrawal"),
}


def named(step: dict) -> str:
    """Return a step in words, with the unit that is consulted."""
    words = str(ALL_STEPS.get(step["step"], step["step"]))
    unit = Unit.objects.filter(pk=step["unit"]).first() if step.get("unit") else None
    return f"{words} · {unit.short_name}" if unit else words


def label_of(draft: Draft, place: str) -> str:
    """Return what a place of the document is called."""
    if place.startswith("file:"):
        found = draft.files.filter(key=place.removeprefix("file:")).first()
        return found.title if found else place
    field = work.get(draft.kind).form(draft.context).base_fields.get(place)
    return field.label if field else PLACES.get(place, place)


PLACES = {
    "window_end": gettext_lazy("On display until"),
    "repeals": gettext_lazy("Document it repeals"),
    "explains": gettext_lazy("Explains the document"),
    "persons": gettext_lazy("List"),
}


def changes_of(draft: Draft, user: User) -> tuple[str, list]:
    """Return what changed and against what: what this reviewer decided on last (``seen``), the
    public version (``public``), or what was handed in before (``submitted``)."""
    kind = work.get(draft.kind)
    versions = {version.n: version for version in draft.versions.all()}
    newest = max(versions, default=0)
    seen = (
        draft.reviews.filter(by=user, action__in=["approve", "return"], version__lt=newest)
        .order_by("-pk")
        .values_list("version", flat=True)
        .first()
    )
    if seen in versions:
        against, base = "seen", versions[seen].content
    elif draft.obj and draft.amends:
        last = acts.published(draft.obj)
        against, base = ("public", last.content) if last and last.pk != draft.pk else ("", {})
    elif newest - 1 in versions:
        against, base = "submitted", versions[newest - 1].content
    else:
        return "", []
    old = {place: lines for place, _label, lines in kind.texts(base, draft.context)}
    changes = []
    for place, label, lines in kind.texts(draft.content, draft.context):
        changes += compare(label or str(label_of(draft, place)), old.pop(place, []), lines)
    for place, lines in old.items():
        changes += compare(str(label_of(draft, place)), lines, [])
    return against, changes


@dataclass(frozen=True)
class Happened:
    """One line of a document's history, with how long the step took."""

    review: Review
    took: timedelta | None

    @property
    def days(self) -> int:
        """Whole days."""
        return self.took.days

    @property
    def hours(self) -> int:
        """Hours beside the whole days."""
        return self.took.seconds // 3600

    @property
    def minutes(self) -> int:
        """Minutes beside the whole hours."""
        return self.took.seconds % 3600 // 60


def reviews_of(drafts) -> list[Happened]:
    """Return what happened to drafts, oldest first; decisions say how long they took."""
    rows = Review.objects.filter(draft__in=drafts).exclude(action="arrange").select_related("by")
    out, before = [], {}
    for review in rows.order_by("at", "pk"):
        since = before.get(review.draft_id)
        decided = review.action in ("approve", "return")
        out.append(Happened(review, review.at - since if since and decided else None))
        before[review.draft_id] = review.at
    return out


def readings_of(draft: Draft) -> dict[str, FileReading]:
    """Return what was read in the draft's files, by their hash."""
    hashes = draft.files.values_list("sha256", flat=True)
    return {row.sha256: row for row in FileReading.objects.filter(pk__in=hashes)}
