"""The worker: numbers acts, lets projections follow, makes the acts of the calendar."""

import contextlib
import fcntl
import signal
import time
from pathlib import Path

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from mingchuang import clock
from mingchuang.ledger import sequencer
from mingchuang.ledger.folder import Halt
from mingchuang.pages.views import store
from mingchuang.records import blobs, timed
from mingchuang.records.projections import Heads, follow, follow_all, registered

log = structlog.get_logger(__name__)
ADVISORY_LOCK = 0x6D6332  # one sequencer on PostgreSQL, whoever runs it


class Busy(Exception):
    """Another worker holds the sequencer's lock."""


class Lost(Exception):
    """The connection that held the lock is gone; it has to be taken again before any more work."""


@contextlib.contextmanager
def only_one():
    """Hold the lock of the one sequencer: a file lock, and on PostgreSQL an advisory one too."""
    path = Path(settings.DATA) / "worker.lock"
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
                if not cursor.fetchone()[0]:
                    raise Busy
        yield


def beat() -> None:
    """Say that the worker and its projections are alive."""
    (Path(settings.DATA) / "worker.beat").touch()
    store().beat()


CALENDAR_SECONDS = 10
"""How often the worker asks what the calendar makes due."""


def tick(*, calendar: bool = True) -> int:
    """Do one round; returns how many acts were made, entries numbered or applied."""
    done = timed.run(clock.now()) if calendar else 0
    done += sequencer.run_once() + follow_all()
    beat()
    return done


NODE = ("pages", "search")
"""Projections that every web node keeps for itself; the others live in the database."""
TIDY_SECONDS = 3600


def follow_node() -> int:
    """Let this node's own projections catch up; returns how many entries were applied."""
    return sum(follow(p) for p in registered() if p.name in NODE)


def run_node() -> int:
    """Feed the pages and the index of a further web node; the log is numbered elsewhere."""
    stopping = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stopping.append(number))
    store().after_boot(Heads().position())
    while not stopping:
        try:
            follow_node()
            beat()
        except OperationalError:
            log.warning("database busy; trying again")
            close_old_connections()
        time.sleep(settings.CONFIG.tick_seconds)
    return 0


def run(*, once: bool = False) -> int:
    """Work until a signal comes; returns the exit code. Halts for good on a fork or rollback."""
    stopping: list[int] = []
    if not once:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, frame: stopping.append(number))
    waited = False
    while not stopping:
        try:
            with only_one():
                waited = False
                _work(stopping, once=once)
                return 0
        except Busy:
            if once:
                return 1
            if not waited:
                log.info("another worker is at work; waiting to take over")
                waited = True
        except (Lost, OperationalError, InterfaceError) as error:
            log.warning("database away; taking the lock again", why=type(error).__name__)
            connection.close()
            if once:
                return 1
        except Halt as error:
            log.error("halted", why=str(error))
            return 3
        time.sleep(1)
    return 1 if waited else 0


def _work(stopping: list[int], *, once: bool) -> None:
    """Do rounds while the lock is held. Raises Lost when the connection that held it has gone."""
    sequencer.start()
    store().after_boot(Heads().position())
    follow_all()
    beat()
    log.info("worker started")
    asked = tidied = 0.0
    while not stopping:
        started = time.monotonic()
        ask = started - asked > CALENDAR_SECONDS
        asked = started if ask else asked
        try:
            tick(calendar=ask)
            if started - tidied > TIDY_SECONDS:
                sequencer.tidy()
                blobs.sweep()
                tidied = started
        except (OperationalError, InterfaceError) as error:
            # Nothing is half-done, the next round finishes it. On SQLite a lock was held longer than
            # the busy timeout; on PostgreSQL the advisory lock may have gone with its session.
            if connection.vendor == "postgresql":
                connection.close()
                raise Lost from error
            log.warning("database busy; trying again")
            close_old_connections()
            time.sleep(1)
        if once:
            return
        time.sleep(max(0.0, settings.CONFIG.tick_seconds - (time.monotonic() - started)))
