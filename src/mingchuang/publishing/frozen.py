"""A draft as a value: what checks and builders read. Pure."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from mingchuang.inspection import FileFinding
from mingchuang.inspection.kinds import PERSONAL


@dataclass(frozen=True)
class FrozenFile:
    """One attached file; ``findings`` is None where no machine has read it yet."""

    key: str
    sha256: str
    size: int
    media_type: str
    filename: str
    title: str
    alt: str = ""
    decision: str = ""
    findings: tuple[FileFinding, ...] | None = None


@dataclass(frozen=True)
class Frozen:
    """A draft at one moment."""

    kind: str
    unit: str
    content: dict[str, Any]
    context: dict[str, Any] = field(default_factory=dict)
    files: tuple[FrozenFile, ...] = ()
    obligation: str = ""
    edition: str = ""
    amendment: str = ""
    amendment_note: str = ""
    index_no: str = ""
    obj: str = ""
    joint: tuple[str, ...] = ()
    emergency: bool = False
    persons: tuple[FileFinding, ...] = ()
    """What was found in its list of persons."""
    standing: dict[str, Any] = field(default_factory=dict)
    """What the calendar and other documents made of the published item: ``over`` (the day its
    window ended), ``status`` (``{"is", "by", "on"}``)."""


@dataclass(frozen=True)
class Finding:
    """Something a check found: the place (a field, ``file:<key>``), whether it blocks, what to do.

    A blocking finding with a ``kind`` may be released by the secrecy reviewer, with a reason; one
    without has to be mended.
    """

    place: str
    blocking: bool
    what: str
    excerpt: str = ""
    kind: str = ""

    @property
    def maskable(self) -> bool:
        """Whether what was found can be written masked instead of taken out."""
        return self.kind in PERSONAL

    @property
    def key(self) -> str:
        """What names it in a release: kind, place and (masked) excerpt."""
        return sha256(f"{self.kind}|{self.place}|{self.excerpt}".encode()).hexdigest()
