"""Notices: made from the news of every app, shown with today's titles, read or not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.desk.models import Notice, NoticeMark
from mingchuang.people import news
from mingchuang.people.models import User

FRESH = timedelta(days=30)
"""Older notices count as read: the number at the bell is what still deserves a look."""
KEPT = timedelta(days=365)
SHOWN = 200


@dataclass(frozen=True)
class Line:
    """A notice as it is shown."""

    pk: int
    text: str
    at: datetime
    fresh: bool


def due(now: datetime) -> Iterable[Callable[[], object]]:
    """Return one call for each source with news that are not kept yet (port ``records.timed``)."""
    marks = dict(NoticeMark.objects.values_list("source", "row"))
    for source in news.sources():
        mark = marks.get(source.name, 0)
        found, after = source.since(mark, now)
        found = _unkept(source.name, found)
        if found or after != mark:
            yield partial(keep, source.name, found, after)


def keep(source: str, found: list[news.News], mark: int) -> int:
    """Store news as notices, each once, with how far the source was read; returns how many."""
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(
                    user_id=each.user,
                    source=source,
                    key=each.key,
                    kind=each.kind,
                    facts=dict(each.facts),
                    url=each.url,
                    at=each.at,
                )
                for each in found
            ],
            ignore_conflicts=True,
        )
        NoticeMark.objects.update_or_create(source=source, defaults={"row": mark})
        Notice.objects.filter(at__lt=clock.now() - KEPT).delete()
    return len(found)


def follow(now: datetime) -> int:
    """Make every notice there is news for; returns how many. The worker calls :func:`due`."""
    made = 0
    while calls := list(due(now)):
        made += sum(call() for call in calls)
    return made


def _unkept(source: str, found: list[news.News]) -> list[news.News]:
    kept = set(
        Notice.objects.filter(source=source, key__in={each.key for each in found}).values_list(
            "user_id", "key", "kind"
        )
    )
    return [each for each in found if (each.user, each.key, each.kind) not in kept]


def fresh(user: User) -> QuerySet[Notice]:
    """Return the notices that this person has not read and that are not old."""
    return Notice.objects.filter(user=user, read_at=None, at__gte=clock.now() - FRESH)


def unread(user: User) -> int:
    """Return the number at the bell."""
    return fresh(user).count()


def lines(user: User) -> list[Line]:
    """Return the newest notices of a person as sentences, with the titles as they are now."""
    rows = list(Notice.objects.filter(user=user)[:SHOWN])
    sources = {source.name: source for source in news.sources()}
    titles = {
        name: source.titles(
            {row.facts["about"] for row in rows if row.source == name and "about" in row.facts}
        )
        for name, source in sources.items()
    }
    limit = clock.now() - FRESH
    out = []
    for row in rows:
        source = sources.get(row.source)
        sentence = source.kinds.get(row.kind) if source else None
        if sentence is None:  # a kind that this version does not know any more
            continue
        title = titles[row.source].get(row.facts.get("about", "")) or _("Untitled")
        text = _(str(sentence)) % {"by": "", **row.facts, "title": title}
        out.append(Line(row.pk, text, row.at, row.read_at is None and row.at >= limit))
    return out


def read(user: User, pk: int) -> str | None:
    """Mark one notice as read and return its address, None when it is not this person's."""
    row = Notice.objects.filter(user=user, pk=pk).first()
    if row is None:
        return None
    Notice.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    return row.url


def read_all(user: User) -> int:
    """Mark every notice of a person as read; returns how many were not."""
    return Notice.objects.filter(user=user, read_at=None).update(read_at=clock.now())
