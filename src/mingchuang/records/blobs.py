"""Files by their hash. Written before the act's transaction, so a record never lacks one."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


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
