"""The log as a folder of static files, in the form of :mod:`mingchuang.ledger.tiles`.

Nothing that is written is changed later; a name that exists with other bytes stops the writer.
Any web server can serve the folder. A missing file must be a 404, and `*.tmp*` is never served.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from mingchuang.words import _

from .merkle import HASH_SIZE, Nodes, leaf_hash, perfect_root
from .tiles import (
    WIDTH,
    BadTile,
    MissingTile,
    Place,
    check_entries,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_path,
    path_of,
    tile_path,
    width_at,
)

_WIDTH = re.compile(r"[1-9][0-9]{0,2}")


class Halt(RuntimeError):
    """Writing on would contradict what is already written: stop, touch nothing, call a person."""


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


class TileFolder:
    """A log's folder. Any number may read while one process writes.

    `sync=False` leaves out every fsync: for tests and for copies that can be made again, never
    for the log itself.
    """

    def __init__(self, root: Path, *, sync: bool = True) -> None:
        self.root = root
        self._sync = sync

    # Reading

    def read(self, path: str) -> bytes:
        """The bytes of one tile or bundle, checked to hold exactly as many as its name says.

        Raises BadTile for a path that is none or a file of another form, MissingTile.
        """
        place = parse_path(path)
        data = self._bytes(path)
        if data is None:
            raise MissingTile(_("{file} is missing").format(file=path))
        self._check(place, data)
        return data

    def tile(self, level: int, n: int, width: int = WIDTH) -> bytes:
        """The first `width` hashes of a tile (32 bytes each), from the partial or the full one.

        Raises MissingTile, BadTile.
        """
        for place in (Place(level, n, width), Place(level, n)):
            data = self._bytes(path_of(place))
            if data is not None:
                self._check(place, data)
                return data[: width * HASH_SIZE]
        raise self._missing(Place(level, n, width))

    def bundle(self, n: int, width: int = WIDTH) -> list[bytes]:
        """The first `width` entries of a bundle, from the partial or the full one.

        Raises MissingTile, BadTile.
        """
        for place in (Place(None, n, width), Place(None, n)):
            data = self._bytes(path_of(place))
            if data is not None:
                return self._entries(place, data)[:width]
        raise self._missing(Place(None, n, width))

    def nodes(self, size: int) -> Nodes:
        """The hashes of the tree of a log of `size` entries, read from tiles and kept for reuse.

        `size` must be one that a checkpoint was made for: those have their files. The reader
        raises MissingTile, BadTile, and ValueError for a node that is not in that tree.
        """
        if size < 0:
            raise ValueError(f"a log cannot have {size} entries")

        @lru_cache(maxsize=64)
        def tile(level: int, n: int) -> list[bytes]:
            return _hashes(self.tile(level, n, width_at(level, n, size)))

        def node(level: int, index: int) -> bytes:
            if level < 0 or index < 0 or (index + 1) << level > size:
                raise ValueError(f"node {index} of level {level} is not in a tree of {size}")
            first = index << (level % 8)
            start = first % WIDTH
            hashes = tile(level // 8, first // WIDTH)[start : start + (1 << level % 8)]
            return perfect_root(hashes)

        return node

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries start…stop−1, in order, bundle by bundle.

        `stop` may be anything up to the log's size: a wider partial bundle serves as well.
        Raises ValueError for a range that is none, MissingTile, BadTile.
        """
        if not 0 <= start <= stop:
            raise ValueError(f"{start} to {stop} is no range of entries")
        while start < stop:
            n, skip = divmod(start, WIDTH)
            width = min(WIDTH, stop - n * WIDTH)
            try:
                found = self.bundle(n, width)
            except MissingTile:
                wider = [w for w in self._partials(n) if w > width]
                if not wider:
                    raise
                found = self.bundle(n, min(wider))[:width]
            yield from found[skip:]
            start = n * WIDTH + width

    def checkpoint(self) -> str | None:
        """The published checkpoint, unverified; None when there is none yet.

        Raises BadTile when it is not UTF-8.
        """
        data = self._bytes("checkpoint")
        try:
            return None if data is None else data.decode()
        except UnicodeDecodeError as error:
            raise BadTile(_("the file checkpoint is not UTF-8")) from error

    # Writing

    def extend(self, old_size: int, entries: Sequence[bytes]) -> None:
        """Write every bundle and tile that a log of old_size + len(entries) entries needs.

        Only files on the right edge are touched. Each is written under a temporary name, made
        durable and then renamed; a file that is there with the same bytes is left, so that a
        rerun after a crash is harmless. Partial files of older sizes stay (`drop_partials`).
        All is on disk when this returns. Raises Halt when a name exists with other bytes or the
        last bundle contradicts its tile, BadTile for an entry of a forbidden length (before
        anything is written), MissingTile when the files of old_size are not there.
        """
        if old_size < 0:
            raise ValueError(f"a log cannot have {old_size} entries")
        if not entries:
            return
        check_entries(entries, old_size)
        folders: set[Path] = set()
        first, kept = divmod(old_size, WIDTH)
        before = self.bundle(first, kept) if kept else []
        all_entries = [*before, *entries]
        hashes = [leaf_hash(entry) for entry in all_entries]
        if kept and b"".join(hashes[:kept]) != self.tile(0, first, kept):
            raise Halt(
                _(
                    "{bundle} and {tile} contradict each other: restore both from a mirror or from "
                    "the database before writing on"
                ).format(bundle=entries_path(first, kept), tile=tile_path(0, first, kept))
            )
        for at in range(0, len(all_entries), WIDTH):
            group = all_entries[at : at + WIDTH]
            place = Place(None, first + at // WIDTH, len(group))
            self._write_once(place, encode_bundle(group), folders)
        # `hashes` are those of `level` from the beginning of tile `first` on.
        level = 0
        while True:
            tiles = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
            for n, tile in enumerate(tiles, first):
                self._write_once(Place(level, n, len(tile)), b"".join(tile), folders)
            above = [perfect_root(tile) for tile in tiles if len(tile) == WIDTH]
            if not above:
                break
            level += 1
            first, kept = divmod(first, WIDTH)
            hashes = (_hashes(self.tile(level, first, kept)) if kept else []) + above
        self._sync_folders(folders)

    def publish_checkpoint(self, text: str) -> None:
        """Replace the checkpoint, durably, after the tiles it speaks of are on disk."""
        self._replace(self.root / "checkpoint", text.encode())
        self._sync_folders({self.root})

    def drop_partials(self, size: int) -> int:
        """Delete partial files whose full file is there and covered by the published `size`.

        Call it after the checkpoint of `size` is out: readers of the one before may still be
        under way. Returns how many files went. Raises Halt when a partial file is not the
        beginning of its full one.
        """
        dropped = 0
        for folder in sorted(self.root.glob("tile/**/*.p")):
            full = folder.with_suffix("")
            try:
                place = parse_path(full.relative_to(self.root).as_posix())
            except BadTile:
                continue
            level = place.level or 0
            if width_at(level, place.n, size) < WIDTH or not full.is_file():
                continue
            whole = self.read(path_of(place))
            for partial in sorted(folder.iterdir()):
                if not _WIDTH.fullmatch(partial.name):
                    continue  # a temporary file: `sweep` takes it
                # The bytes of a bundle's first entries are the first bytes of the bundle.
                if not whole.startswith(partial.read_bytes()):
                    raise Halt(
                        _("{file} does not begin with .p/{width}").format(
                            file=path_of(place), width=partial.name
                        )
                    )
                partial.unlink()
                dropped += 1
            with suppress(OSError):
                folder.rmdir()
        return dropped

    def sweep(self) -> int:
        """Delete temporary files that a killed writer left; returns how many.

        Call it when the writer starts, never while another one writes.
        """
        left = [*self.root.glob("checkpoint.tmp*"), *self.root.glob("tile/**/*.tmp*")]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    # Inner parts

    def _bytes(self, path: str) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def _check(self, place: Place, data: bytes) -> None:
        if place.level is None:
            self._entries(place, data)
        elif len(data) != place.width * HASH_SIZE:
            raise BadTile(
                _("{file} has {size} bytes instead of {right}").format(
                    file=path_of(place), size=len(data), right=place.width * HASH_SIZE
                )
            )

    def _entries(self, place: Place, data: bytes) -> list[bytes]:
        try:
            entries = decode_bundle(data)
        except BadTile as error:
            raise BadTile(_("{place}: {why}").format(place=path_of(place), why=error)) from error
        if len(entries) != place.width:
            raise BadTile(
                _("{file} holds {n} entries, not {right}").format(
                    file=path_of(place), n=len(entries), right=place.width
                )
            )
        return entries

    def _missing(self, place: Place) -> MissingTile:
        if place.width == WIDTH:
            return MissingTile(_("{file} is missing").format(file=path_of(place)))
        full = path_of(place._replace(width=WIDTH))
        return MissingTile(
            _("{file} is missing, and so is the full {full}").format(file=path_of(place), full=full)
        )

    def _partials(self, n: int) -> list[int]:
        """The widths of the partial bundles `n` that are there."""
        folder = self.root / f"{entries_path(n)}.p"
        if not folder.is_dir():
            return []
        return [int(path.name) for path in folder.iterdir() if _WIDTH.fullmatch(path.name)]

    def _write_once(self, place: Place, data: bytes, folders: set[Path]) -> None:
        path = path_of(place)
        target = self.root / path
        old = self._bytes(path)
        if old is not None and old != data:
            raise Halt(
                _(
                    "{file} exists with other bytes: the log forked or the file is damaged; compare "
                    "it with a mirror before anything is written"
                ).format(file=path)
            )
        if old is None:
            self._replace(target, data)
        # Also when it was there: the rename of a killed writer may not be durable yet. And the
        # folders above, because they may be new.
        folder = target.parent
        while folder not in folders:
            folders.add(folder)
            if folder == self.root:
                break
            folder = folder.parent

    def _replace(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{target.name}.tmp{os.getpid()}")
        with temporary.open("wb") as file:
            file.write(data)
            if self._sync:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(target)

    def _sync_folders(self, folders: Iterable[Path]) -> None:
        if not self._sync:
            return
        for folder in folders:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
