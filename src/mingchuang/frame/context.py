"""What every template may say about the site."""

from django.conf import settings
from django.utils.translation import get_language

from mingchuang.frame import meta
from mingchuang.ledger import keys


def _other_language(path: str) -> str:
    if path == "/en" or path.startswith("/en/"):
        return path[3:] or "/"
    return "/en" + path


def site(request):
    """What every page says of the site: its name, codes and records (footer and META tags of
    国办发〔2017〕47号), the same page in the other language, whether this is a demonstration."""
    config = settings.CONFIG
    try:
        origin = keys.origin()
    except FileNotFoundError:
        origin = ""
    return {
        "site_name": config.site_name,
        "site_code": config.site_code,
        "site_domain": meta.base().partition("://")[2] or "localhost",
        "sponsor": config.sponsor,
        "contact": config.contact,
        "icp_number": config.icp_number,
        "police_number": config.police_number,
        "organ_mark_url": config.organ_mark_url,
        "errors_url": config.errors_url.replace("{site_code}", config.site_code),
        "log_origin": origin,
        "demo": origin.startswith("demo."),
        "english": get_language() == "en",
        "other_language": _other_language(request.path),
    }
