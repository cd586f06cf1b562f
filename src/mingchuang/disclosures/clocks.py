"""The two clocks of a publication in words: by when it had to be public, how long it stays up.

Both are told from what is in the open: the days in the record's body, the time limit in its head, the
notices that the log had when it was published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mingchuang import clock
from mingchuang.catalogue import notices
from mingchuang.publishing.deadlines import deadline
from mingchuang.records import reading


@dataclass(frozen=True)
class PublicBy:
    """By when a version had to be public and when it was: ``why`` is the sum, line by line."""

    day: date
    published: date
    changed: bool
    why: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether it came after its last day."""
        return self.published > self.day


def public_by(item: reading.Item, versions: Sequence[reading.Step]) -> PublicBy | None:
    """Return the first clock of the shown version; None when no day can be told.

    News and interpretations answer no obligation and have none.
    A correction starts no clock (更正), so that of the version it mends is told. What was taken over
    from an older site became public on the day it was first published there.
    """
    if not item.body.get("obligation"):
        return None
    time_limit = item.json("head").get("time_limit", "")
    for step in versions:
        if step.record.ver > item.record.ver or step.entry.type not in ("publish", "amend"):
            continue
        body = reading.Item(item.head, step.record, item.mark).body
        amendment = body.get("amendment", "")
        if amendment not in ("", "change"):
            continue
        found = deadline(
            body, {"time_limit": time_limit}, amendment, notices.before(step.entry.idx)
        )
        if found is None:
            return None
        before = "" if amendment else body.get("published_before", "")
        published = date.fromisoformat(before) if before else _day(step.record.at)
        return PublicBy(found.day, published, bool(amendment), found.why)
    return None


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()
