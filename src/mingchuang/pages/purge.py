"""The projection that removes stale pages, and the removal that cannot wait for it."""

from collections.abc import Sequence

from mingchuang.ledger.models import LogEntry
from mingchuang.pages.views import store
from mingchuang.records.models import Head, Mark, Touch
from mingchuang.records.projections import tags_of
from mingchuang.records.reading import HEADS


class Purge:
    """Purges page by page what the heads said an entry touches; keeps its place in the page index."""

    name = "pages"

    def position(self) -> int:
        return store().done()

    def clear(self) -> None:
        """Drop every page. The fence is the heads' mark: nothing older is kept again."""
        store().clear(Mark.objects.filter(pk=HEADS).values_list("value", flat=True).first() or 0)

    def apply(self, entries: Sequence[LogEntry]) -> None:
        tags = dict(
            Touch.objects.filter(pk__in=[entry.idx for entry in entries]).values_list("idx", "tags")
        )
        for entry in entries:
            # A missing row: the heads were rebuilt from a pruned table. Then nothing old may stay.
            if entry.idx not in tags:
                store().clear(entry.idx + 1)
            else:
                store().purge(entry.idx, tags[entry.idx], entry.obj, entry.ver)


def take_down(obj: str, ver: int) -> None:
    """Remove every page that may show an object, at once, with the worker alive or dead.

    Call it after the commit of the act whose entry is (obj, ver); a kill in between is made good
    by the projection.
    """
    head = Head.objects.filter(obj=obj).first()
    if head:
        entry = LogEntry.objects.filter(obj=obj, ver=ver).values_list("idx", flat=True)
        store().bar(tags_of(head), obj, ver, numbered=entry.first)
