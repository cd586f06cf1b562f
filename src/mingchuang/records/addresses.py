"""Addresses of an older site, in the one form by which they are found again. Pure."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from django.utils.encoding import repercent_broken_unicode

LONGEST = 500
_TAKEN = re.compile(r"(?:https?://[^/?#\s]+)?/\S*|https?://[^/?#\s]+", re.IGNORECASE)


def key(address: str) -> str:
    """Return path and query of an address, without host, fragment and percent signs.

    ``http://www.example.gov.cn/col/view.asp?id=77#top`` and ``/col/view.asp?id=77`` are the same.
    Raises ValueError for what is no http address and no path, or is too long.
    """
    address = address.strip()
    if not _TAKEN.fullmatch(address) or address.startswith("//"):
        raise ValueError(address)
    parts = urlsplit(address)
    return from_request(_plain(parts.path) or "/", parts.query)


def from_request(path: str, query: str) -> str:
    """Return the key of a request's decoded path and raw query. Raises ValueError when too long."""
    whole = f"{path}?{_plain(query)}" if query else path
    if len(whole) > LONGEST or "\x00" in whole:
        raise ValueError(whole[:80])
    return whole


def _plain(text: str) -> str:
    """Return text without percent signs, but for bytes that are no UTF-8: as Django reads a path."""
    return repercent_broken_unicode(unquote_to_bytes(text)).decode()
