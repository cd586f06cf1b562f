"""The entry of the log: one public act in canonical JSON (RFC 8785), without a word of free text.

An entry stays for ever, so nothing in it may have to be taken back: digests of what is open,
salted commitments of what may hold personal data (个人信息保护法 第四十七条), codes, times, roles.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as _sha256
from hmac import compare_digest
from secrets import token_bytes, token_hex
from typing import Any

import rfc8785

from mingchuang.words import _

from .tiles import MAX_ENTRY

VERSION = 1
COMMITMENT = b"ledger-commit/v1\n"
SALT_SIZE = 32

VOCABULARY: dict[str, frozenset[str]] = {
    word: frozenset(reasons.split())
    for word, reasons in {
        "publish": "legacy",
        "amend": "correction change privacy secret",
        "effect": "",
        "status": "lapsed repealed partly superseded",
        "expire": "display_over term_over",
        "withdraw": "secret privacy wrong duplicate law court",
        "erase": "pipl47 order",
        "register": "",
        "event": "",
        "figures": "",
        "receive": "",
        "reply.complaint": "",
        "reply.request": "",
        "close": "answered refused withdrawn_by_person merged",
        "reopen": "dissatisfied review",
        "draw.commit": "",
        "draw.result": "",
        "draw.void": "no_source error",
        "inspect.finding": "",
        "inspect.rectified": "",
        "score.publish": "",
        "key.rotate": "",
        "log.notice": "",
    }.items()
}
"""The types that may be written, and the reasons each may carry. It only grows."""

ROLES = frozenset({"publisher", "reviewer", "handler", "inspector", "system", "operator", "public"})
PERSONAL = frozenset({"receive", "reply.complaint", "reply.request"})
"""Types whose content may hold personal data: an unsalted hash of it would be personal data."""
REASON_NEEDED = frozenset({"erase"})
"""Types that must name their ground."""

_OBJ = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_UNIT = re.compile(r"[A-Za-z0-9._-]{1,40}")
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_DIGEST = re.compile(r"(?:sha256|salted):[0-9a-f]{64}")
_ANY_DIGEST = re.compile(r"[a-z0-9-]{1,20}:(?:[0-9a-f]{2}){16,64}")
_MAX_VER = (1 << 53) - 1  # the largest integer of RFC 8785
_PATTERNS = {
    "type": _WORD,
    "obj": _OBJ,
    "unit": _UNIT,
    "role": _WORD,
    "content": _ANY_DIGEST,
    "reason": _WORD,
    "note": _ANY_DIGEST,
    "prev": _HASH,
}


def _shapes() -> dict[str, str]:
    """What each key must be, in the reader's language: made for an entry that is not so only."""
    return {
        "type": _("type must be a lower-case word"),
        "obj": _("obj must be 32 lower-case hex digits"),
        "unit": _("unit must be a unit code: letters, digits, . _ -, at most 40"),
        "role": _("role must be a lower-case word"),
        "content": _("content must be a digest"),
        "reason": _("reason must be a code, never text"),
        "note": _("note must be the digest of the published reason"),
        "prev": _("prev must be the 64 hex digits of a leaf hash"),
    }


class BadEntry(ValueError):
    """An entry is not one that may be written or read; the text names the key and the rule."""


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class EntryData:
    """The content of one entry.

    `obj` 32 hex, random; `ver` 1, 2, 3 … of that object; `time` and `until`
    `YYYY-MM-DDTHH:MM:SSZ`; `unit` a public unit code; `content`, `files`, `note` digests as
    `sha256` or `salted` make them; `prev` the hex leaf hash of the object's entry before, from
    version 2 on.
    """

    type: str
    obj: str
    ver: int
    time: str
    unit: str
    role: str
    content: str | None = None
    files: tuple[str, ...] = ()
    reason: str | None = None
    note: str | None = None
    until: str | None = None
    prev: str | None = None

    def encode(self, strict: bool = True) -> bytes:
        """The entry's bytes: canonical JSON, keys without a value left out, at most 4,096 bytes.

        `strict` also holds type, reason and role to the vocabulary, demands digests of a known
        algorithm, and refuses unsalted digests where personal data may be: everything that is
        written is strict; readers accept words that came later. Raises BadEntry.
        """
        for problem in self._misshapen():
            raise BadEntry(problem)
        if strict:
            for problem in self._unwritable():
                raise BadEntry(problem)
        data = bytes(rfc8785.dumps(self._document()))
        if len(data) > MAX_ENTRY:
            raise BadEntry(
                _("the entry has {size} bytes, more than {most}: fewer files").format(
                    size=len(data), most=MAX_ENTRY
                )
            )
        return data

    def _document(self) -> dict[str, Any]:
        keys = {key: value for key, value in vars(self).items() if value not in (None, ())}
        if self.files:
            keys["files"] = list(self.files)
        return keys | {"v": VERSION}

    def _misshapen(self) -> Iterator[str]:
        """What no entry of any age can be. The patterns also keep it ASCII without free text."""
        for key, pattern in _PATTERNS.items():
            value = getattr(self, key)
            if value is None and key in ("content", "reason", "note", "prev"):
                continue
            if not isinstance(value, str) or not pattern.fullmatch(value):
                yield _shapes()[key]
        if not isinstance(self.files, tuple) or not all(
            isinstance(name, str) and _ANY_DIGEST.fullmatch(name) for name in self.files
        ):
            yield _("files must be digests")
        if not _is_time(self.time) or not (self.until is None or _is_time(self.until)):
            yield _("time and until must read YYYY-MM-DDTHH:MM:SSZ")
        if type(self.ver) is not int or not 1 <= self.ver <= _MAX_VER:
            yield _("ver must be 1, 2, 3 …")
        elif self.ver == 1 and self.prev is not None:
            yield _("version 1 has no entry before it: leave prev out")
        elif self.ver > 1 and self.prev is None:
            yield _("version {n} needs prev, the leaf hash of the object's entry before").format(
                n=self.ver
            )

    def _unwritable(self) -> Iterator[str]:
        """What may be read in a log but is not written by this program."""
        if self.type not in VOCABULARY:
            yield _("type {type} is not in the vocabulary").format(type=self.type)
        elif self.reason is not None and self.reason not in VOCABULARY[self.type]:
            yield _("reason {reason} is not one of {type}").format(
                reason=self.reason, type=self.type
            )
        elif self.reason is None and self.type in REASON_NEEDED:
            yield _("{type} needs its legal ground as reason").format(type=self.type)
        if self.role not in ROLES:
            yield _("role {role} is not in the vocabulary").format(role=self.role)
        for name in filter(None, (self.content, self.note, *self.files)):
            if not _DIGEST.fullmatch(name):
                yield _("a digest reads sha256: or salted: and 64 hex digits, not {digest}").format(
                    digest=name[:20]
                )
            if self.type in PERSONAL and not name.startswith("salted:"):
                yield _("{type} may hold personal data: its digests must be salted").format(
                    type=self.type
                )
        if self.type == "receive" and not self.time.endswith(":00:00Z"):
            yield _("the time of a receive entry is its hour only")


_KEYS = frozenset(EntryData.__dataclass_fields__) | {"v"}
_plain_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_REQUIRED = frozenset({"type", "obj", "ver", "time", "unit", "role", "v"})


def decode(data: bytes) -> EntryData:
    """Read an entry of any age.

    Types, reasons, roles and digest algorithms may be unknown; keys and encoding never change,
    so an unknown key, or bytes that are not exactly the canonical encoding, raise BadEntry.
    """
    if len(data) > MAX_ENTRY:
        raise BadEntry(
            _("the entry has {size} bytes, more than {most}").format(size=len(data), most=MAX_ENTRY)
        )
    try:
        document = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise BadEntry(_("the entry is not JSON in ASCII")) from error
    if not isinstance(document, dict):
        raise BadEntry(_("the entry is not a JSON object"))
    if document.get("v") != VERSION:
        raise BadEntry(_("the entry's v is not 1"))
    if unknown := document.keys() - _KEYS:
        raise BadEntry(
            _("the entry has a key that no entry has: {key!r}").format(key=sorted(unknown)[0][:40])
        )
    if missing := _REQUIRED - document.keys():
        raise BadEntry(_("the entry has no {key}").format(key=sorted(missing)[0]))
    del document["v"]
    if "files" in document:
        files = document["files"]
        if not isinstance(files, list):
            raise BadEntry(_("files must be a list"))
        document["files"] = tuple(files)
    entry = EntryData(**document)
    for problem in entry._misshapen():
        raise BadEntry(problem)
    # For what has passed the patterns (printable ASCII without quotes or backslashes, and
    # integers) Python's own encoder writes RFC 8785, and several times as fast; a test holds both equal.
    if _plain_json(entry._document()).encode() != data:
        raise BadEntry(_("the entry is not written in its one canonical form"))
    return entry


def sha256(data: bytes) -> str:
    """The digest of public bytes, `sha256:` and 64 hex. Hash exactly what is served."""
    return f"sha256:{_sha256(data).hexdigest()}"


def salted(salt: bytes, data: bytes) -> str:
    """The commitment to bytes that may have to be erased, `salted:` and 64 hex.

    SHA-256(`ledger-commit/v1\\n` ‖ salt ‖ SHA-256(data)), salt of 32 random bytes, one for each
    value. Without the salt nothing about the data can be found. Raises BadEntry for a salt of
    another length.
    """
    if len(salt) != SALT_SIZE:
        raise BadEntry(_("a salt has {right} bytes, not {n}").format(right=SALT_SIZE, n=len(salt)))
    return f"salted:{_sha256(COMMITMENT + salt + _sha256(data).digest()).hexdigest()}"


def new_salt() -> bytes:
    """32 random bytes, for one value only."""
    return token_bytes(SALT_SIZE)


def new_obj() -> str:
    """A name for a new object: 32 random hex, never derived from a case number or a person."""
    return token_hex(16)


def check_digest(name: str, data: bytes, salt: bytes | None = None) -> bool:
    """Whether a digest of an entry is that of these bytes.

    Raises BadEntry when that cannot be told: an unknown algorithm, or a commitment without salt.
    """
    algorithm = name.partition(":")[0]
    if algorithm == "sha256":
        return compare_digest(name.encode(), sha256(data).encode())
    if algorithm != "salted":
        raise BadEntry(
            _("digests of the kind {kind!r} cannot be checked here").format(kind=algorithm[:20])
        )
    if salt is None:
        raise BadEntry(_("a salted digest can only be checked with its salt"))
    return compare_digest(name.encode(), salted(salt, data).encode())
