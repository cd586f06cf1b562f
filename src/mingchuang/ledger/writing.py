"""Appending to the log from inside an act's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from django.db import connection, transaction

from mingchuang.ledger import entries
from mingchuang.ledger.merkle import leaf_hash
from mingchuang.ledger.models import Chain, Outbox


class Recorded(Protocol):
    """What an entry needs to know of the public record it announces."""

    obj: str
    ver: int
    unit: str
    digest: str
    files: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One line for the log: what happened (``docs/log-vocabulary.md``) to which record.

    ``note`` is the digest of the published reason text; ``until`` the scheduled end.
    """

    type: str
    record: Recorded
    role: str
    reason: str | None = None
    note: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """Handed to whoever acted: enough to ask for the proof a second later."""

    obj: str
    ver: int
    leaf_hash: str


def stamp(moment: datetime) -> str:
    """Return ``moment`` as the log writes it, UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def newest(obj: str) -> Chain | None:
    """Lock and return the chain of an object, or None when it has no entry yet.

    Call it first in the act: two acts on one object then wait for each other.
    """
    return Chain.objects.select_for_update().filter(pk=obj).first()


def append(items: Sequence[Entry]) -> list[Receipt]:
    """Put one entry per changed record into the outbox, in this transaction.

    The entry's ``prev`` comes from the object's chain. A rollback of the act takes the entry
    back; a commit makes it certain to be numbered, whatever crashes afterwards.

    Raises TransactionManagementError outside a transaction, ValueError for words that are not
    in the vocabulary or a version that does not follow the object's last one.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "append() belongs inside the act's transaction"
        )
    receipts = []
    for item in items:
        record = item.record
        last = newest(record.obj)
        if record.ver != (last.ver if last else 0) + 1:
            raise ValueError(
                f"{record.obj}: version {record.ver} does not follow {last and last.ver}"
            )
        leaf = _leaf(item, last.leaf_hash if last else None)
        digest = leaf_hash(leaf).hex()
        Outbox.objects.create(leaf=leaf)
        values = {"ver": record.ver, "leaf_hash": digest, "type": item.type}
        if last:
            Chain.objects.filter(pk=record.obj).update(**values)
        else:
            Chain.objects.create(obj=record.obj, **values)
        receipts.append(Receipt(record.obj, record.ver, digest))
    return receipts


def append_new(items: Sequence[Entry]) -> list[Receipt]:
    """Append the first entries of many new objects in two statements; else as :func:`append`.

    Raises ValueError when one of them is no first version, IntegrityError when an object has
    entries already.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "append_new() belongs inside the act's transaction"
        )
    later = [item.record.obj for item in items if item.record.ver != 1]
    if later:
        raise ValueError(f"not the first version of: {', '.join(later)}")
    leaves = [_leaf(item, None) for item in items]
    digests = [leaf_hash(leaf).hex() for leaf in leaves]
    Chain.objects.bulk_create(
        Chain(obj=item.record.obj, ver=1, leaf_hash=digest, type=item.type)
        for item, digest in zip(items, digests, strict=True)
    )
    Outbox.objects.bulk_create(Outbox(leaf=leaf) for leaf in leaves)
    return [
        Receipt(item.record.obj, 1, digest) for item, digest in zip(items, digests, strict=True)
    ]


def _leaf(item: Entry, prev: str | None) -> bytes:
    record = item.record
    return entries.EntryData(
        type=item.type,
        obj=record.obj,
        ver=record.ver,
        time=stamp(record.at),
        unit=record.unit,
        role=item.role,
        content=record.digest,
        files=record.files,
        reason=item.reason,
        note=item.note,
        until=stamp(item.until) if item.until else None,
        prev=prev,
    ).encode()
