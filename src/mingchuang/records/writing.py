"""Storing public records: the body as bytes, its parts, and taking parts back."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785

from mingchuang import ledger
from mingchuang.ledger import writing as log
from mingchuang.records import blobs
from mingchuang.records.models import Gone, Held, Part, Record


@dataclass(frozen=True)
class PartData:
    """One part to store: ``content`` bytes, a file already in the blob folder, or a list of
    persons already in :class:`~mingchuang.records.models.Held`, named by its digest.

    ``salted`` parts are named by a commitment and can be taken back without a trace of what
    they said.
    """

    media_type: str
    content: bytes | None = None
    blob: str | None = None
    held: str | None = None
    filename: str = ""
    size: int = 0
    salted: bool = True


@dataclass(frozen=True)
class Composition:
    """A record about to be stored: the kind's own body fields, and its parts by name."""

    kind: str
    schema: str
    unit: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, PartData] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """What the log needs to know of a stored record (:class:`mingchuang.ledger.Recorded`)."""

    obj: str
    ver: int
    unit: str
    digest: str
    files: tuple[str, ...]
    at: datetime


def normal(value: Any) -> Any:
    """Return ``value`` with every string in Unicode form NFC. Raises ValueError for floats."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {normal(k): normal(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [normal(v) for v in value]
    if isinstance(value, float):
        raise ValueError("no floats in a public record: write amounts as decimal strings")
    return value


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of ``value`` after NFC; what is hashed is what is served."""
    return rfc8785.dumps(normal(value))


def json_part(value: Any, *, salted: bool = True) -> PartData:
    """Return ``value`` as a JSON part."""
    content = canonical(value)
    return PartData("application/json", content=content, size=len(content), salted=salted)


def new_object() -> str:
    """Return a fresh object id: 32 hex digits, random, derived from nothing."""
    return ledger.new_obj()


def store(composition: Composition, *, act: str, at: datetime, obj: str | None = None) -> Stored:
    """Store the next version of an object (a new object when ``obj`` is None).

    Locks the object's chain: of two acts on one object the second sees what the first wrote.
    """
    last = log.newest(obj) if obj else None
    obj = obj or new_object()
    ver = (last.ver if last else 0) + 1
    named, rows = {}, []
    for name, part in composition.parts.items():
        content, salt = part.content, None
        if part.held is not None:
            data, digest = bytes(Held.objects.get(pk=part.held).content), part.held
        else:
            data = content if content is not None else blobs.read(part.blob or "")
            salt = ledger.new_salt() if part.salted else None
            digest = ledger.salted(salt, data) if salt else ledger.sha256(data)
        named[name] = {"digest": digest, "size": len(data), "type": part.media_type}
        rows.append(
            Part(
                name=name,
                media_type=part.media_type,
                digest=digest,
                salt=salt,
                content=content,
                blob=part.blob,
                held_id=part.held,
                filename=part.filename,
                size=len(data),
            )
        )
    body = canonical(
        {
            **{key: value for key, value in composition.fields.items() if value not in (None, "")},
            "act": act,
            "kind": composition.kind,
            "schema": composition.schema,
            "id": obj,
            "version": ver,
            "unit": composition.unit,
            "published_at": log.stamp(at),
            **({"parts": named} if named else {}),
        }
    )
    record = Record.objects.create(
        obj=obj,
        ver=ver,
        kind=composition.kind,
        schema=composition.schema,
        act=act,
        unit=composition.unit,
        body=body,
        digest=ledger.sha256(body),
        at=at,
    )
    for row in rows:
        row.record = record
    Part.objects.bulk_create(rows)
    files = tuple(named[name]["digest"] for name in named if name.startswith("files/"))
    return Stored(obj, ver, composition.unit, record.digest, files, at)


def close(obj: str, *, upto: int, act: str, why: str, at: datetime) -> None:
    """Take back every version up to ``upto``: gone for readers in this very transaction.

    Parts and salts of ``secret`` and ``privacy`` (and of an erasure) are deleted; others are
    only no longer served, so that a supervisor can still see what was wrong.
    """
    Gone.objects.create(obj=obj, from_version=1, to_version=upto, act=act, why=why, at=at)
    if why in ("secret", "privacy") or act == "erase":
        from mingchuang.records import held  # it stores through canonical()

        held.drop_all(obj, upto=upto)
        Part.objects.filter(record__obj=obj, record__ver__lte=upto).update(
            content=None, salt=None, blob=None, held=None, filename="", closed=True
        )
