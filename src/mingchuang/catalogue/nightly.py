"""The nightly look at links to other platforms: asked beside the worker, noted by its acts.

After two in the morning every address not looked at yet is asked once, by a few threads that know
no database, so that the worker's rounds stay short. When all have been asked, the answers are noted
in the next rounds, each in a transaction of its own. What a worker that stops had not noted is asked
again by the next one.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import partial

import structlog
from django.conf import settings

from mingchuang import clock
from mingchuang.catalogue import acts, links
from mingchuang.catalogue.models import Elsewhere
from mingchuang.records.models import Mark

log = structlog.get_logger(__name__)
HOUR = time(2, 0)
"""Shanghai time from which a night's look is made."""
AT_ONCE = 8
"""Addresses that are asked at the same time."""
A_ROUND = 50
"""Answers noted in one round of the worker."""
_LOST = "links-no-way-out"
"""Mark that holds the last night, as an ordinal day, on which not one address answered."""

Ask = Callable[[str], links.Answer]
Found = tuple[str, str, links.Answer]
"""A link's object, the address that was asked, and what it answered."""


class Look:
    """One look at many addresses, on its way in the background; ``found`` is whole at the end."""

    def __init__(self, night: int, wanted: Iterable[tuple[str, str]], ask: Ask):
        self.night = night
        self.found: list[Found] = []
        self.judged = False
        """Whether it has been said if this machine had a way out."""
        self.counts = True
        self._left, self._ask = deque(wanted), ask
        self._threads = [
            threading.Thread(target=self._run, name="links", daemon=True)
            for _n in range(min(AT_ONCE, len(self._left)))
        ]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while True:
            try:
                obj, url = self._left.popleft()
            except IndexError:
                return
            self.found.append((obj, url, self._asked(url)))

    def _asked(self, url: str) -> links.Answer:
        try:
            return self._ask(url)
        except Exception as error:  # one address must not take the others' answers with it
            log.exception("address could not be asked", url=url)
            return links.Answer(False, type(error).__name__)

    def done(self) -> bool:
        """Whether every address has been asked."""
        return not any(thread.is_alive() for thread in self._threads)

    def wait(self) -> None:
        """Stand still until every address has been asked."""
        for thread in self._threads:
            thread.join()


_look: Look | None = None


def due(now: datetime, *, ask: Ask = links.look) -> Iterable[Callable[[], object]]:
    """Begin the night's look when it is time, and return the notes of one that has ended."""
    global _look
    if not settings.CONFIG.link_check:
        return
    if _look is None:
        wanted = not_looked_at(now)
        if wanted:
            _look = Look(_night(now).toordinal(), wanted, ask)
        return
    if not _look.done():
        return
    if not _look.judged:
        _judge(_look)
    some, _look.found = _look.found[:A_ROUND], _look.found[A_ROUND:]
    counts = _look.counts
    if not _look.found:
        _look = None
    for obj, url, answer in some:
        yield partial(acts.looked, obj, url, ok=answer.ok, at=now, counts=counts)


def current() -> Look | None:
    """Return the look that is on its way, if there is one."""
    return _look


def not_looked_at(now: datetime) -> list[tuple[str, str]]:
    """Return the links that the night has still to look at, as ``(object, address)``."""
    begun = datetime.combine(_night(now), HOUR, clock.SHANGHAI)
    rows = Elsewhere.objects.filter(ended=False).exclude(looked_at__gte=begun).order_by("pk")
    return [(obj, url) for obj, url in rows.values_list("obj", "url") if links.asked(url)]


def way_out(now: datetime) -> bool:
    """Whether any address answered in the night's look, as far as it is known: else this machine
    reaches no other, and nothing was counted."""
    return _lost() != _night(now).toordinal()


def _night(now: datetime) -> date:
    """Return the day whose look it is: before two in the morning still that of the day before."""
    return (now.astimezone(clock.SHANGHAI) - timedelta(hours=HOUR.hour)).date()


def _lost() -> int:
    return Mark.objects.filter(pk=_LOST).values_list("value", flat=True).first() or 0


def _judge(look: Look) -> None:
    """Say whether the answers count. When not one machine answers, the fault is on this side.

    A link added by day is asked alone; the night's answers then speak for the way out.
    """
    look.judged = True
    answered = any(answer.reached for _obj, _url, answer in look.found)
    lost = _lost() == look.night
    begun = datetime.combine(datetime.fromordinal(look.night), HOUR, clock.SHANGHAI)
    by_night = not lost and Elsewhere.objects.filter(looked_at__gte=begun).exists()
    look.counts = answered or by_night
    if look.counts and lost:
        Mark.objects.filter(pk=_LOST).delete()
    if not look.counts:
        Mark.objects.update_or_create(pk=_LOST, defaults={"value": look.night})
        log.warning("not one address answered; nothing is counted", addresses=len(look.found))
    for _obj, url, answer in look.found:
        if not answer.ok and look.counts:
            log.info("address does not answer", url=url, why=answer.why)
