"""The child process: reads one file under limits and prints what it found as JSON.

Started by ``files.py`` alone. Everything that opens a stranger's file happens here, the directory
of an archive included; whatever goes wrong, the parent sees no more than an exit code.
"""

import json
import logging
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from mingchuang.inspection.collect import Collector, Refused, TooLarge

MEMORY, SECONDS, OUTPUT = 1024**3, 30, 256 * 1024 * 1024


def _limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


_READERS = {
    ".docx": ("docx", "read"),
    ".xlsx": ("xlsx", "read"),
    ".pdf": ("pdf", "read"),
    ".txt": ("plain", "read_txt"),
    ".csv": ("plain", "read_csv"),
}


def _reader(suffix: str) -> Callable[[Path, Collector], None]:
    """Return what reads such files; only its libraries are loaded, and within the limits."""
    module, name = _READERS.get(suffix, ("pictures", "read"))
    reader: Callable[[Path, Collector], None] = getattr(
        import_module(f"mingchuang.inspection.{module}"), name
    )
    return reader


def main(path: Path, suffix: str) -> int:
    """Read ``path`` as a file with the ending ``suffix``; returns the exit code."""
    _limits()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(500)
    json.dump(gather(path, suffix), sys.stdout, ensure_ascii=True)
    return 0


def gather(path: Path, suffix: str) -> dict[str, object]:
    """Read ``path`` and return findings and text as values for JSON."""
    notes = Collector()
    try:
        _reader(suffix)(path, notes)
    except Refused as refused:
        notes.add(*refused.args)
    except TooLarge as large:
        notes.add("too_large", str(large))
    return notes.finish()
