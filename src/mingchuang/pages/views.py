"""The decorator every public page wears: one snapshot, declared tags, kept when that is allowed."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingchuang.pages.store import PageStore
from mingchuang.records.reading import snapshot

LONGEST = 200
"""Characters of the longest address path whose page is kept."""


class Tags:
    """What a page shows, declared by its view while it works."""

    def __init__(self):
        self.names: set[str] = set()
        self.until: datetime | None = None
        self.storable = True

    def record(self, obj: str) -> None:
        """The page shows a fact of this record."""
        self.names.add(f"rec:{obj}")

    def key(self, kind: str, key: str) -> None:
        """The page shows the record of ``kind`` that is what ``key`` names, or says there is none."""
        self.names.add(f"key:{kind}={key}")

    def list(self, name: str, page: int | None = None) -> None:
        """The page shows a list's front, or page ``page`` of it."""
        self.names.add(f"list:{name}" if page is None else f"list:{name}#{page}")

    def log(self) -> None:
        """The page shows how far the log has come."""
        self.names.add("log")

    def changes_at(self, moment: datetime | None) -> None:
        """The page says something that is no longer so from ``moment`` on."""
        if moment is not None and (self.until is None or moment < self.until):
            self.until = moment

    def never(self) -> None:
        """The page must not be kept: it speaks of now, or answers a search."""
        self.storable = False


@cache
def store() -> PageStore:
    """Return this node's page store."""
    return PageStore(Path(settings.DATA) / "pages")


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Render ``view(request, tags, …)`` in one read-only snapshot and keep the page under its tags.

    It answers GET and HEAD only. Raises AssertionError when a storable page declares no tag: it could never be purged.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        tags = Tags()
        request.tags = tags
        with snapshot() as mark:
            response = view(request, tags, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response.render()
        plain = (
            request.method == "GET"
            and not request.META.get("QUERY_STRING")
            and request.path.endswith("/")
        )
        plain = plain and len(request.path) <= LONGEST
        if response.status_code == 200 and plain and tags.storable and not response.streaming:
            assert tags.names, f"{view.__module__}.{view.__name__} declares no tags"
            store().keep(request.path, response.content, mark, tags.names, tags.until)
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    wrapped.public_page = True
    return wrapped
