"""Addresses below ``/items/``: the page, its versions, JSON, parts, files, proofs, tombstones."""

import json
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mingchuang.ledger import reading as log
from mingchuang.pages.views import public_page
from mingchuang.records import kinds, reading
from mingchuang.records.projections import TOMBSTONE
from mingchuang.units import public as units

HIDDEN = ("secret", "privacy")
"""Reasons after which not even the title is shown."""


class NotNumbered(Http404):
    """Signed a moment ago: the log gives it its number within a second."""

    @property
    def words(self) -> str:
        """What the page of the error says instead of the usual sentence."""
        return _(
            "This was signed a moment ago and is being entered in the log. Load the page again."
        )


def _found(obj: str, ver: int | None = None) -> reading.Item:
    item = reading.item(obj, ver)
    if item is None:
        raise NotNumbered if reading.unnumbered(obj) else Http404
    return item


@public_page
def page(request, tags, obj):
    """An object's version in force; 410 with the tombstone when it was taken back."""
    item = _found(obj)
    taken = reading.gone(obj, item.head.version)
    if item.head.state == "withdrawn" or taken:
        return _tombstone(request, tags, item)
    tags.record(obj)
    return kinds.get(item.record.kind).view(request, tags, item)


@public_page
def version(request, tags, obj, ver):
    """One version; 410 when it was closed."""
    item = _found(obj, ver)
    tags.record(obj)
    if item.record.schema == TOMBSTONE or item.head.state == "withdrawn" or reading.gone(obj, ver):
        return _tombstone(request, tags, item)
    return kinds.get(item.record.kind).view(request, tags, item)


def _tombstone(request, tags, item: reading.Item) -> HttpResponse:
    """Say that something was here, when and why it went, and what to read now."""
    obj = item.record.obj
    tags.never()
    steps = reading.history(obj)
    last = next((step for step in steps if step.record.schema == TOMBSTONE), None)
    taken = reading.gone(obj, item.record.ver) or reading.gone(obj, max(1, item.head.version - 1))
    reason = taken.why if taken else item.head.reason
    body = json.loads(bytes(last.record.body)) if last else {}
    title = ""
    whole = item.head.state == "withdrawn" or bool(taken and taken.act == "withdraw")
    if whole and reason not in HIDDEN and (not taken or taken.act != "erase"):
        title = item.head.title
    successor = reading.item(body["successor"]) if body.get("successor") else None
    first = steps[-1] if steps else None
    return render(
        request,
        "portal/public/tombstone.html",
        {
            "section": "changes",
            "item": item,
            "title": title,
            "whole": whole,
            "reason": reason,
            "note": last.note if last else "",
            "at": last.record.at if last else (taken.at if taken else item.head.changed_at),
            "first": first,
            "last": last,
            "unit": units.names([item.record.unit]).get(item.record.unit),
            "successor": successor,
            "standings": [
                (step, log.standing(obj, step.record.ver)) for step in (first, last) if step
            ],
        },
        status=410,
    )


def _status(item: reading.Item) -> int:
    taken = (
        item.record.schema == TOMBSTONE
        or item.head.state == "withdrawn"
        or reading.gone(item.record.obj, item.record.ver)
    )
    return 410 if taken else 200


@require_safe
@cache_control(no_cache=True)
def body(request, obj, ver=None):
    """The body, as exactly the bytes that were hashed."""
    with reading.snapshot():
        item = _found(obj, ver)
        return HttpResponse(
            bytes(item.record.body),
            content_type="application/json",
            status=_status(item),
            headers={
                "Access-Control-Allow-Origin": "*",
                "Link": f'</schemas/{item.record.schema}.json>; rel="describedby"',
            },
        )


@require_safe
@cache_control(no_cache=True)
def part(request, obj, ver, name):
    """A text part with its salt: ``{name, type, digest, salt, content}``; 410 when taken back."""
    with reading.snapshot():
        item = _found(obj, ver)
        if _status(item) == 410:
            return HttpResponse(status=410)
        found = item.parts.get(name)
        if found is None and name in item.body.get("parts", {}):
            return HttpResponse(status=410)  # a list of persons whose window is over
        if found is None or found.data is None:
            raise Http404
        text = found.data.decode()
        answer = {"name": name, "type": found.media_type, "digest": found.digest, "content": text}
        if found.opening:
            answer["salt"] = found.opening.hex()
        return HttpResponse(
            json.dumps(answer, ensure_ascii=False),
            content_type="application/json",
            headers={"Access-Control-Allow-Origin": "*"},
        )


@require_safe
@cache_control(no_cache=True)
def file(request, obj, ver, key, name):
    """A file, served only at its item's address; 410 when that version was taken back."""
    with reading.snapshot():
        item = _found(obj, ver)
        if _status(item) == 410:
            return HttpResponse(status=410)
        found = item.parts.get(f"files/{key}")
        if found is None or found.filename != name:
            raise Http404
        try:
            data = reading.file_bytes(found)
        except FileNotFoundError as error:
            raise Http404 from error
    how = "inline" if found.media_type.startswith(("image/", "application/pdf")) else "attachment"
    return HttpResponse(
        data,
        content_type=found.media_type,
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@require_safe
@cache_control(no_cache=True)
def proof(request, obj, ver):
    """The proof of a version's entry, self-contained; 404 until it is signed."""
    with reading.snapshot():
        _found(obj, ver)
        standing = log.standing(obj, ver)
    text = log.proof(standing.idx) if standing else None
    if text is None:
        return HttpResponse(
            "not signed yet\n", status=404, content_type="text/plain", headers={"Retry-After": "1"}
        )
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{obj}-v{ver}.tlog-proof"',
            "Access-Control-Allow-Origin": "*",
        },
    )


@require_safe
def json_alias(request, obj, ver=None):
    """``…/.json`` is the same as ``….json``."""
    return HttpResponsePermanentRedirect(
        f"/items/{obj}/v{ver}.json" if ver else f"/items/{obj}.json"
    )
