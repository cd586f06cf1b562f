"""What follows from the log: the figures of today, unit by unit."""

import json
from collections.abc import Iterable, Sequence

from django.db import transaction

from mingchuang import clock
from mingchuang.ledger.models import LogEntry
from mingchuang.progress import figures, reading
from mingchuang.progress.models import Trend, UnitFigures
from mingchuang.records.models import Head, Mark, Part

NAME = "figures"
FEW = 5
"""Units that are worked out with the entry that touched them; more wait for the worker's rounds."""
TOUCHING = ("disclosure", "fulfilment", "event", "owed-list", "unit", *reading.SHARED)
"""Kinds of record that may change a figure, with every kind that names an obligation."""


class FiguresOfToday:
    """Marks the units that entries touch, and works out a few at once."""

    name = NAME

    def position(self) -> int:
        return Mark.objects.filter(pk=self.name).values_list("value", flat=True).first() or 0

    @transaction.atomic
    def clear(self) -> None:
        UnitFigures.objects.all().delete()
        Trend.objects.all().delete()
        Mark.objects.update_or_create(pk=self.name, defaults={"value": 0})

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        heads = list(Head.objects.filter(obj__in={entry.obj for entry in entries}))
        units = {
            head.unit for head in heads if head.kind in TOUCHING or head.facets.get("obligation")
        }
        if any(head.kind in reading.SHARED for head in heads):
            units |= set(UnitFigures.objects.values_list("unit", flat=True))
        known = set(UnitFigures.objects.filter(unit__in=units).values_list("unit", flat=True))
        UnitFigures.objects.bulk_create(UnitFigures(unit=unit) for unit in sorted(units - known))
        UnitFigures.objects.filter(unit__in=known).update(stale=True)
        if len(units) <= FEW:
            work_out(sorted(units))
        for head in heads:
            if head.kind == "figures":
                part = Part.objects.get(
                    record__obj=head.obj, record__ver=head.version, name="table"
                )
                Trend.objects.update_or_create(
                    pk=head.key,
                    defaults={"obj": head.obj, "units": json.loads(bytes(part.content))},
                )
        Mark.objects.update_or_create(pk=self.name, defaults={"value": entries[-1].idx + 1})


def waiting(limit: int | None = None) -> list[str]:
    """Return the units whose figures are not of today or not of the newest entry."""
    old = UnitFigures.objects.exclude(stale=False, on=clock.today()).order_by("unit")
    return list(old.values_list("unit", flat=True)[:limit])


def catch_up() -> int:
    """Work out everything that waits; returns how many units."""
    units = waiting()
    work_out(units)
    return len(units)


@transaction.atomic
def work_out(units: Iterable[str]) -> None:
    """Work out today's figures of some units anew. A unit that is no more loses its line."""
    common = reading.shared()
    today = clock.today()
    for code in units:
        district = reading.of_unit(code, today, common)
        unit = district.units.get(code)
        if unit is None:
            UnitFigures.objects.filter(pk=code).delete()
            continue
        rows = figures.of_unit(district, code)
        UnitFigures.objects.update_or_create(
            pk=code,
            defaults={
                "kind": unit.kind,
                "name": unit.name,
                "name_en": unit.name_en,
                "order": unit.order,
                "on": today,
                "stale": False,
                "totals": figures.total(rows).to_json() if code in district.owed else {},
                "categories": {
                    category: found.to_json()
                    for category, found in figures.by_category(rows).items()
                },
                "late": sum(row.late for row in rows),
                "rows": [
                    [row.code, row.category, figures.total([row]).to_json(), row.late]
                    for row in rows
                ],
            },
        )
