"""What time it is. The only source of "now" in the product.

Everything legal happens in Asia/Shanghai, so every instant made here is aware and in that zone.
A rehearsal or a demonstration may move the clock with the environment variable ``MINGCHUANG_NOW``;
a test or a replay freezes it with :func:`at`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mingchuang.words import _

SHANGHAI = ZoneInfo("Asia/Shanghai")
VARIABLE = "MINGCHUANG_NOW"

# An ISO instant in MINGCHUANG_NOW means "it was this time when the process started".
_STARTED = datetime.now(UTC)
_OFFSET = re.compile(r"[+-][0-9]{1,12}(\.[0-9]{1,6})?")
_FROZEN: ContextVar[datetime | None] = ContextVar("mingchuang_frozen_now", default=None)


def now() -> datetime:
    """Return the present instant: aware, Asia/Shanghai, with microseconds.

    Inside :func:`at` it is the frozen moment; otherwise the real time, moved by
    ``MINGCHUANG_NOW`` when that is set. Raises ``ValueError`` when the variable cannot be read.
    """
    frozen = _FROZEN.get()
    if frozen is not None:
        return frozen
    text = _setting()
    moved = datetime.now(UTC) + (_shift(text) if text else timedelta(0))
    return moved.astimezone(SHANGHAI)


def today() -> date:
    """Return the present calendar day in Asia/Shanghai; errors as :func:`now`."""
    return now().date()


@contextmanager
def at(moment: datetime | date | str) -> Iterator[datetime]:
    """Freeze the clock at ``moment`` inside the ``with`` block, and yield the frozen instant.

    ``moment`` is an instant (naive means Asia/Shanghai), a day (its 00:00) or ISO text of either.
    Blocks nest. The freeze belongs to the running context, so another thread does not see it.
    Raises ``ValueError`` for text that is not an ISO instant.
    """
    frozen = _instant(moment)
    token = _FROZEN.set(frozen)
    try:
        yield frozen
    finally:
        _FROZEN.reset(token)


def offset() -> float | None:
    """Return how many seconds ``MINGCHUANG_NOW`` moves the clock, or ``None`` when it is not set.

    :func:`at` does not count: it is a freeze, not a shift. Raises ``ValueError`` as :func:`now`.
    """
    text = _setting()
    return _shift(text).total_seconds() if text else None


def as_offset(text: str) -> str:
    """Return ``text``, any valid ``MINGCHUANG_NOW``, in its offset form, such as ``+86400``.

    A supervisor sets the result for its children: an instant would be counted from the start of
    each of them, the offset is the same for all. Raises ``ValueError`` as :func:`now`.
    """
    seconds = f"{_shift(text.strip()).total_seconds():+.6f}"
    return seconds.rstrip("0").rstrip(".")


def _setting() -> str:
    return os.environ.get(VARIABLE, "").strip()


@lru_cache(maxsize=16)
def _shift(text: str) -> timedelta:
    """Return the shift that a ``MINGCHUANG_NOW`` value asks for."""
    try:
        if _OFFSET.fullmatch(text):
            shift = timedelta(seconds=float(text))
        else:
            shift = _instant(text) - _STARTED
        moved = _STARTED + shift
    except (ValueError, OverflowError):
        moved = None
    if moved is None or not 1949 <= moved.year <= 2200:
        raise ValueError(
            _(
                "{variable} is “{value}”, which is no time the clock can run from. Give an ISO "
                "instant such as 2026-03-05T09:00 (Asia/Shanghai unless it says otherwise), or a "
                "signed number of seconds such as +86400 or -3600; or unset it for the real time."
            ).format(variable=VARIABLE, value=text)
        )
    return shift


def _instant(moment: datetime | date | str) -> datetime:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment.strip())
        except ValueError as error:
            raise ValueError(
                _("“{value}” is not an ISO instant. Write it like 2026-03-05T09:00.").format(
                    value=moment
                )
            ) from error
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI)
