"""A year's holiday notice is loaded: what is open is worked out again, and what moved is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import holidays, record, rules
from mingchuang.catalogue.models import HolidayYear, Moved
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.reading import office_exists
from mingchuang.publishing import acts as publishing
from mingchuang.publishing.deadlines import deadline
from mingchuang.publishing.models import Draft
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require
from mingchuang.units.roles import Roles


@transaction.atomic
def load_year(table: Mapping[str, Any], *, unit: str, by: Roles) -> HolidayYear:
    """Take a year's notice into the calendar and publish it as a record.

    ``table`` is the JSON form of :meth:`mingchuang.clock.YearTable.parse`. Documents that are being
    written get their new last day at once; due dates of the owed lists follow with the log.
    Raises NotAllowed, NotReady.
    """
    require(
        rules.may_load(by, office_exists()),
        _("Holiday notices are loaded by the openness office."),
    )
    before = clock.Calendar.default()
    try:
        parsed = clock.YearTable.parse(table)
        after = before.with_year(table)
    except ValueError as error:
        raise NotReady([str(error)]) from error
    old = HolidayYear.objects.select_for_update().filter(pk=parsed.year).first()
    if before.table(parsed.year) == parsed:
        raise NotReady([_("This notice is in use already.")])
    stored = writing.store(
        record.calendar(parsed, table, unit),
        act="register",
        at=clock.now(),
        obj=old.obj if old else None,
    )
    append([Entry("register", stored, role="operator")])
    Moved.objects.bulk_create(
        Moved(
            unit=draft.unit_id,
            obligation=draft.obligation,
            key=f"draft:{draft.pk}",
            title=draft.called,
            before=was,
            after=now,
            why=why,
            calendar=after.version,
            moved_at=stored.at,
        )
        for draft, was, now, why in moved_drafts(before, after)
    )
    row, _created = HolidayYear.objects.update_or_create(
        pk=parsed.year,
        defaults={"version": parsed.version, "table": dict(table), "obj": stored.obj},
    )
    transaction.on_commit(holidays.refresh)
    return row


def moved_drafts(
    before: clock.Calendar, after: clock.Calendar
) -> list[tuple[Draft, date, date, str]]:
    """Return each document being written whose last day differs: ``(draft, was, now, why)``."""
    found = []
    for draft in Draft.objects.filter(state__in=publishing.OPEN).order_by("pk"):
        was = deadline(draft.content, draft.context, draft.amendment, calendar=before)
        now = deadline(draft.content, draft.context, draft.amendment, calendar=after)
        if was and now and was.day != now.day:
            found.append((draft, was.day, now.day, "\n".join(now.why)))
    return found
