"""Files by their hash. Written before the act's transaction, so a record never lacks one.

Bytes that nothing names any more (a file taken off a draft, an upload whose act failed) are swept
once a day; every app that names bytes registers itself as a holder.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

Holder = Callable[[set[str]], set[str]]
"""Given hashes, returns those of them that it names."""
DAY = 24 * 3600
_holders: list[Holder] = []
_followers: list[Callable[[set[str]], None]] = []


def register_holder(holder: Holder) -> None:
    """Add somebody who names bytes; called by its owner's ``apps.py``."""
    _holders.append(holder)


def register_follower(follower: Callable[[set[str]], None]) -> None:
    """Add somebody who keeps something about bytes and forgets it when they are deleted."""
    _followers.append(follower)


def unnamed(hashes: Iterable[str]) -> set[str]:
    """Return those hashes that no holder names."""
    left = set(hashes)
    for holder in _holders:
        if left:
            left -= holder(left)
    return left


def path(sha256: str) -> Path:
    """Return where the bytes with this hash are kept."""
    return Path(settings.DATA) / "blobs" / sha256[:2] / sha256


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store bytes durably; returns their SHA-256 in hex and their length."""
    folder = Path(settings.DATA) / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".tmp", delete=False) as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    target = path(digest.hexdigest())
    target.parent.mkdir(exist_ok=True)
    Path(out.name).chmod(0o644)
    Path(out.name).replace(target)
    return digest.hexdigest(), size


def read(sha256: str) -> bytes:
    """Return the bytes with this hash. Raises FileNotFoundError."""
    return path(sha256).read_bytes()


def delete(sha256: str) -> None:
    """Delete the bytes with this hash; nothing when they are gone already."""
    path(sha256).unlink(missing_ok=True)
    for follower in _followers:
        follower({sha256})


def sweep(*, age: float = DAY) -> int:
    """Delete bytes nobody names and unfinished uploads, both older than ``age`` seconds.

    The age leaves alone what a running act has stored and not named yet. Returns how many went.
    """
    folder, before = Path(settings.DATA) / "blobs", time.time() - age
    swept = 0
    for shelf in folder.glob("??"):
        old = {file.name for file in shelf.iterdir() if file.stat().st_mtime < before}
        for sha256 in unnamed(old):
            delete(sha256)
            swept += 1
    for left in folder.glob(".tmp*"):
        if left.stat().st_mtime < before:
            left.unlink(missing_ok=True)
            swept += 1
    return swept
