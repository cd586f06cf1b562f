"""Leadership as the desk knows it: posts and deputies from the work tables."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from mingchuang import clock
from mingchuang.leadership import rules
from mingchuang.people.models import Deputy, Post
from mingchuang.units.models import Unit


@dataclass(frozen=True)
class Standing:
    """A unit on a day: who holds the needed roles, and what is missing."""

    unit: Unit
    held: dict[str, list[Post]]
    gaps: list[rules.Gap]
    waiting: int
    """Posts of needed roles proposed and not confirmed yet."""


def _term(post: Post) -> rules.Term:
    ended = None
    if post.state == Post.State.ENDED and post.decided_at:
        ended = post.decided_at.astimezone(clock.SHANGHAI).date()
    return rules.Term(
        post.role,
        post.start,
        post.end,
        ended,
        tuple((deputy.start, deputy.end) for deputy in post.acting),
    )


def everywhere(day: date, units: Iterable[str] | None = None) -> list[Standing]:
    """Return every unit (or those named) in the official order with what it is missing on a day."""
    acting = Deputy.objects.filter(state=Deputy.State.CONFIRMED).select_related("user")
    posts = (
        Post.objects.filter(role__in=rules.NEEDED)
        .exclude(state=Post.State.REFUSED)
        .select_related("user")
        .prefetch_related(Prefetch("deputies", acting, to_attr="acting"))
        .order_by("order", "pk")
    )
    places = Unit.objects.select_related("leading_group")
    if units is not None:
        posts, places = posts.filter(unit__in=units), places.filter(pk__in=units)
    by_unit: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_unit[post.unit_id].append(post)
    found = []
    for unit in places:
        here = by_unit[unit.pk]
        settled = [post for post in here if post.state != Post.State.PROPOSED]
        held: dict[str, list[Post]] = {role: [] for role in rules.NEEDED}
        for post in settled:
            if _term(post).held(day):
                held[post.role].append(post)
        gaps = rules.gaps(map(_term, settled), day)
        found.append(Standing(unit, held, gaps, len(here) - len(settled)))
    return found
