"""Signed notes and cosignatures (C2SP signed-note, tlog-cosignature).

A note is a text, an empty line, and signature lines. Every encoded thing is checked by encoding
it again, so that one signed text has one form only.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mingchuang.words import _

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_SIGNATURES = 100  # as the Go note package; at least 16 must be accepted
MAX_SIZE = (1 << 63) - 1

_DASH = "\u2014 "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_KINDS = {ED25519: "Ed25519", COSIGNATURE: "cosignature/v1"}


class BadNote(ValueError):
    """A note, key or checkpoint is not acceptable; the text is the reason."""


def strict_base64(text: str, what: str = "") -> bytes:
    """Decode standard base64 that is exactly how it would be encoded again.

    `what` names it in the message. Raises BadNote for stray characters, missing padding or stray
    last bits.
    """
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote(_("{what} is not base64").format(what=what or _("the text"))) from error
    if b64encode(data).decode() != text:
        raise BadNote(_("{what} is not base64 in its one form").format(what=what or _("the text")))
    return data


def strict_number(text: str, what: str = "") -> int:
    """Decode a decimal number without sign or leading zeros, below 2^63.

    `what` names it in the message. Raises BadNote otherwise.
    """
    if not _SIZE.fullmatch(text) or int(text) > MAX_SIZE:
        raise BadNote(
            _("{what} is not a plain decimal number: {text!r}").format(
                what=what or _("the text"), text=text[:40]
            )
        )
    return int(text)


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise BadNote(
            _("a key name must be without spaces, control characters and “+”: {name!r}").format(
                name=name
            )
        )
    utf8(name)


def utf8(text: str) -> bytes:
    """The bytes of a text. Raises BadNote for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadNote(_("the text is not Unicode that UTF-8 can hold")) from error


def _check_body(body: str) -> bytes:
    if not body.endswith("\n"):
        raise BadNote(_("the text of a note must end with a newline"))
    if any(c < " " and c != "\n" for c in body):
        raise BadNote(_("the text of a note must not hold control characters"))
    return utf8(body)


def cosigned(body: bytes, time: int) -> bytes:
    """What a witness signs of a body, `time` in seconds since 1970."""
    return b"cosignature/v1\ntime %d\n" % time + body


@dataclass(frozen=True)
class Verifier:
    """A public key with its name: `kind` 0x01 (Ed25519) or 0x04 (cosignature/v1), `public` 32 bytes.

    Raises BadNote for a name or key that no note could carry.
    """

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.kind not in _KINDS:
            raise BadNote(_("key type 0x{kind:02x} is not known here").format(kind=self.kind))
        if len(self.public) != 32:
            raise BadNote(_("an Ed25519 key has 32 bytes, not {n}").format(n=len(self.public)))

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read `name+hex(key id)+base64(type ‖ public key)`; the base64 may itself hold `+`.

        Raises BadNote when anything differs from how it would be written again.
        """
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise BadNote(_("a verifier key reads name+id+key"))
        name, _key_id, encoded = parts
        key = strict_base64(encoded, _("the key"))
        if not key:
            raise BadNote(_("the key is empty"))
        verifier = cls(name, key[0], key[1:])
        if str(verifier) != vkey:
            raise BadNote(_("the key id of {name} does not belong to the key").format(name=name))
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)."""
        head = self.name.encode() + b"\n" + bytes([self.kind])
        return sha256(head + self.public).digest()[:4]

    def __str__(self) -> str:
        key = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def verify(self, body: str, signature: bytes) -> int | None:
        """Check a signature (without key id) over a body; for a cosignature return its seconds.

        A signature is 64 bytes; a cosignature is u64 big-endian seconds since 1970 ‖ 64 bytes.
        Raises BadNote when it does not hold.
        """
        signed = _check_body(body)
        time = None
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                raise BadNote(
                    _("the cosignature of {name} has {n} bytes, not 72").format(
                        name=self.name, n=len(signature)
                    )
                )
            time = int.from_bytes(signature[:8])
            if time > MAX_SIZE:
                raise BadNote(
                    _("the time of the cosignature of {name} is out of range").format(
                        name=self.name
                    )
                )
            signed, signature = cosigned(signed, time), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature as error:
            raise BadNote(
                _("the {kind} signature of {name} is wrong").format(
                    kind=_KINDS[self.kind], name=self.name
                )
            ) from error
        return time


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 private key with its name; `seed` is 32 bytes and never shown by `repr`.

    Raises BadNote for a name that no note could carry or a seed of another length.
    """

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise BadNote(_("an Ed25519 seed has 32 bytes, not {n}").format(n=len(self.seed)))

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A new random key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read `PRIVATE+KEY+name+hex(key id)+base64(0x01 ‖ seed)`, the Go note package's form.

        A key file's single last newline is accepted. Raises BadNote without repeating the text.
        """
        text = text.removesuffix("\n")
        parts = text.split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote(_("a signing key reads PRIVATE+KEY+name+id+key"))
        encoded = strict_base64(parts[4], _("the signing key"))
        if encoded[:1] != bytes([ED25519]):
            raise BadNote(_("the signing key is not Ed25519 (type 0x01)"))
        key = cls(parts[2], encoded[1:])
        if key.text() != text:
            raise BadNote(
                _("the key id of {name} does not belong to the signing key").format(name=key.name)
            )
        return key

    def text(self) -> str:
        """The secret text form that `parse` reads, without newline."""
        encoded = b64encode(bytes([ED25519]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encoded}"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def verifier(self) -> Verifier:
        """The public key for notes that this key signs (type 0x01)."""
        return Verifier(self.name, ED25519, self._private.public_key().public_bytes_raw())

    @property
    def cosigner(self) -> Verifier:
        """The public key for cosignatures that this key makes (type 0x04)."""
        return Verifier(self.name, COSIGNATURE, self._private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature over data."""
        return self._private.sign(data)


@dataclass(frozen=True)
class Signature:
    """One verified signature: whose, its line (without newline), a cosignature's Unix seconds."""

    verifier: Verifier
    line: str
    time: int | None = None


@dataclass(frozen=True)
class Opened:
    """A verified note: its body (with the last newline) and one signature for each known key."""

    body: str
    signatures: tuple[Signature, ...]

    def by(self, verifier: Verifier) -> Signature | None:
        """The signature of this key, or None."""
        return next((s for s in self.signatures if s.verifier == verifier), None)


def line_of(verifier: Verifier, signature: bytes) -> str:
    """A signature as the line of a note."""
    return f"{_DASH}{verifier.name} {b64encode(verifier.key_id + signature).decode()}"


def sign(body: str, keys: Sequence[SigningKey]) -> str:
    """The note of a body signed by each key (type 0x01), in the order of the keys.

    Raises BadNote when the body is no note text or no key is given.
    """
    data = _check_body(body)
    if not keys:
        raise BadNote(_("a note needs at least one signature"))
    lines = [line_of(key.verifier, key.sign(data)) for key in keys]
    return body + "\n" + "".join(f"{line}\n" for line in lines)


def add_signatures(note: str, lines: Iterable[str]) -> str:
    """The note with more signature lines (without newline) at its end; the same line once only.

    The lines must be well formed; whether they hold is for `open_note`. Raises BadNote.
    """
    _body, known = _split(note)
    for line in lines:
        _split_line(line)
        if line not in known:
            known.append(line)
            note += line + "\n"
    _split(note)
    return note


def _split_line(line: str) -> tuple[str, bytes, bytes]:
    """The name, key id and signature of a signature line."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise BadNote(_("a signature line reads “— name base64”"))
    _check_name(name)
    data = strict_base64(encoded, _("the signature of {name}").format(name=name))
    if len(data) < 5:
        raise BadNote(_("the signature of {name} is too short").format(name=name))
    return name, data[:4], data[4:]


def _split(text: str) -> tuple[str, list[str]]:
    """The body and the signature lines of a note, cut at the *last* empty line."""
    at = text.rfind("\n\n")
    if at < 0:
        raise BadNote(_("the note has no empty line before its signatures"))
    body, rest = text[: at + 1], text[at + 2 :]
    _check_body(body)
    if not rest.endswith("\n"):
        raise BadNote(_("the note must end with a signature line and a newline"))
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(_("the note has more than {most} signatures").format(most=MAX_SIGNATURES))
    return body, lines


def open_note(text: str, verifiers: Iterable[Verifier]) -> Opened:
    """Verify a note against known keys.

    Unknown keys are ignored. A wrong signature of a known key rejects the whole note, as does a
    note without any known key or with a malformed line. If a key signed twice the first counts.
    Raises BadNote (C2SP signed-note).
    """
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise BadNote(
                _("two different keys with the name and id of {name}").format(name=verifier.name)
            )
    body, lines = _split(text)
    found: dict[Verifier, Signature] = {}
    for line in lines:
        name, key_id, signature = _split_line(line)
        signer = known.get((name, key_id))
        if signer is not None:
            time = signer.verify(body, signature)
            found.setdefault(signer, Signature(signer, line, time))
    if not found:
        raise BadNote(_("the note carries no signature of a known key"))
    return Opened(body, tuple(found.values()))
