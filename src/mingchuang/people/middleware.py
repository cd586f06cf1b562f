"""Signs staff out after a time without a request."""

from django.conf import settings
from django.contrib.auth import logout

from mingchuang import clock

KEY = "seen"
GRAIN = 60
"""Seconds between two notes of the last request, so that reading does not write each time."""


class IdleTimeout:
    """End the session when its last request is longer ago than the limit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = clock.now().timestamp()
            seen = request.session.get(KEY)
            if seen is not None and now - seen > settings.IDLE_SECONDS:
                logout(request)
            elif seen is None or now - seen > GRAIN:
                request.session[KEY] = now
        return self.get_response(request)
