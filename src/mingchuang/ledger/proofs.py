"""Proofs that fit in a file or a QR code (C2SP tlog-proof@v1, suffix `.tlog-proof`).

A proof holds the entry's index, the hashes from its leaf to the root, and a checkpoint; ours
also hold the entry's bytes as `extra`, so that the file needs nothing beside the log's keys.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingchuang.words import _

from .checkpoints import Checkpoint, open_checkpoint
from .merkle import HASH_SIZE, BadProof, check_inclusion, leaf_hash
from .notes import BadNote, Verifier, strict_base64, strict_number

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63


@dataclass(frozen=True)
class Proof:
    """A proof as written, not yet verified: `hashes` leaf to root, `checkpoint` the signed note."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


def make(
    index: int, hashes: Sequence[bytes], checkpoint_text: str, extra: bytes | None = None
) -> str:
    """The text of a proof for entry `index`; `extra` is the entry's bytes.

    Raises BadProof for values that no proof can carry.
    """
    if index < 0:
        raise BadProof(_("there is no entry {index}").format(index=index))
    if len(hashes) > MAX_HASHES or any(len(value) != HASH_SIZE for value in hashes):
        raise BadProof(
            _("a proof has at most {most} hashes of {size} bytes").format(
                most=MAX_HASHES, size=HASH_SIZE
            )
        )
    if extra is not None and not extra:
        raise BadProof(_("an empty extra cannot be written; leave it out"))
    lines = [HEADER]
    if extra is not None:
        lines.append(f"extra {b64encode(extra).decode()}")
    lines.append(f"index {index}")
    lines += [b64encode(value).decode() for value in hashes]
    return "\n".join(lines) + "\n\n" + checkpoint_text


def parse(text: str) -> Proof:
    """Read a proof without verifying it.

    Raises BadProof when it is not exactly as `make` would write it.
    """
    head, empty, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not empty or lines.pop(0) != HEADER:
        raise BadProof(
            _("a proof begins with {header} and has an empty line before its checkpoint").format(
                header=HEADER
            )
        )
    try:
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = strict_base64(lines.pop(0).removeprefix("extra "), "extra")
        if not lines or not lines[0].startswith("index "):
            raise BadProof(_("a proof has an index line"))
        index = strict_number(lines.pop(0).removeprefix("index "), _("the index"))
        hashes = tuple(strict_base64(line, _("a hash of the proof")) for line in lines)
    except BadNote as error:
        raise BadProof(str(error)) from error
    if make(index, hashes, checkpoint, extra) != text:
        raise BadProof(_("the proof is not written in its one form"))
    return Proof(index, hashes, checkpoint, extra)


def verify(text: str, verifiers: Iterable[Verifier], entry: bytes | None = None) -> Checkpoint:
    """Verify a whole proof and return the signed checkpoint that holds the entry.

    `verifiers` are the log's keys (and witnesses, whose number is the caller's policy);
    `entry` is the entry's bytes, taken from `extra` when not given. When both are there they
    must be the same, because a reader is shown what `extra` says. Raises BadProof, or BadNote
    for the checkpoint.
    """
    proof = parse(text)
    if entry is None:
        entry = proof.extra
    if entry is None:
        raise BadProof(_("the proof does not carry its entry; give the entry's bytes"))
    if proof.extra is not None and proof.extra != entry:
        raise BadProof(_("the proof carries another entry than the one given"))
    checkpoint, _opened = open_checkpoint(proof.checkpoint, verifiers)
    leaf = leaf_hash(entry)
    check_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return checkpoint
