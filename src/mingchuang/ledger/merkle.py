"""The Merkle tree of the log: roots, inclusion and consistency (RFC 6962 §2.1, RFC 9162 §2.1).

A tree of `size` leaves is cut at the largest power of two *below* its size. Everything here
works on hashes of 32 bytes; where they come from (tiles, memory) is the business of a `Nodes`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

Nodes = Callable[[int, int], bytes]
"""`nodes(level, index)`: the hash over leaves index·2^level … (index+1)·2^level − 1; level 0 = leaf hashes."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

HASH_SIZE = 32


class BadProof(ValueError):
    """A proof does not hold; the text says which check failed."""


def leaf_hash(entry: bytes) -> bytes:
    """The leaf hash of an entry: SHA-256(0x00 ‖ entry), 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def _perfect(lo: int, hi: int) -> Iterator[tuple[int, int]]:
    """The (level, index) of the perfect subtrees that make up leaves lo…hi−1, left to right.

    `lo` must be a multiple of the largest power of two not above hi − lo, as in every range that
    the tree's own cuts produce.
    """
    while lo < hi:
        level = (hi - lo).bit_length() - 1
        yield level, lo >> level
        lo += 1 << level


def _range_hash(nodes: Nodes, lo: int, hi: int) -> bytes:
    """The hash over leaves lo…hi−1, a non-empty range made by the tree's own cuts."""
    hashes = [nodes(level, index) for level, index in _perfect(lo, hi)]
    result = hashes.pop()
    while hashes:
        result = node_hash(hashes.pop(), result)
    return result


def _cut(size: int) -> int:
    """The largest power of two below `size` (≥ 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def tree_root(nodes: Nodes, size: int) -> bytes:
    """The root of the tree of the first `size` leaves; `EMPTY_ROOT` for 0.

    Raises ValueError when size is negative.
    """
    if size < 0:
        raise ValueError(f"a tree cannot have {size} leaves")
    return _range_hash(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves, leaf's sibling first.

    Raises ValueError when the index is not below the size (RFC 6962 §2.1.1).
    """
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    lo, hi = 0, size
    proof = []
    while hi - lo > 1:
        middle = lo + _cut(hi - lo)
        if index < middle:
            proof.append(_range_hash(nodes, middle, hi))
            hi = middle
        else:
            proof.append(_range_hash(nodes, lo, middle))
            lo = middle
    proof.reverse()
    return proof


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be the beginning of the tree of `new`.

    Empty exactly when old is 0 or equals new. Raises ValueError when old is larger than new
    (RFC 6962 §2.1.2).
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is not the beginning of a tree of {new}")
    if old in (0, new):
        return []
    lo, hi = 0, new
    known = True  # the range still begins where the old tree begins: the checker has its root
    proof = []
    while old != hi:
        middle = lo + _cut(hi - lo)
        if old <= middle:
            proof.append(_range_hash(nodes, middle, hi))
            hi = middle
        else:
            proof.append(_range_hash(nodes, lo, middle))
            lo = middle
            known = False
    if not known:
        proof.append(_range_hash(nodes, lo, hi))
    proof.reverse()
    return proof


def _sizes_of(*hashes: bytes) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise BadProof(f"a hash has {len(value)} bytes instead of {HASH_SIZE}")


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Return when the proof leads from leaf hash `leaf` at `index` to `root` of `size` leaves.

    Raises BadProof otherwise (RFC 9162 §2.1.3.2).
    """
    if not 0 <= index < size:
        raise BadProof(f"entry {index} is not in a tree of {size}")
    _sizes_of(leaf, root, *proof)
    fn, sn, found = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            raise BadProof("the proof is too long for this entry and size")
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            found = node_hash(found, step)
        fn >>= 1
        sn >>= 1
    if sn:
        raise BadProof("the proof is too short for this entry and size")
    if found != root:
        raise BadProof("the proof leads to another root: this entry is not at this place")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Return when the proof shows the tree (old, old_root) to be the beginning of (new, new_root).

    Raises BadProof otherwise (RFC 9162 §2.1.4.2). A proof may be empty only when old is 0 or
    equals new; the root of size 0 must be `EMPTY_ROOT`.
    """
    if not 0 <= old <= new:
        raise BadProof(f"a tree of {old} is not the beginning of a tree of {new}")
    _sizes_of(old_root, new_root, *proof)
    for size, root in ((old, old_root), (new, new_root)):
        if size == 0 and root != EMPTY_ROOT:
            raise BadProof("the root of an empty tree is not the one of an empty tree")
    if old in (0, new):
        if proof:
            raise BadProof("the proof must be empty for these sizes")
        if old == new and old_root != new_root:
            raise BadProof(f"two different trees of {old} entries")
        return
    if not proof:
        raise BadProof("the proof is empty")
    # When the old size is a power of two its root is itself the first hash, and left out.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    from_old = from_new = path[0]
    for step in path[1:]:
        if sn == 0:
            raise BadProof("the proof is too long for these sizes")
        if fn & 1 or fn == sn:
            from_old = node_hash(step, from_old)
            from_new = node_hash(step, from_new)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            from_new = node_hash(from_new, step)
        fn >>= 1
        sn >>= 1
    if sn:
        raise BadProof("the proof is too short for these sizes")
    if from_old != old_root:
        raise BadProof("the proof leads to another old root")
    if from_new != new_root:
        raise BadProof("the proof leads to another new root: the history was changed")


def pair_up(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes one level up: node_hash of each pair; a last one without partner is left out."""
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(hashes[::2], hashes[1::2], strict=False)
    ]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 … hashes.

    Raises ValueError for any other number.
    """
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError(f"{len(hashes)} hashes make no perfect subtree")
    while len(hashes) > 1:
        hashes = pair_up(hashes)
    return hashes[0]


def nodes_of(leaves: Sequence[bytes]) -> Nodes:
    """A `Nodes` over leaf hashes in memory: computes every perfect subtree once, at once."""
    levels: list[Sequence[bytes]] = [leaves]
    while len(levels[-1]) > 1:
        levels.append(pair_up(levels[-1]))
    return lambda level, index: levels[level][index]


class Frontier:
    """The right edge of a growing tree: at most one perfect subtree a level, 32 bytes each.

    Appending costs one or two hashes, `root` as many as there are levels.
    """

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []  # (level, hash), levels falling

    @classmethod
    def at(cls, nodes: Nodes, size: int) -> "Frontier":
        """The frontier of the first `size` leaves of a tree, from its nodes."""
        frontier = cls()
        frontier._edge = [(level, nodes(level, index)) for level, index in _perfect(0, size)]
        frontier.size = size
        return frontier

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.push(0, leaf)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.push(0, leaf)

    def push(self, level: int, subtree: bytes) -> None:
        """Add a perfect subtree of 2^level leaves.

        Raises ValueError unless the size is a multiple of 2^level.
        """
        if self.size & ((1 << level) - 1):
            raise ValueError(f"a subtree of level {level} cannot follow {self.size} leaves")
        self.size += 1 << level
        while self._edge and self._edge[-1][0] == level:
            subtree = node_hash(self._edge.pop()[1], subtree)
            level += 1
        self._edge.append((level, subtree))

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._edge:
            return EMPTY_ROOT
        result = self._edge[-1][1]
        for _, subtree in reversed(self._edge[:-1]):
            result = node_hash(subtree, result)
        return result

    def copy(self) -> "Frontier":
        """An independent frontier in the same state."""
        twin = Frontier()
        twin.size, twin._edge = self.size, list(self._edge)
        return twin
