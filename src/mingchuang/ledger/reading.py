"""Reading the log: the entry of a version, its proof, the change feed."""

from dataclasses import dataclass
from functools import lru_cache

from mingchuang.ledger import entries, keys
from mingchuang.ledger.checkpoints import Checkpoint, open_checkpoint
from mingchuang.ledger.merkle import inclusion_proof
from mingchuang.ledger.models import LogEntry
from mingchuang.ledger.proofs import make


@dataclass(frozen=True)
class Standing:
    """Where an entry stands in the log and what can be said of its proof today."""

    idx: int
    entry: entries.EntryData
    leaf_hash: str
    size: int | None
    """Entries under the newest checkpoint that holds this one; None: not yet signed."""


@lru_cache(maxsize=4)
def _opened(note: str) -> Checkpoint:
    return open_checkpoint(note, [keys.verifier()])[0]


def checkpoint() -> tuple[Checkpoint, str] | None:
    """Return the published checkpoint, opened, and its text; None before the first one."""
    note = keys.folder().checkpoint()
    return (_opened(note), note) if note else None


def standing(obj: str, ver: int, using: str = "public") -> Standing | None:
    """Return where version ``ver`` of an object stands, None while it waits for its number."""
    row = LogEntry.objects.using(using).filter(obj=obj, ver=ver).order_by("idx").first()
    if row is None:
        return None
    now = checkpoint()
    size = now[0].size if now and now[0].size > row.idx else None
    return Standing(row.idx, entries.decode(bytes(row.leaf)), row.leaf_hash, size)


def proof(idx: int) -> str | None:
    """Return the ``.tlog-proof`` of an entry, with the entry inside; None until it is signed."""
    now = checkpoint()
    if not now or now[0].size <= idx:
        return None
    size, note = now[0].size, now[1]
    folder = keys.folder()
    leaf = next(iter(folder.entries(idx, idx + 1)))
    return make(idx, inclusion_proof(folder.nodes(size), idx, size), note, extra=leaf)


def anchor(root: bytes) -> list[str]:
    """Return the first 160 bits of a root as ten groups of four, for paper and eyes."""
    text = root.hex()[:40]
    return [text[i : i + 4] for i in range(0, 40, 4)]
