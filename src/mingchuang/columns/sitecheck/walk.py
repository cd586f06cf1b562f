"""Fetching a site's pages: over HTTP, or from the application inside this process."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

from mingchuang.columns.sitecheck.page import Page, read

Fetch = Callable[[str], tuple[str, int, str]]
"""Returns path, status and text of the page to which an address path leads; 0: nothing answers."""
SECONDS = 15
"""A page that does not open within this time counts as unreachable (国办秘函〔2019〕19号)."""
MOST_BYTES = 4 * 1024 * 1024
START = ("/", "/columns/", "/lists/", "/lists/changes/", "/units/", "/search/", "/log/", "/en/")
"""Pages with which a walk begins."""
KINDS = (
    (re.compile(r"^/columns/[a-z0-9-]+/$"), 500),
    (re.compile(r"^/lists/category/[^/]+/$"), 4),
    (re.compile(r"^/lists/year/\d+/$"), 1),
    (re.compile(r"^/lists/unit/[^/]+/$"), 2),
    (re.compile(r"^/lists/[a-z]+/$"), 8),
    (re.compile(r"^/lists/catalogue/[^/]+/$"), 2),
    (re.compile(r"^/units/[^/]+/$"), 3),
    (re.compile(r"^/units/[^/]+/directory/$"), 2),
    (re.compile(r"^/items/[0-9a-f]{32}/$"), 30),
    (re.compile(r"^/calendar/$"), 1),
)
"""Kinds of addresses and how many of each are looked at; every column is."""


def over_http(base: str) -> Fetch:
    """Return a fetch that asks the site at ``base``. Raises ValueError for what is no web address."""
    if urlsplit(base).scheme not in ("http", "https"):
        raise ValueError(base)

    def fetch(path: str) -> tuple[str, int, str]:
        asked = urllib.request.Request(  # noqa: S310 - http and https only
            urljoin(base, path), headers={"User-Agent": "mingchuang site-check"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
                text = answer.read(MOST_BYTES).decode("utf-8", "replace")
                return urlsplit(answer.url).path, answer.status, text
        except urllib.error.HTTPError as error:
            return path, error.code, error.read(MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            return path, 0, ""

    return fetch


def in_process(app: Callable, host: str, *, secure: bool = False) -> Fetch:
    """Return a fetch that asks a WSGI application; redirections within the site are followed."""

    def fetch(path: str, left: int = 3) -> tuple[str, int, str]:
        environ: dict = {"PATH_INFO": path, "HTTP_HOST": host, "REQUEST_METHOD": "GET"}
        if secure:
            environ |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
        setup_testing_defaults(environ)
        said: list = []
        answer = app(environ, lambda status, headers, *_rest: said.extend((status, headers)))
        try:
            text = b"".join(answer).decode("utf-8", "replace")
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, headers = int(said[0].split()[0]), dict(said[1])
        if status in (301, 302) and left and headers.get("Location", "").startswith("/"):
            return fetch(headers["Location"], left - 1)
        return path, status, text

    return fetch


def walk(fetch: Fetch, progress: Callable[[int], None] | None = None) -> list[Page]:
    """Return the pages of a site: those of ``START`` and, through their links, some of every kind."""
    pages: list[Page] = []
    waiting, seen = list(START), set(START)
    left = dict(enumerate(most for _pattern, most in KINDS))
    while waiting:
        path = waiting.pop(0)
        asked = path
        path, status, html = fetch(asked)
        if path != asked and path in seen:  # a record that leads to a page of its own
            continue
        seen.add(path)
        page = read(path, html, status)
        pages.append(page)
        if progress:
            progress(len(pages))
        for link in page.links:
            target = _own(link, path)
            if target is None or target in seen:
                continue
            kind = next((n for n, (known, _most) in enumerate(KINDS) if known.match(target)), None)
            if kind is not None and left[kind]:
                left[kind] -= 1
                seen.add(target)
                waiting.append(target)
    return pages


def _own(link: str, path: str) -> str | None:
    """Return the path that a link of a page leads to; None outside the site and for questions."""
    parts = urlsplit(urljoin(path, link))
    return parts.path if not (parts.scheme or parts.netloc or parts.query) else None
