"""What the calendar ends: the term of a published post."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from mingchuang.clock import SHANGHAI
from mingchuang.people import acts
from mingchuang.people.models import Post


def due(now: datetime) -> Iterable[Callable[[], object]]:
    """Return one call for each post whose last day is over and that still counts as in force."""
    today = now.astimezone(SHANGHAI).date()
    over = Post.objects.filter(state=Post.State.CONFIRMED, end__lt=today).values_list(
        "pk", flat=True
    )
    return [partial(acts.lapse, pk) for pk in over]
