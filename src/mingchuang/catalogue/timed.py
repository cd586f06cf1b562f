"""What the calendar does to the catalogue: the next year's due dates, the nightly look at links."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from mingchuang.catalogue import acts, holidays, nightly
from mingchuang.catalogue.models import Edition
from mingchuang.catalogue.projections import work_out
from mingchuang.clock import SHANGHAI
from mingchuang.records.models import Mark

EVERY = 7
"""Days after which due dates are worked out further ahead, see ``dues.NEXT``."""
_MARK = "dues-ahead"


def due(now: datetime) -> Iterable[Callable[[], object]]:
    """Return the calls that are due."""
    holidays.refresh_when_old()
    today = now.astimezone(SHANGHAI).date()
    editions = Edition.objects.filter(waiting=True, effective_on__lte=today)
    for code in editions.order_by("effective_on").values_list("pk", flat=True):
        yield partial(acts.take_effect, code)
    yield from nightly.due(now)
    last = Mark.objects.filter(pk=_MARK).values_list("value", flat=True).first() or 0
    if today.toordinal() - last >= EVERY:
        _further(today.toordinal())  # no act: nothing public changes but a cache


def _further(today: int) -> None:
    work_out()
    Mark.objects.update_or_create(pk=_MARK, defaults={"value": today})
