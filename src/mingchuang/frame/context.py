"""What every template may say about the site."""

from django.conf import settings
from django.utils.translation import get_language

from mingchuang.ledger import keys


def _other_language(path: str) -> str:
    if path == "/en" or path.startswith("/en/"):
        return path[3:] or "/"
    return "/en" + path


def site(request):
    """Name of the district, the same page in the other language, whether this is a demonstration."""
    try:
        origin = keys.origin()
    except FileNotFoundError:
        origin = ""
    return {
        "site_name": settings.CONFIG.site_name,
        "site_code": settings.CONFIG.site_code,
        "log_origin": origin,
        "demo": origin.startswith("demo."),
        "english": get_language() == "en",
        "other_language": _other_language(request.path),
    }
