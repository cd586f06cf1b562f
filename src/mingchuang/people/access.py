"""The door of every staff screen: signed in, roles loaded once, refusals shown as pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.records.errors import NotAllowed
from mingchuang.units.roles import Roles


@dataclass(frozen=True)
class DeskLink:
    """A section of the desk: its address name, title, place in the row, and who sees it.

    ``count(user)`` is a number beside the title that asks for attention, not shown when it is 0.
    ``in_head`` puts it into the head of every page instead of the row of sections.
    """

    name: str
    title: str
    order: int
    visible: Callable[[Roles], bool] = lambda roles: True
    count: Callable[[User], int] | None = None
    in_head: bool = False


_links: list[DeskLink] = []


def add_link(link: DeskLink) -> None:
    """Add a section; each app adds its own in ``apps.py``."""
    _links.append(link)


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever is signed in, as ``request.roles``; turn NotAllowed into a 403 page.

    What somebody may see or do there is asked of the app's ``rules.py``.
    """

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.roles = roles_of(request.user)
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            return render(request, "people/refused.html", {"why": str(error)}, status=403)

    wrapped.staff_page = True
    return wrapped


def desk(request: HttpRequest) -> dict:
    """Context processor: the sections of the desk that this person has."""
    roles = getattr(request, "roles", None)
    if roles is None:
        return {}
    links: dict[bool, list] = {True: [], False: []}
    for link in sorted(_links, key=lambda link: link.order):
        if link.visible(roles):
            url = reverse(link.name)
            links[link.in_head].append(
                {
                    "url": url,
                    "title": link.title,
                    "current": request.path == url,
                    "count": link.count(request.user) if link.count else 0,
                }
            )
    return {"desk_links": links[False], "desk_head": links[True], "roles": roles}
