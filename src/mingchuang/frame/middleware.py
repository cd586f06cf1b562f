"""The language of a page is that of its address, never of the browser."""

from django.conf import settings
from django.utils import translation


class LanguageOfAddress:
    """Activate English below ``/en/``, Chinese everywhere else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        language = "en" if path == "/en" or path.startswith("/en/") else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response
