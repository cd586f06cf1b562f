"""The form of the log's files: names and bytes of tiles and entry bundles (C2SP tlog-tiles).

checkpoint                      the newest signed note, the only file that is ever replaced
tile/entries/<N>[.p/<W>]        256 entries (or the first W), each after its uint16 length
tile/<L>/<N>[.p/<W>]            256 hashes (or the first W) of level L·8 of the tree
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from mingchuang.words import _

WIDTH = 256
MAX_LEVEL = 63
MAX_ENTRY = 4096
"""Bytes of an entry: the format allows 65,535, our entries are small and hold no text."""

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class BadTile(ValueError):
    """A file of the log has not the form it must have; the text names the file and the place."""


class MissingTile(BadTile):
    """A file that the log's size demands is not there."""


class Place(NamedTuple):
    """Where a file belongs: `level` (None for an entry bundle), number, how many of 256."""

    level: int | None
    n: int
    width: int = WIDTH


def _path(kind: str, n: int, width: int) -> str:
    if n < 0 or not 1 <= width <= WIDTH:
        raise ValueError(f"no tile has number {n} and width {width}")
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{kind}/{'/'.join(reversed(groups))}{partial}"


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """The path of tile `n` at `level` (0–63), e.g. `tile/0/x001/x234/067` or `tile/1/001.p/17`.

    Raises ValueError when no such tile can be.
    """
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError(f"no tile has level {level}")
    return _path(str(level), n, width)


def entries_path(n: int, width: int = WIDTH) -> str:
    """The path of entry bundle `n`, e.g. `tile/entries/000.p/5`.

    Raises ValueError when no such bundle can be.
    """
    return _path("entries", n, width)


def path_of(place: Place) -> str:
    """The path of a place."""
    level, n, width = place
    return entries_path(n, width) if level is None else tile_path(level, n, width)


def parse_path(text: str) -> Place:
    """The place that a path names.

    Raises BadTile unless the text is exactly how the path would be written.
    """
    match = _PATH.fullmatch(text)
    if match:
        kind, groups, width = match.groups()
        level = None if kind == "entries" else int(kind)
        number = int(groups.replace("x", "").replace("/", ""))
        place = Place(level, number, int(width) if width else WIDTH)
        try:
            if path_of(place) == text:
                return place
        except ValueError:
            pass
    raise BadTile(_("{path!r} names no tile and no entry bundle").format(path=text))


def check_entries(entries: Iterable[bytes], first: int = 0) -> None:
    """Raise BadTile for an entry that no bundle may hold; `first` is the index of the first one."""
    for index, entry in enumerate(entries, first):
        if not 1 <= len(entry) <= MAX_ENTRY:
            raise BadTile(
                _("entry {index} has {size} bytes; 1 to {most} are allowed").format(
                    index=index, size=len(entry), most=MAX_ENTRY
                )
            )


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle of 1–256 entries: each after its length as uint16, big-endian.

    Raises BadTile for another number, or an entry that is empty or above MAX_ENTRY.
    """
    if not 1 <= len(entries) <= WIDTH:
        raise BadTile(
            _("a bundle holds 1 to {most} entries, not {n}").format(most=WIDTH, n=len(entries))
        )
    check_entries(entries)
    return b"".join(chain.from_iterable((len(entry).to_bytes(2), entry) for entry in entries))


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises BadTile when it is cut, an entry is empty or above MAX_ENTRY, or there are not 1–256.
    """
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at < end:
        start = at + 2
        if start > end:
            raise BadTile(
                _("the length of entry {number} of the bundle is cut").format(number=len(entries))
            )
        size = data[at] << 8 | data[at + 1]
        at = start + size
        if at > end:
            raise BadTile(
                _("entry {number} of the bundle is cut, or a length is wrong").format(
                    number=len(entries)
                )
            )
        if not 1 <= size <= MAX_ENTRY:
            raise BadTile(
                _("entry {number} of the bundle claims {size} bytes").format(
                    number=len(entries), size=size
                )
            )
        entries.append(data[start:at])
    if not 1 <= len(entries) <= WIDTH:
        raise BadTile(
            _("the bundle holds {n} entries; 1 to {most} are allowed").format(
                n=len(entries), most=WIDTH
            )
        )
    return entries


def width_at(level: int, n: int, size: int) -> int:
    """How many hashes tile `n` of `level` has in a log of `size` entries, 0 to 256.

    For entry bundles use level 0.
    """
    return max(0, min(WIDTH, (size >> (8 * level)) - n * WIDTH))
