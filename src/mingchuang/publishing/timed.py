"""What the calendar does to documents: publish at the hour, end windows, let lapse, mark."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from mingchuang.clock import SHANGHAI
from mingchuang.publishing import acts
from mingchuang.publishing.models import Coming, Draft


def due(now: datetime) -> Iterable[Callable[[], object]]:
    """Return one call for each document whose hour has come and each day that has arrived."""
    hours = Draft.objects.filter(state=Draft.State.SCHEDULED, publish_at__lte=now)
    for pk in hours.order_by("publish_at").values_list("pk", flat=True):
        yield partial(acts.publish_scheduled, pk)
    today = now.astimezone(SHANGHAI).date()
    for pk in (
        Coming.objects.filter(on__lte=today).order_by("on", "pk").values_list("pk", flat=True)
    ):
        yield partial(acts.come_true, pk)
