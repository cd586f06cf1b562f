"""Reading a file before publication, in a bounded process of its own."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingchuang.inspection.child import SECONDS, gather
from mingchuang.inspection.collect import FileFinding
from mingchuang.inspection.formats import OLE, STARTS, TYPES, UNREAD
from mingchuang.inspection.kinds import KINDS

MAX_BYTES = 200 * 1024 * 1024
WALL_SECONDS = 2 * SECONDS
_SOURCE = str(Path(__file__).resolve().parents[2])
# -I: no environment, no current folder, no user's packages; the package's own folder comes first.
_START = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
    "from mingchuang.inspection.child import main; sys.exit(main(Path(sys.argv[2]), sys.argv[3]))"
)


@dataclass(frozen=True)
class Reading:
    """What came of reading a file.

    ``text`` is for reviewers, place and text in reading order. ``read`` says whether the content was
    read at all: a file that was not is never clean, it is only without findings.
    """

    findings: tuple[FileFinding, ...]
    media_type: str
    read: bool
    text: list[tuple[str, str]] = field(default_factory=list)

    @property
    def blocking(self) -> bool:
        """Whether a finding stops publication."""
        return any(finding.blocking for finding in self.findings)


class Busy(Exception):
    """As many files are being read on this machine as may be; try again later."""


def _only(kind: str, place: str, media_type: str = "") -> Reading:
    return Reading((FileFinding(kind, place, "", KINDS[kind].blocking),), media_type, False)


def inspect(path: Path, name: str | None = None) -> Reading:
    """Read a file and say what may not go out.

    ``name`` is the file's name where ``path`` is a stored blob; its ending says what the file must
    be. Takes at most ``WALL_SECONDS`` and, in the child, 1 GiB and 30 s of processor time. A file
    that cannot be read within them has one blocking finding ``unreadable``. Raises OSError when
    ``path`` itself cannot be opened.
    """
    suffix = Path(name or path.name).suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
        size = os.fstat(file.fileno()).st_size
    if suffix not in TYPES:
        return _only("not_taken", suffix or "file")
    media_type = TYPES[suffix]
    if not size:
        return _only("unreadable", "empty", media_type)
    if size > MAX_BYTES:
        return _only("too_large", f"{size} bytes", media_type)
    if suffix in STARTS and not start.startswith(STARTS[suffix]):
        # A password makes an Office file an OLE container with the archive encrypted inside.
        locked = suffix in (".docx", ".xlsx") and start == OLE
        return _only("encrypted" if locked else "wrong_type", "file", media_type)
    if suffix in UNREAD:
        return _only("unread_format", suffix, media_type)
    return _in_child(path, suffix, media_type)


def inspect_here(path: Path, name: str | None = None) -> Reading:
    """Read a file in this process, without limits: only for files of the product's own making and
    for small plain texts. Raises OSError when ``path`` cannot be opened."""
    suffix = Path(name or path.name).suffix.lower()
    if suffix in UNREAD or suffix not in TYPES:
        return inspect(path, name)
    said = gather(path, suffix)
    return _reading(said, suffix, TYPES[suffix])


def _in_child(path: Path, suffix: str, media_type: str) -> Reading:
    unread = _only("unreadable", "file", media_type)
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, _SOURCE, str(path.resolve()), suffix],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        try:
            code = child.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            return unread
        finally:
            _end(child)
        if code != 0:
            return unread
        out.seek(0)
        try:
            return _reading(json.load(out), suffix, media_type)
        except (ValueError, KeyError, TypeError):
            return unread


def _reading(said: dict[str, Any], suffix: str, media_type: str) -> Reading:
    findings = tuple(FileFinding(**finding) for finding in said["findings"])
    text = [(place, text) for place, text in said["text"]]
    gone = {"unreadable", "encrypted", "wrong_type", "zip_bomb", "too_large", "macro", "bad_member"}
    read = not any(finding.kind in gone for finding in findings) and not suffix.endswith(
        (".png", ".jpg", ".jpeg")
    )
    return Reading(findings, media_type, read, text)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child with all it may have started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@contextmanager
def limited(folder: Path, n: int) -> Iterator[None]:
    """Hold one of ``n`` places for a reading, over all processes that name the same ``folder``.

    Raises Busy at once when all are taken. The places are locks on files, so one that dies gives
    its place back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(n):
        with (folder / f"reading-{place}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield
            return
    raise Busy(f"{n} files are being read")
