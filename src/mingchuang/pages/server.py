"""WSGI wrapper that answers from the page store before Django is asked."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from mingchuang import clock

_SAFE = re.compile(r"^/(?:[A-Za-z0-9_=&-][A-Za-z0-9_.=&-]*/)*$")
SILENCE = 5.0
"""Seconds without a sign from the projections after which no stored page is served."""


def public_headers() -> list[tuple[str, str]]:
    """Return the headers of every stored page, the same that Django gives the rendered one."""
    from csp.utils import build_policy

    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", build_policy()),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "public, max-age=0, must-revalidate"),
    ]


class StoredPages:
    """Serve a kept page when there is one and the projections are alive, else call ``app``."""

    def __init__(self, app: Callable):
        self.app = app
        self.root = Path(settings.DATA) / "pages"
        self.headers = public_headers()
        self.checked = 0.0
        self.alive = False

    def _alive(self) -> bool:
        now = time.monotonic()
        if now - self.checked > 0.5:
            self.checked = now
            try:
                self.alive = time.time() - (self.root / "heartbeat").stat().st_mtime < SILENCE
            except FileNotFoundError:
                self.alive = False
        return self.alive

    def _body(self, path: str) -> bytes | None:
        relative = Path(path.strip("/")) / "index.html"
        try:
            return (self.root / "site" / relative).read_bytes()
        except OSError:  # not kept, or a path that no file can have
            pass
        try:
            file = self.root / "until" / relative
            if file.stat().st_mtime > clock.now().timestamp():
                return file.read_bytes()
        except OSError:  # not kept, or a path that no file can have
            pass
        return None

    def __call__(self, environ: dict, start_response: Callable):
        """WSGI entry point."""
        method = environ.get("REQUEST_METHOD")
        path = environ.get("PATH_INFO", "")
        if (
            method in ("GET", "HEAD")
            and not environ.get("QUERY_STRING")
            and _SAFE.match(path)
            and self._alive()
        ):
            body = self._body(path)
            if body is not None:
                start_response(
                    "200 OK", [*self.headers, ("Content-Length", str(len(body))), ("X-Stored", "1")]
                )
                return [body] if method == "GET" else [b""]
        return self.app(environ, start_response)
