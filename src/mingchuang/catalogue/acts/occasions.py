"""Events from which time limits run: a budget is approved, a decision is made, a stop begins."""

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import record, rules
from mingchuang.catalogue.models import Occasion
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit


@transaction.atomic
def record_occasion(
    unit: str,
    *,
    name: str,
    on: date,
    obligations: Sequence[str],
    actor: User,
    at: time | None = None,
    note: str = "",
    obj: str = "",
) -> Occasion:
    """Record and publish an event of a unit and the rows whose time it starts.

    ``obligations`` are codes of rows the unit owes. With ``obj`` the event is put right: its new
    version counts from now on. Raises NotAllowed, NotReady, Occasion.DoesNotExist.
    """
    require(
        rules.may_record(roles_of(actor), unit),
        _("Events are recorded by the officer of the unit or by the openness office."),
    )
    owed = set(
        Unit.objects.get(pk=unit)
        .owed.filter(applies=True, until=None)
        .values_list("obligation__code", flat=True)
    )
    problems = rules.occasion_problems(name, on, obligations, owed)
    if problems:
        raise NotReady(problems)
    if obj:
        Occasion.objects.select_for_update().get(pk=obj, unit=unit)
    return _store(unit, name.strip(), on, at, list(dict.fromkeys(obligations)), note.strip(), obj)


@transaction.atomic
def strike_occasion(obj: str, *, why: str, actor: User) -> Occasion:
    """Take a wrong event back: it starts nothing any more, and says why. Raises NotAllowed, NotReady."""
    row = Occasion.objects.select_for_update().get(pk=obj)
    require(
        rules.may_record(roles_of(actor), row.unit_id),
        _("Events are recorded by the officer of the unit or by the openness office."),
    )
    if not why.strip():
        raise NotReady([_("Say why the event is struck out; readers see the reason.")])
    return _store(row.unit_id, row.name, row.on, row.at, [], why.strip(), obj)


def _store(unit, name, on, at, obligations, note, obj) -> Occasion:
    stored = writing.store(
        record.occasion(unit, name, on, at, obligations, note),
        act="event",
        at=clock.now(),
        obj=obj or None,
    )
    append([Entry("event", stored, role="publisher")])
    row, _created = Occasion.objects.update_or_create(
        pk=stored.obj,
        defaults={
            "unit_id": unit,
            "name": name,
            "on": on,
            "at": at,
            "obligations": obligations,
            "note": note,
        },
    )
    return row
