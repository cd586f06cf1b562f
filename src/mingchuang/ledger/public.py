"""The log's files at ``/log/``, exactly as they lie in the folder. In production a web server
serves the folder itself."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from mingchuang.ledger import keys
from mingchuang.ledger.tiles import BadTile, parse_path


def _answer(data: bytes, media_type: str, caching: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=media_type,
        headers={"Cache-Control": caching, "Access-Control-Allow-Origin": "*"},
    )


@require_safe
def checkpoint(request):
    """The newest signed checkpoint; 404 before the first."""
    note = keys.folder().checkpoint()
    if note is None:
        raise Http404
    return _answer(note.encode(), "text/plain; charset=utf-8", "max-age=2")


@require_safe
def key(request):
    """The log's verifier key as text."""
    try:
        return _answer(f"{keys.verifier()}\n".encode(), "text/plain; charset=utf-8", "max-age=3600")
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def tile(request, path):
    """A tile or an entry bundle. A file that is not there is 404, never an empty 200."""
    path = f"tile/{path}"
    try:
        parse_path(path)
        data = keys.folder().read(path)
    except (BadTile, ValueError, FileNotFoundError) as error:
        raise Http404 from error
    return _answer(data, "application/octet-stream", "public, max-age=31536000, immutable")
