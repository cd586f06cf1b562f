"""Which published records answer which owed rows."""

from collections.abc import Sequence

from django.db import transaction

from mingchuang.catalogue.models import Fulfilment
from mingchuang.ledger.models import LogEntry
from mingchuang.records.models import Head, Mark


class Fulfilments:
    """Follows the heads; an owed row is fulfilled while a record of its obligation may be read."""

    name = "fulfilment"

    def position(self) -> int:
        return Mark.objects.filter(pk=self.name).values_list("value", flat=True).first() or 0

    @transaction.atomic
    def clear(self) -> None:
        Fulfilment.objects.all().delete()
        Mark.objects.update_or_create(pk=self.name, defaults={"value": 0})

    @transaction.atomic
    def apply(self, entries: Sequence[LogEntry]) -> None:
        heads = {
            head.obj: head for head in Head.objects.filter(obj__in={entry.obj for entry in entries})
        }
        for entry in entries:
            head = heads.get(entry.obj)
            if head is None:
                continue
            codes = head.facets.get("obligation", [])
            if head.state == "open" and codes:
                Fulfilment.objects.update_or_create(
                    pk=head.obj,
                    defaults={
                        "unit": head.unit,
                        "obligation": codes[0],
                        "title": head.title,
                        "at": head.changed_at,
                    },
                )
            else:
                Fulfilment.objects.filter(pk=head.obj).delete()
        Mark.objects.update_or_create(pk=self.name, defaults={"value": entries[-1].idx + 1})
