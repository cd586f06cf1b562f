"""A full check of the log from its files alone, as any outsider can run it (C2SP tlog-tiles).

Every entry is hashed again; tiles, root, signature, remembered checkpoints and the chain of each
object must agree with that. Memory holds one bundle, the right edge of the tree and, when entries
are checked, 48 bytes of hashes for each object.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mingchuang.words import _

from .checkpoints import Checkpoint, open_checkpoint
from .entries import BadEntry, decode
from .folder import TileFolder
from .merkle import HASH_SIZE, Frontier, leaf_hash, perfect_root
from .notes import BadNote, Verifier
from .tiles import WIDTH, BadTile, entries_path, tile_path, width_at

MAX_PROBLEMS = 100

Progress = Callable[[int, int], None]
"""`progress(checked, size)` is called after each bundle."""


@dataclass
class Audit:
    """What a check found: the checkpoint (None when it does not hold) and problems in words."""

    checkpoint: Checkpoint | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many entries the checkpoint speaks for; 0 when it does not hold."""
        return self.checkpoint.size if self.checkpoint else 0

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


class _Enough(Exception):
    """So many problems that more would not help."""


class _Auditor:
    def __init__(self, folder: TileFolder, verifiers: Sequence[Verifier], check_entries: bool):
        self.folder = folder
        self.verifiers = verifiers
        self.check_entries = check_entries
        self.result = Audit()
        self.size = 0
        self.frontier: Frontier | None = Frontier()  # None once a piece of the tree is lost
        self.upper: list[list[bytes | None]] = []  # per level from 1 on: hashes of the open tile
        self.upper_n: list[int] = []
        self.chains: dict[bytes, tuple[int, bytes]] = {}  # object: version, leaf hash

    def problem(self, text: str) -> None:
        self.result.problems.append(text)
        if len(self.result.problems) >= MAX_PROBLEMS:
            raise _Enough

    def run(self, remembered: Sequence[str], progress: Progress | None) -> None:
        checkpoint = self.open_checkpoint()
        if checkpoint is None:
            return
        self.result.checkpoint = checkpoint
        self.size = checkpoint.size
        marks = list(self.marks(checkpoint, remembered))
        for n in range(-(-self.size // WIDTH)):
            done = min(self.size, (n + 1) * WIDTH)
            hashes = self.bundle(n, done - n * WIDTH)
            while marks and marks[0][1].size <= done:
                self.compare(*marks.pop(0), n * WIDTH, hashes)
            self.grow(n, hashes)
            if progress:
                progress(done, self.size)
        for level, hashes_above in enumerate(self.upper, 1):
            if hashes_above:
                self.upper_tile(level, hashes_above)
        if self.frontier is not None and self.frontier.root() != checkpoint.root:
            self.problem(
                _(
                    "checkpoint: the signed root is not the root of the {size} entries in tile/: "
                    "compare entries and checkpoint with a mirror to see which was changed"
                ).format(size=self.size)
            )

    def open_checkpoint(self) -> Checkpoint | None:
        try:
            text = self.folder.checkpoint()
            if text is None:
                self.problem(_("checkpoint: the file is missing; restore it from a mirror"))
                return None
            return open_checkpoint(text, self.verifiers)[0]
        except (BadTile, BadNote) as error:
            self.problem(
                _("checkpoint: {why}; compare it, and the key you use, with a mirror").format(
                    why=error
                )
            )
            return None

    def marks(
        self, checkpoint: Checkpoint, remembered: Sequence[str]
    ) -> Iterator[tuple[int, Checkpoint]]:
        """The remembered checkpoints to compare on the way, by size; problems for the others."""
        found = []
        for number, text in enumerate(remembered, 1):
            try:
                mark = open_checkpoint(text, self.verifiers)[0]
            except BadNote as error:
                self.problem(
                    _("remembered checkpoint {number}: {why}").format(number=number, why=error)
                )
                continue
            if mark.origin != checkpoint.origin:
                self.problem(
                    _("remembered checkpoint {number} is of {origin}, another log").format(
                        number=number, origin=mark.origin
                    )
                )
            elif mark.size > checkpoint.size:
                self.problem(
                    _(
                        "rollback: the checkpoint has {size} entries, remembered checkpoint "
                        "{number} has {remembered}; keep both notes, they are evidence"
                    ).format(size=checkpoint.size, number=number, remembered=mark.size)
                )
            else:
                found.append((number, mark))
        found.sort(key=lambda pair: pair[1].size)
        for number, mark in found:
            if mark.size:
                yield number, mark
            elif mark.root != Frontier().root():
                self.problem(
                    _("remembered checkpoint {number}: size 0 with entries' root").format(
                        number=number
                    )
                )

    def bundle(self, n: int, width: int) -> list[bytes] | None:
        """The leaf hashes of a bundle after comparing it with its tile; None when both are lost."""
        entries: list[bytes] = []
        from_entries: list[bytes] | None = None
        from_tile: list[bytes] | None = None
        try:
            entries = self.folder.bundle(n, width)
            from_entries = [leaf_hash(entry) for entry in entries]
        except (BadTile, OSError) as error:
            self.problem(
                _("{why}; restore it from a mirror or from the database").format(why=_why(error))
            )
        try:
            tile = self.folder.tile(0, n, width)
            from_tile = [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]
        except (BadTile, OSError) as error:
            self.problem(
                _("{why}; restore it from a mirror or make it again from the entries").format(
                    why=_why(error)
                )
            )
        chosen = from_tile if from_entries is None else from_entries
        if from_entries and from_tile and from_entries != from_tile:
            chosen = self.judge(n, from_entries, from_tile)
        if self.check_entries and from_entries is not None:
            self.check_chains(n, entries, from_entries)
        return chosen

    def judge(self, n: int, from_entries: list[bytes], from_tile: list[bytes]) -> list[bytes]:
        """Report a bundle and a tile that differ; the hashes of the one that level 1 confirms."""
        width = len(from_entries)
        at = next(i for i in range(width) if from_entries[i] != from_tile[i])
        chosen, verdict = from_entries, _("restore both from a mirror")
        if width == WIDTH:
            try:
                up = self.folder.tile(1, n // WIDTH, width_at(1, n // WIDTH, self.size))
                expected = up[n % WIDTH * HASH_SIZE :][:HASH_SIZE]
                if perfect_root(from_tile) == expected:
                    chosen = from_tile
                    verdict = _("the bundle was changed, restore it from a mirror")
                elif perfect_root(from_entries) == expected:
                    verdict = _("the tile was changed, make it again from the entries")
            except (BadTile, OSError):
                pass  # reported where level 1 is checked
        self.problem(
            _("{place} is not the one whose hash is in tile/0 ({tile}): {advice}").format(
                place=_place(n, at), tile=tile_path(0, n), advice=verdict
            )
        )
        return chosen

    def compare(
        self, number: int, mark: Checkpoint, start: int, hashes: list[bytes] | None
    ) -> None:
        """Compare a remembered checkpoint whose size lies in the bundle that begins at `start`."""
        if self.frontier is None or hashes is None:
            return
        frontier = self.frontier.copy()
        frontier.extend(hashes[: mark.size - start])
        if frontier.root() != mark.root:
            self.problem(
                _(
                    "remembered checkpoint {number} (size {size}) is not the beginning of this "
                    "log: the history was changed; keep both notes, they are evidence"
                ).format(number=number, size=mark.size)
            )

    def grow(self, n: int, hashes: list[bytes] | None) -> None:
        if hashes is None:
            self.frontier = None
        if hashes is None or len(hashes) == WIDTH:
            root = perfect_root(hashes) if hashes else None
            if self.frontier is not None and root:
                self.frontier.push(8, root)
            if (n + 1) * WIDTH <= self.size:
                self.carry(root)
        elif self.frontier is not None:
            self.frontier.extend(hashes)

    def carry(self, root: bytes | None) -> None:
        """Add the root of a full tile to the level above, and check the tiles this fills."""
        level = 1
        while True:
            if len(self.upper) < level:
                self.upper.append([])
                self.upper_n.append(0)
            tile = self.upper[level - 1]
            tile.append(root)
            if len(tile) < WIDTH:
                return
            root = self.upper_tile(level, tile)
            self.upper[level - 1] = []
            self.upper_n[level - 1] += 1
            level += 1

    def upper_tile(self, level: int, computed: list[bytes | None]) -> bytes | None:
        """Compare a tile of level 1 or more with its file; the root of a full one."""
        n = self.upper_n[level - 1]
        path = tile_path(level, n, len(computed))
        try:
            tile = self.folder.tile(level, n, len(computed))
        except (BadTile, OSError) as error:
            self.problem(
                _("{why}; restore it from a mirror or make it again from the tiles below").format(
                    why=_why(error)
                )
            )
        else:
            for at, value in enumerate(computed):
                if value is not None and tile[at * HASH_SIZE :][:HASH_SIZE] != value:
                    below = tile_path(level - 1, n * WIDTH + at)
                    self.problem(
                        _(
                            "hash {number} of {tile} is not that of {below}: if nothing else is "
                            "reported make the tile again from below, else restore both from a "
                            "mirror"
                        ).format(number=at, tile=path, below=below)
                    )
                    break
        known = [value for value in computed if value is not None]
        return perfect_root(known) if len(known) == WIDTH else None

    def check_chains(self, n: int, entries: list[bytes], hashes: list[bytes]) -> None:
        """Every entry decodes, and follows the one before of its object."""
        for at, (data, leaf) in enumerate(zip(entries, hashes, strict=True)):
            try:
                entry = decode(data)
            except BadEntry as error:
                self.problem(_("{place}: {why}").format(place=_place(n, at), why=error))
                continue
            obj = bytes.fromhex(entry.obj)
            version, before = self.chains.get(obj, (0, b""))
            if entry.ver <= version:
                self.problem(
                    _(
                        "{place}: version {version} of object {object} was already there (the last "
                        "was {last}); two acts claim one place in its history"
                    ).format(place=_place(n, at), version=entry.ver, object=entry.obj, last=version)
                )
                continue
            if entry.ver != version + 1:
                self.problem(
                    _(
                        "{place}: version {version} of object {object} follows version {last}; an "
                        "act is missing from the log"
                    ).format(place=_place(n, at), version=entry.ver, object=entry.obj, last=version)
                )
            elif entry.ver > 1 and entry.prev != before.hex():
                self.problem(
                    _(
                        "{place}: prev of object {object} is not the leaf hash of its version "
                        "{last}"
                    ).format(place=_place(n, at), object=entry.obj, last=version)
                )
            self.chains[obj] = (entry.ver, leaf)


def _place(n: int, at: int) -> str:
    return _("entry {index} (number {number} of {bundle})").format(
        index=n * WIDTH + at, number=at, bundle=entries_path(n)
    )


def _why(error: BadTile | OSError) -> str:
    if isinstance(error, OSError):
        return _("{file} cannot be read ({why})").format(file=error.filename, why=error.strerror)
    return str(error)


def audit(
    folder: Path,
    verifier: Verifier | Sequence[Verifier],
    *,
    remembered: Sequence[str] = (),
    progress: Progress | None = None,
    entries: bool = True,
) -> Audit:
    """Check a whole log from its folder.

    `verifier` is the log's key, or all its keys over time; `remembered` are signed checkpoints
    seen earlier, which must be the beginning of this log and not longer than it (a rolled-back
    log is signed as well as any); `entries=False` leaves out the JSON and the chains of objects,
    which cost several times what the tree costs. Stops after 100 problems. Raises nothing for a
    damaged log: what is wrong is in `problems`, with file and place and what to do.
    """
    verifiers = [verifier] if isinstance(verifier, Verifier) else list(verifier)
    auditor = _Auditor(TileFolder(folder), verifiers, entries)
    try:
        auditor.run(remembered, progress)
    except _Enough:
        auditor.result.problems.append(
            _("more than {n} problems: the check was stopped").format(n=MAX_PROBLEMS)
        )
    return auditor.result
