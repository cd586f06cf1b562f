"""The holiday notices that the district loaded, brought to every process's calendar."""

import time

from django.db import DatabaseError

from mingchuang import clock
from mingchuang.catalogue.models import HolidayYear

FRESH = 5.0
"""Seconds for which a process counts with what it last read."""
_read: float | None = None


def refresh() -> None:
    """Read the loaded notices and count with them from now on."""
    global _read
    clock.use(clock.YearTable.parse(row.table) for row in HolidayYear.objects.order_by("year"))
    _read = time.monotonic()


def refresh_when_old() -> None:
    """The same, at most every few seconds; before the first set-up there is nothing to read."""
    if _read is not None and time.monotonic() - _read < FRESH:
        return
    try:
        refresh()
    except DatabaseError:
        return


class Middleware:
    """Lets each request count with the notices loaded meanwhile by another process."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        refresh_when_old()
        return self.get_response(request)
