"""What waits for the openness office among posts, deputies and facts of units."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingchuang import clock
from mingchuang.people.models import Deputy, Post, PostChange, User
from mingchuang.people.rules import may_confirm
from mingchuang.people.tasks import Task
from mingchuang.units.models import UnitProposal
from mingchuang.units.roles import OFFICE, Roles

CONFIRM_DAYS = 3
"""Working days after which a proposal should not wait any longer: until then nobody holds the post."""


def open_tasks(user: User, roles: Roles) -> Iterator[Task]:
    """Yield one task for each kind of proposal that this person may confirm (port ``people.tasks``)."""
    if not roles.district(OFFICE):
        return
    today = clock.today()
    for model, words in (
        (Post, lambda n: ngettext("%(n)d post to confirm", "%(n)d posts to confirm", n)),
        (Deputy, lambda n: ngettext("%(n)d deputy to confirm", "%(n)d deputies to confirm", n)),
        (
            PostChange,
            lambda n: ngettext(
                "%(n)d change of a post to confirm", "%(n)d changes of posts to confirm", n
            ),
        ),
        (
            UnitProposal,
            lambda n: ngettext(
                "facts of %(n)d unit to confirm", "facts of %(n)d units to confirm", n
            ),
        ),
    ):
        found = [
            at
            for by, at in model.objects.filter(state="proposed")
            .order_by("proposed_at")
            .values_list("proposed_by", "proposed_at")
            if may_confirm(roles, by, True)
        ]
        if not found:
            continue
        days = clock.workdays_between(found[0].astimezone(clock.SHANGHAI).date(), today)
        yield Task(
            "confirm",
            _("to confirm"),
            words(len(found)) % {"n": len(found)},
            _("The oldest has waited %(n)d working days; until then it is not in force.")
            % {"n": days},
            reverse("people:proposals"),
            _("Look and decide"),
            "",
            found[0],
            soon=days >= CONFIRM_DAYS,
        )
