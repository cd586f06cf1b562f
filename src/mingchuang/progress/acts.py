"""A month is over: its figures become a record, so that nobody can rewrite how it was."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append
from mingchuang.progress import figures, reading, record
from mingchuang.progress.models import Month
from mingchuang.records import writing
from mingchuang.records.errors import NotReady
from mingchuang.records.models import Head


@transaction.atomic
def publish_month(first: date) -> Month:
    """Publish the figures of the month that begins on ``first``, as of the end of its last day.

    They are worked out from the log as it was then: a worker that comes days later finds the same.
    A month is published once. Raises NotReady.
    """
    last = following(first) - timedelta(days=1)
    if last >= clock.today():
        raise NotReady([_("The month is not over.")])
    if Month.objects.select_for_update().filter(pk=f"{first:%Y-%m}").exists():
        raise NotReady([_("The figures of this month are published.")])
    common = reading.shared()
    units = {}
    for code in _units():
        district = reading.of_unit(code, last, common)
        unit = district.units.get(code)
        if unit is None or code not in district.owed:
            continue
        rows = figures.of_unit(district, code)
        units[code] = {
            "kind": unit.kind,
            "group": figures.group_of(unit.kind),
            "late": sum(row.late for row in rows),
            **figures.total(rows).to_json(),
        }
    stored = writing.store(record.month(_publisher(), last, units), act="figures", at=clock.now())
    append([Entry("figures", stored, role="system")])
    return Month.objects.create(month=f"{first:%Y-%m}", obj=stored.obj)


def following(first: date) -> date:
    """Return the first day of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _units() -> list[str]:
    return list(Head.objects.filter(kind="unit").order_by("key").values_list("key", flat=True))


def _publisher() -> str:
    """Return the unit that publishes for the district: the one whose catalogue is in use."""
    editions = Head.objects.filter(kind="edition", state="open").order_by("-last_idx")
    for head in editions:
        if head.facets.get("in_use"):
            return head.unit
    raise NotReady([_("There is no catalogue in use.")])
