"""Checkpoints and cosignatures: the state of a log as a note that it and its witnesses signed
(C2SP tlog-checkpoint, tlog-cosignature).
"""

import time as clocks
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from mingchuang.words import _

from .merkle import HASH_SIZE
from .notes import (
    ED25519,
    MAX_SIZE,
    BadNote,
    Opened,
    SigningKey,
    Verifier,
    cosigned,
    line_of,
    open_note,
    strict_base64,
    strict_number,
    utf8,
)


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its origin (a name), its size in entries, the 32-byte root of its tree.

    Raises BadNote for values that no checkpoint could carry.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or any(c < " " for c in self.origin):
            raise BadNote(_("the origin of a checkpoint must be one line of text"))
        utf8(self.origin)
        if not 0 <= self.size <= MAX_SIZE:
            raise BadNote(_("a log cannot have {n} entries").format(n=self.size))
        if len(self.root) != HASH_SIZE:
            raise BadNote(
                _("a root has {right} bytes, not {n}").format(right=HASH_SIZE, n=len(self.root))
            )

    def body(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, body: str) -> "Checkpoint":
        """Read the three lines: no leading zeros, no extension lines (nobody could audit them).

        Raises BadNote.
        """
        lines = body.split("\n")
        if len(lines) != 4 or lines[3]:
            raise BadNote(_("a checkpoint has exactly three lines: origin, size, root"))
        size = strict_number(lines[1], _("the size of the checkpoint"))
        return cls(lines[0], size, strict_base64(lines[2], _("the root of the checkpoint")))


def open_checkpoint(text: str, verifiers: Iterable[Verifier]) -> tuple[Checkpoint, Opened]:
    """Verify a checkpoint: a note that the log itself signed.

    The log's key is one of `verifiers` of type 0x01 whose name is the origin in the text, so
    give the keys of one log, with its witnesses if you want to read their cosignatures. How many
    cosignatures are enough is the caller's policy. Raises BadNote.
    """
    opened = open_note(text, verifiers)
    checkpoint = Checkpoint.parse(opened.body)
    for signature in opened.signatures:
        signer = signature.verifier
        if signer.kind == ED25519 and signer.name == checkpoint.origin:
            return checkpoint, opened
    raise BadNote(
        _("the checkpoint of {origin} is not signed by a known key of that log").format(
            origin=checkpoint.origin
        )
    )


def cosign(body: str, key: SigningKey, time: int | None = None) -> str:
    """The line (without newline) by which a witness cosigns a checkpoint's body (type 0x04).

    `time` is Unix seconds, now when not given; it is part of what is signed. Raises BadNote when
    the body is no checkpoint: a witness signs nothing else.
    """
    Checkpoint.parse(body)
    seconds = int(clocks.time()) if time is None else time
    if not 0 <= seconds <= MAX_SIZE:
        raise BadNote(_("a cosignature cannot be of second {n}").format(n=seconds))
    signature = key.sign(cosigned(body.encode(), seconds))
    return line_of(key.cosigner, seconds.to_bytes(8) + signature)
