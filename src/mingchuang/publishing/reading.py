"""What the screens ask of a draft: findings, what changed, who decided when and how long it took."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang.frame.templatetags.frame import day_words
from mingchuang.people.models import User
from mingchuang.publishing import acts, extracts, readings, rules, work
from mingchuang.publishing.forms import STEP_NAMES
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft, FileReading, Review
from mingchuang.records import held
from mingchuang.records.differences import Change, compare
from mingchuang.records.errors import require
from mingchuang.units.models import Unit


def draft_for(request, pk) -> tuple[Draft, rules.Subject]:
    draft = get_object_or_404(Draft.objects.select_related("unit", "drafter"), pk=pk)
    item = rules.subject(draft, acts.approvers(draft))
    require(rules.may_see(request.roles, item), _("This document belongs to another unit."))
    return draft, item


def editable(request, pk) -> Draft:
    """Return a draft that this person may change now. Raises NotAllowed."""
    draft, item = draft_for(request, pk)
    require(
        rules.may_edit(request.roles, item),
        _("This document cannot be changed now, or not by you."),
    )
    return draft


def findings_of(draft: Draft) -> dict[str, list]:
    found: dict[str, list] = {}
    for finding in work.findings(freeze(draft)):
        found.setdefault(finding.place, []).append(finding)
    return found


_ISO = re.compile(r"\d{4}-\d\d-\d\d")

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


def text_of(draft: Draft) -> list[tuple[str, str]]:
    """Return the whole text as ``(label, safe HTML)``, as a reviewer reads it."""
    shown = work.get(draft.kind).shows(draft.content, draft.context)
    return [(label or str(label_of(draft, place)), html) for place, label, html in shown if html]


PLACES = {
    "window_end": gettext_lazy("On display until"),
    "repeals": gettext_lazy("Document it repeals"),
    "explains": gettext_lazy("Explains the document"),
    "persons": gettext_lazy("List"),
}


def changes_of(draft: Draft, user: User) -> tuple[str, list[Change]]:
    """Return what changed and against what: against the version this reviewer decided on last
    (``seen``) or the public one (``public``). Whoever has read neither reads the whole: ``("", [])``.
    """
    newest = draft.versions.order_by("-n").values_list("n", flat=True).first() or 0
    seen = (
        draft.reviews.filter(by=user, action__in=["approve", "return"], version__lt=newest)
        .order_by("-pk")
        .values_list("version", flat=True)
        .first()
    )
    if version := draft.versions.filter(n=seen).first() if seen else None:
        against, base = "seen", version.content
        files = {file["key"]: (file["sha256"], file["title"]) for file in version.files}
    else:
        last = acts.published(draft.obj) if draft.obj and draft.amends else None
        if last is None or last.pk == draft.pk:
            return "", []
        against, base = "public", last.content
        files = {file.key: (file.sha256, file.title) for file in last.files.all()}
    return against, [
        *_text_changes(draft, base),
        *_beside_changes(base, draft.content),
        *_file_changes(files, draft),
    ]


def spoken(lines: list[str]) -> list[str]:
    """Return lines of a text as a person reads them: a date that stands alone in words."""
    return [_day_of(line) for line in lines]


def _day_of(line: str) -> str:
    try:
        return day_words(date.fromisoformat(line)) if _ISO.fullmatch(line) else line
    except ValueError:
        return line


def _text_changes(draft: Draft, base: dict) -> list[Change]:
    kind = work.get(draft.kind)
    old = {place: spoken(lines) for place, _label, lines in kind.texts(base, draft.context)}
    changes = []
    for place, label, lines in kind.texts(draft.content, draft.context):
        changes += compare(label or str(label_of(draft, place)), old.pop(place, []), spoken(lines))
    for place, lines in old.items():
        changes += compare(str(label_of(draft, place)), lines, [])
    return changes


def _beside_changes(base: dict, now: dict) -> list[Change]:
    """Return changes of what stands beside the text; of a list of persons only that it changed."""

    def said(content: dict, name: str) -> list[str]:
        value = content.get(name)
        if name == "persons" and value:
            return [_("%(n)d rows") % {"n": value["rows"]} + f" · {value['list'][-8:]}"]
        if name == "repeals":
            return [row["id"] for row in value or ()]
        return spoken([value]) if value else []

    return [
        change
        for name, label in PLACES.items()
        for change in compare(str(label), said(base, name), said(now, name))
    ]


def _file_changes(before: dict[str, tuple[str, str]], draft: Draft) -> list[Change]:
    """Return files that were added, replaced or taken off, each as a whole line."""
    where, changes = _("Attachments"), []
    now = {file.key: (file.sha256, file.title) for file in draft.files.all()}
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old == new:
            continue
        pieces = [("-", old[1])] if old else []
        pieces += [("+", new[1])] if new else []
        changes.append(Change(where, tuple(pieces)))
    return changes


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


def published_items(units, kinds=()) -> list[tuple[str, str]]:
    """Return published items of units as choices, the newest first."""
    found = Draft.objects.filter(unit__in=units, state=Draft.State.PUBLISHED).exclude(obj="")
    if kinds:
        found = found.filter(kind__in=kinds)
    rows = {}
    for draft in found.select_related("unit").order_by("-saved_at")[:1000]:
        number = draft.content.get("docno", "")
        rows.setdefault(draft.obj, f"{draft.title}{f' · {number}' if number else ''}")
    return [(obj, title) for obj, title in rows.items() if not acts.withdrawn(obj)]


@dataclass(frozen=True)
class Extracts:
    """The text of a file for a reviewer; ``cut`` where the machine kept its beginning only."""

    pieces: list[extracts.Extract]
    cut: bool


def extracts_of(found: dict[str, FileReading]) -> dict[str, Extracts]:
    """Return what :func:`readings_of` gave as it is read: paragraphs and tables, by file hash."""
    return {
        key: Extracts(extracts.laid_out(row.text), len(row.text) >= readings.MOST_TEXT)
        for key, row in found.items()
    }


@dataclass(frozen=True)
class Beside:
    """What a reviewer has to know besides text and files."""

    window_end: date | None
    joint: list[Unit]
    others: list[tuple[str, str]]
    """Documents it repeals, replaces or explains, as ``(what, title)``."""
    columns: list[str]
    rows: list[list[str]]

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.window_end or self.joint or self.others or self.rows)


def beside(draft: Draft) -> Beside:
    """Return what stands beside the text, the list of persons in full: it is reviewed like the rest."""
    content = draft.content
    words = {
        "repealed": _("Repeals"),
        "partly": _("Repeals in part"),
        "superseded": _("Replaces"),
        "explains": _("Explains"),
    }
    rows = [(row["how"], row["id"]) for row in content.get("repeals") or ()]
    rows += [("explains", content["explains"])] if content.get("explains") else []
    titles = {obj: last.title for _how, obj in rows if (last := acts.published(obj))}
    shown = held.read(content.get("persons", {}).get("list", "")) or {"columns": [], "rows": []}
    return Beside(
        window_end=parse_date(content.get("window_end") or ""),
        joint=list(Unit.objects.filter(pk__in=draft.joint)),
        others=[(words[how], titles.get(obj, obj)) for how, obj in rows],
        columns=shown["columns"],
        rows=shown["rows"],
    )
