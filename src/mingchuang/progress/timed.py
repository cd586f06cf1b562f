"""What the calendar does to figures: a new day for every unit, and the record of a month."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from mingchuang.clock import SHANGHAI
from mingchuang.ledger.models import LogHead, Outbox
from mingchuang.progress import acts
from mingchuang.progress.models import Month
from mingchuang.progress.projections import waiting, work_out
from mingchuang.records.models import Head
from mingchuang.records.projections import Heads

TODAY = "figures of today"
"""Source of acts that the past does without: what a day's figures were, a month's record keeps."""
A_ROUND = 10
"""Units worked out in one round of the worker, so that acts and pages do not wait."""


def today(now: datetime) -> Iterable[Callable[[], object]]:
    """Return the call that works a few units out, while some wait for today's figures."""
    if units := waiting(A_ROUND):
        yield partial(work_out, units)


def months(now: datetime) -> Iterable[Callable[[], object]]:
    """Return the acts for every month that is over and has no record yet, the oldest first.

    An entry that waits for its number, or is not in the heads, may belong to the month: then it is
    too early.
    """
    first = _first()
    day = now.astimezone(SHANGHAI).date()
    if first is None or Outbox.objects.exists() or not _followed():
        return
    done = set(Month.objects.values_list("month", flat=True))
    while (after := acts.following(first)) <= day:
        if f"{first:%Y-%m}" not in done:
            yield partial(acts.publish_month, first)
        first = after


def _followed() -> bool:
    size = LogHead.objects.values_list("size", flat=True).first() or 0
    return Heads().position() >= size


def _first() -> date | None:
    """Return the first day of the month in which a unit's owed list was first published."""
    found = Head.objects.filter(kind="owed-list").order_by("first_idx").first()
    return found.published_at.astimezone(SHANGHAI).date().replace(day=1) if found else None
