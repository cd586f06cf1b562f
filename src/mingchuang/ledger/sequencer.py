"""The one process that gives acts their numbers and signs what it has numbered.

Order of one round: number (one transaction), tiles, root, signature, publish. Each step can be
killed and run again; a round finishes what an earlier one left.
"""

from collections.abc import Callable

import structlog
from django.db import transaction

from mingchuang import clock
from mingchuang.ledger import entries, keys
from mingchuang.ledger.checkpoints import Checkpoint as Body
from mingchuang.ledger.checkpoints import open_checkpoint
from mingchuang.ledger.folder import Halt
from mingchuang.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    consistency_proof,
    leaf_hash,
    tree_root,
)
from mingchuang.ledger.models import Checkpoint, LogEntry, LogHead, Outbox
from mingchuang.ledger.notes import BadNote, sign
from mingchuang.words import _

log = structlog.get_logger(__name__)
BATCH = 1000


def number(limit: int = BATCH) -> int:
    """Give up to ``limit`` waiting entries the next numbers; returns how many."""
    if not Outbox.objects.exists():
        return 0
    with transaction.atomic():
        head = LogHead.objects.select_for_update().get(pk=1)
        rows = list(Outbox.objects.order_by("id")[:limit])
        numbered = []
        for offset, row in enumerate(rows):
            leaf = bytes(row.leaf)
            entry = entries.decode(leaf)
            numbered.append(
                LogEntry(
                    idx=head.size + offset,
                    leaf=leaf,
                    leaf_hash=leaf_hash(leaf).hex(),
                    obj=entry.obj,
                    ver=entry.ver,
                    type=entry.type,
                    unit=entry.unit,
                )
            )
        LogEntry.objects.bulk_create(numbered)
        # Exactly the rows that were read: others may have come in meanwhile.
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
        moved = LogHead.objects.filter(pk=1, size=head.size).update(size=head.size + len(rows))
        if moved != 1:
            raise Halt(_("another sequencer moved the log's head"))
    return len(rows)


def published() -> int | None:
    """Return how many entries the published checkpoint speaks for, None when there is none."""
    note = keys.folder().checkpoint()
    return open_checkpoint(note, [keys.verifier()])[0].size if note else None


def write_tiles(progress: Callable[[int, int], None] | None = None) -> int:
    """Bring the files up to the numbered entries; returns the size they now hold.

    Begins at what was published, not at what was signed: only of that are the files certain to
    be there (a backup's files may be older than its database). What is there already is left.
    """
    folder = keys.folder()
    size = LogHead.objects.get(pk=1).size
    done = published() or 0
    while done < size:
        leaves = [
            bytes(leaf)
            for leaf in LogEntry.objects.filter(idx__gte=done, idx__lt=min(size, done + 10_000))
            .order_by("idx")
            .values_list("leaf", flat=True)
        ]
        folder.extend(done, leaves)
        done += len(leaves)
        if progress:
            progress(done, size)
    return size


def publish(size: int) -> None:
    """Sign the tree of ``size`` entries, keep the note, and replace ``checkpoint``."""
    key = keys.signing_key()
    folder = keys.folder()
    kept = Checkpoint.objects.filter(pk=size).first()
    if kept is None:
        newest = Checkpoint.objects.order_by("-size").first()
        if newest and newest.size > size:
            raise Halt(
                _("a note for {signed} entries was signed, the database has {size}").format(
                    signed=newest.size, size=size
                )
            )
        nodes = folder.nodes(size)
        root = tree_root(nodes, size) if size else EMPTY_ROOT
        if newest:
            check_consistency(
                newest.size,
                size,
                consistency_proof(nodes, newest.size, size),
                bytes.fromhex(newest.root),
                root,
            )
        note = sign(Body(key.name, size, root).body(), [key])
        kept, _made = Checkpoint.objects.get_or_create(
            pk=size, defaults={"root": root.hex(), "note": note, "at": clock.now()}
        )
    if folder.checkpoint() != kept.note:
        folder.publish_checkpoint(kept.note)


def start() -> None:
    """Refuse to run on a database that is behind what was published, then finish old work.

    Raises Halt with words: a rollback is mended by ``mingchuang restore`` (adopt), a fork never.
    """
    folder = keys.folder()
    folder.sweep()
    LogHead.objects.get_or_create(pk=1, defaults={"size": 0})
    size = LogHead.objects.get(pk=1).size
    _no_fork()
    published = folder.checkpoint()
    if published:
        try:
            seen, _opened = open_checkpoint(published, [keys.verifier()])
        except BadNote as error:
            raise Halt(_("log/checkpoint cannot be trusted: {why}").format(why=error)) from error
        if seen.size > size:
            raise Halt(
                _(
                    "rollback: the database has {size} entries, {published} were published. "
                    "Restore the newest backup, or run 'mingchuang restore --adopt'."
                ).format(size=size, published=seen.size)
            )
        kept = Checkpoint.objects.filter(pk=seen.size).first()
        if kept and kept.root != seen.root.hex():
            raise Halt(
                _("fork: the note signed for {n} entries is not the published one").format(
                    n=seen.size
                )
            )
    run_once()


def _no_fork() -> None:
    """Recompute every leaf against the newest signed root: a row changed by hand halts here."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return
    frontier = Frontier()
    rows = (
        LogEntry.objects.filter(idx__lt=newest.size).order_by("idx").values_list("leaf", flat=True)
    )
    for leaf in rows.iterator(5000):
        frontier.append(leaf_hash(bytes(leaf)))
    if frontier.size < newest.size:
        raise Halt(
            _(
                "rollback: {signed} entries were signed, the database has {size}. Restore the "
                "newest backup, or run 'mingchuang restore --adopt'."
            ).format(signed=newest.size, size=frontier.size)
        )
    if frontier.root().hex() != newest.root:
        raise Halt(
            _("fork: the first {n} entries are not those that were signed").format(n=newest.size)
        )


def tidy() -> int:
    """Drop partial tiles whose full tile is published; returns how many. Hourly is enough."""
    newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    return keys.folder().drop_partials(newest)


def run_once() -> int:
    """Do one round; returns how many entries got a number.

    A round killed after signing leaves a note that nobody can read yet: it is published here.
    """
    count = number()
    if count or published() != LogHead.objects.get(pk=1).size:
        publish(write_tiles())
    return count
