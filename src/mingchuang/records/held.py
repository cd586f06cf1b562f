"""Lists of persons (名单): one place each, so that one deletion is a deletion (PIPL 第四十七条).

A list is ``{"columns": [...], "rows": [[...], ...]}``. Drafts, versions handed in and records hold
its digest only, a salted commitment.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from mingchuang import clock, ledger
from mingchuang.records.models import Held, Part
from mingchuang.records.writing import canonical

_followers: list[Callable[[Iterable[str]], None]] = []


def keep(value: Any) -> str:
    """Store a list and return the digest that names it."""
    content, salt = canonical(value), ledger.new_salt()
    digest = ledger.salted(salt, content)
    Held.objects.create(digest=digest, salt=salt, content=content, at=clock.now())
    return digest


def read(digest: str) -> Any | None:
    """Return a list, None when it has been deleted."""
    found = Held.objects.filter(pk=digest).first()
    return json.loads(bytes(found.content)) if found else None


def register_follower(follower: Callable[[Iterable[str]], None]) -> None:
    """Add somebody who keeps something about lists and forgets it when they are deleted."""
    _followers.append(follower)


def drop(digests: Iterable[str]) -> None:
    """Delete lists with their salts; every part that showed one is closed."""
    wanted = [digest for digest in digests if digest]
    Part.objects.filter(held__in=wanted).update(closed=True)
    Held.objects.filter(pk__in=wanted).delete()
    for follower in _followers:
        follower(wanted)


def drop_unpublished(digest: str) -> None:
    """Delete a list that no published version shows: a draft's list that was replaced."""
    if digest and not Part.objects.filter(held=digest).exists():
        drop([digest])


def drop_all(obj: str, *, upto: int | None = None) -> None:
    """Delete the lists of an object's versions (up to ``upto``), except those a later one shows."""
    parts = Part.objects.filter(record__obj=obj, held__isnull=False)
    later = set()
    if upto is not None:
        later = set(parts.filter(record__ver__gt=upto).values_list("held", flat=True))
        parts = parts.filter(record__ver__lte=upto)
    drop(set(parts.values_list("held", flat=True)) - later)
