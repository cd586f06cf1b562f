"""Who should know what happened to a document: its writers, and whoever holds the next step."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from mingchuang import clock
from mingchuang.people.models import Deputy, User
from mingchuang.people.news import News, Source
from mingchuang.people.reading import posts_on, roles_of
from mingchuang.publishing import acts, rules
from mingchuang.publishing.models import Draft, Review

SETTLED = timedelta(minutes=5)
"""Rows younger than this are read again: of two acts at once the lower number may commit later."""
BATCH = 500

KINDS = {
    "returned": _("%(by)s returned “%(title)s” to you."),
    "approved": _("%(by)s approved “%(title)s”; the next step has it."),
    "published": _("“%(title)s” is signed and published."),
    "withdrawn": _("%(by)s withdrew “%(title)s”."),
    "laid-aside": _("%(by)s laid “%(title)s” aside."),
    "not-published": _("“%(title)s” was not published at its hour; it is returned to you."),
    "recalled": _("%(by)s took “%(title)s” back from review."),
    "withheld": _("“%(title)s” is signed as not for active disclosure."),
    "objected": _("%(by)s objected to “%(title)s” in the review afterwards."),
    "over": _("The display of “%(title)s” is over."),
    "at-my-step": _("“%(title)s” has come to you for review."),
}

ACTIONS = {
    "return": "returned",
    "publish": "published",
    "withdraw": "withdrawn",
    "discard": "laid-aside",
    "recall": "recalled",
    "withhold": "withheld",
    "object": "objected",
    "expire": "over",
}


def since(mark: int, now: datetime) -> tuple[list[News], int]:
    """Return the news of what happened after row ``mark`` of the reviews, and the next mark."""
    rows = list(
        Review.objects.filter(pk__gt=mark).select_related("draft", "by").order_by("pk")[:BATCH]
    )
    found = [news for row in rows for news in _of(row)]
    for row in rows:
        if row.at > now - SETTLED:
            break
        mark = row.pk
    return found, mark


def titles(about: set[str]) -> dict[str, str]:
    """Return the titles of drafts as they stand now; what was taken back has none any more."""
    return {str(draft.pk): draft.title for draft in Draft.objects.filter(pk__in=about)}


def _of(row: Review) -> Iterator[News]:
    draft = row.draft
    kind = _kind(row)
    facts = {"about": str(draft.pk), "by": row.by.name if row.by else "", "step": row.step}
    if kind:
        for user in _writers(draft, row.action):
            if user != row.by_id:
                yield News(str(row.pk), user, kind, _address(draft, kind), row.at, facts)
    if draft.state == Draft.State.REVIEW and row.pk == _newest(draft):
        for user in holders(draft):
            if user != row.by_id:
                url = reverse("publishing:review", args=[draft.pk])
                yield News(str(row.pk), user, "at-my-step", url, row.at, facts)


def _kind(row: Review) -> str:
    """What the writers hear of a row; '' when it is no news to them."""
    if row.action == "approve":
        return "published" if row.step == "sign" and row.draft.published_ver else "approved"
    if row.action == "return" and row.by is None:
        return "not-published"
    return ACTIONS.get(row.action, "")


def _writers(draft: Draft, action: str) -> Iterable[int]:
    """The drafter; of a withdrawn item, whoever drafted any version of it or was amending it."""
    if action == "withdraw":
        drafts = Draft.objects.filter(obj=draft.obj)
        return set(drafts.values_list("drafter_id", flat=True))
    return {draft.drafter_id}


def _address(draft: Draft, kind: str) -> str:
    if draft.obj and kind in ("published", "withdrawn", "objected", "over"):
        return reverse("publishing:item", args=[draft.obj])
    name = (
        "publishing:edit"
        if kind in ("returned", "not-published", "recalled")
        else "publishing:review"
    )
    return reverse(name, args=[draft.pk])


def _newest(draft: Draft) -> int | None:
    return draft.reviews.order_by("-pk").values_list("pk", flat=True).first()


def holders(draft: Draft) -> list[int]:
    """Return who may decide the step a draft waits at today, deputies included."""
    steps = draft.chain.get("steps", ())
    if draft.step >= len(steps):
        return []
    today = clock.today()
    posts = posts_on(today).filter(unit=draft.waits_at, role__in=steps[draft.step]["roles"])
    able = set(posts.values_list("user_id", flat=True))
    able |= set(
        Deputy.objects.filter(
            post__in=posts, state=Deputy.State.CONFIRMED, start__lte=today, end__gte=today
        ).values_list("user_id", flat=True)
    )
    item = rules.subject(draft, acts.approvers(draft))
    users = User.objects.filter(pk__in=able).order_by("pk")
    return [user.pk for user in users if rules.holds(roles_of(user), item)]


SOURCE = Source("publishing", since, KINDS, titles)
