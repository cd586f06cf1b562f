"""Which old address leads to which object."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

from django.db import transaction

from mingchuang.ledger import entries as codec
from mingchuang.ledger.models import LogEntry
from mingchuang.portal.models import OldAddress
from mingchuang.records import addresses
from mingchuang.records.models import Mark, Record


def named(entries: Sequence[LogEntry]) -> Iterator[tuple[str, str]]:
    """Yield ``(old address, object)`` of the items that ``entries`` took over, in the log's order.

    The same address may come more than once. Raises BadEntry.
    """
    objs = [
        entry.obj
        for entry in entries
        if entry.type == "publish" and codec.decode(bytes(entry.leaf)).reason == "legacy"
    ]
    bodies = dict(Record.objects.filter(obj__in=objs, ver=1).values_list("obj", "body"))
    for obj in objs:  # an adopted entry may have no record
        source = json.loads(bytes(bodies[obj])).get("source") if obj in bodies else None
        with suppress(ValueError):  # what is no address leads nowhere, and stops nothing
            if source:
                yield addresses.key(source), obj


class OldAddresses:
    """Follows first versions that were taken over: their bodies name the old address as ``source``.

    An address leads to its object for ever, withdrawn or not: what the object's address then says
    is the reader's answer. Of two objects with one address the first in the log keeps it.
    """

    name = "addresses"

    def position(self) -> int:
        return Mark.objects.filter(pk=self.name).values_list("value", flat=True).first() or 0

    @transaction.atomic
    def clear(self) -> None:
        OldAddress.objects.all().delete()
        Mark.objects.update_or_create(pk=self.name, defaults={"value": 0})

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        rows = [OldAddress(address=address, obj=obj) for address, obj in named(entries)]
        OldAddress.objects.bulk_create(rows, ignore_conflicts=True)
        Mark.objects.update_or_create(pk=self.name, defaults={"value": entries[-1].idx + 1})
