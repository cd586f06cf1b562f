"""Acts that the calendar makes: each app says what is due, the worker does it with role ``system``."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

import structlog
from django.db import OperationalError

from mingchuang.records.errors import ActError

log = structlog.get_logger(__name__)
_sources: dict[str, Callable[[datetime], Iterable[Callable[[], object]]]] = {}


def register(name: str, due: Callable[[datetime], Iterable[Callable[[], object]]]) -> None:
    """Add an app's ``timed.due``: given now, it returns the acts that are due, as calls."""
    _sources[name] = due


def run(now: datetime, without: Collection[str] = ()) -> int:
    """Make every act that is due; returns how many. One that fails does not hold up the others.

    Sources named in ``without`` are not asked.
    """
    done = 0
    for name, due in _sources.items():
        if name in without:
            continue
        try:
            acts = list(due(now))
        except OperationalError:
            raise
        except Exception:
            log.exception("what is due cannot be told", app=name)
            continue
        for act in acts:
            try:
                act()
                done += 1
            except ActError as error:
                log.warning("timed act refused", app=name, why=type(error).__name__)
            except OperationalError:
                raise  # the database is busy or gone: the worker tries the whole round again
            except Exception:
                log.exception("timed act failed", app=name)
    return done
