"""What the tests of the log share: the published vectors, keys, and small logs on disk."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from mingchuang.ledger.checkpoints import Checkpoint
from mingchuang.ledger.entries import EntryData, salted, sha256
from mingchuang.ledger.folder import TileFolder
from mingchuang.ledger.merkle import leaf_hash, tree_root
from mingchuang.ledger.notes import SigningKey, sign

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
ENTRIES = [entry.encode() for entry in VECTORS["entries"]]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]

ORIGIN = "ledger.district.example/2026"
LOG = SigningKey(ORIGIN, hashlib.sha256(b"vector log key").digest())
WITNESS = SigningKey("w1.example/ledger", hashlib.sha256(b"vector witness 1").digest())


def decimal(count: int, start: int = 0) -> list[bytes]:
    """The cheap entries of the vectors' larger trees: the decimal numbers."""
    return [b"%d" % i for i in range(start, start + count)]


def acts(count: int) -> list[bytes]:
    """Valid entries of objects with up to three versions each."""
    found: list[bytes] = []
    previous = ""
    for i in range(count):
        obj, ver = hashlib.md5(b"%d" % (i // 3)).hexdigest(), i % 3 + 1
        entry = EntryData(
            ("publish", "reply.complaint", "withdraw")[i % 3],
            obj,
            ver,
            "2026-01-05T01:00:00Z",
            "U001",
            "publisher",
            content=salted(bytes(32), b"text") if ver == 2 else sha256(b"text"),
            prev=previous if ver > 1 else None,
        )
        found.append(entry.encode())
        previous = leaf_hash(found[-1]).hex()
    return found


def checkpoint_of(folder: TileFolder, size: int, key: SigningKey = LOG) -> str:
    """The signed note of the log's first `size` entries, not published."""
    return sign(Checkpoint(key.name, size, tree_root(folder.nodes(size), size)).body(), [key])


def make_log(root: Path, entries: Sequence[bytes], key: SigningKey = LOG) -> TileFolder:
    """A published log of these entries."""
    folder = TileFolder(root, sync=False)
    folder.extend(0, entries)
    folder.publish_checkpoint(checkpoint_of(folder, len(entries), key))
    return folder


def files_of(root: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
