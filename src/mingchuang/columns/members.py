"""The items of a column, read from the heads: nothing is kept anywhere, so nothing can be stale."""

from collections.abc import Iterator
from datetime import date

from mingchuang import clock
from mingchuang.columns.rules import Rule
from mingchuang.records import kinds, reading
from mingchuang.records.models import Head, Line

AT_ONCE = 60
"""Heads read at a time while those that left a list are sifted out."""


def newest(rule: Rule, size: int, before: int | None = None) -> list[Head]:
    """Return the newest readable items of a rule, by the order of their first publication.

    ``before`` is the number (``Head.number``) of the last item of the page before.
    """
    found: list[Head] = []
    for head in _candidates(rule, before):
        found.append(head)
        if len(found) == size:
            break
    return found


def _candidates(rule: Rule, before: int | None) -> Iterator[Head]:
    listed = rule.kinds or [kind.name for kind in kinds.all_kinds() if kind.listed]
    heads = reading.open_heads().filter(kind__in=listed).order_by("-number")
    names = rule.lists
    if names != ("all",):
        lines = Line.objects.filter(list__in=names)  # of the same snapshot
        heads = heads.filter(number__in=lines.values("number"))
    while True:
        batch = list((heads.filter(number__lt=before) if before else heads)[:AT_ONCE])
        for head in batch:
            # An object keeps the line of a list that it left, as a negative number.
            if any(head.lines.get(name, -1) > 0 for name in names):
                yield head
        if len(batch) < AT_ONCE:
            return
        before = batch[-1].number


def shown_day(head: Head) -> date:
    """Return the day that lists show of an item: of its first publication, the old site's included."""
    if days := head.facets.get("published_before"):
        return date.fromisoformat(days[0][:10])
    return head.published_at.astimezone(clock.SHANGHAI).date()


def last_update(heads: list[Head]) -> date | None:
    """Return the newest day that readers see in a list; an amendment does not make an item new."""
    return max(map(shown_day, heads), default=None)
