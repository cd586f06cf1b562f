"""Who somebody is on a day."""

from datetime import date

from django.db.models import QuerySet

from mingchuang import clock
from mingchuang.people.models import Deputy, Post, User
from mingchuang.units.roles import NOBODY, OFFICE, Held, Roles


def posts_on(day: date) -> QuerySet[Post]:
    """Return confirmed posts whose term holds on a day."""
    return Post.objects.filter(state=Post.State.CONFIRMED, start__lte=day, end__gte=day)


def roles_of(user: User, on: date | None = None) -> Roles:
    """Return everything ``user`` may appear as on a day (default: today), in two queries."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    on = on or clock.today()
    held = {
        Held(unit, role)
        for unit, role in posts_on(on).filter(user=user).values_list("unit_id", "role")
    }
    deputed = Deputy.objects.filter(
        user=user,
        state=Deputy.State.CONFIRMED,
        start__lte=on,
        end__gte=on,
        post__state=Post.State.CONFIRMED,
        post__start__lte=on,
        post__end__gte=on,
    ).values_list("post__unit_id", "post__role")
    held |= {Held(unit, role, deputy=True) for unit, role in deputed}
    return Roles(user.pk, user.name, frozenset(held))


def office_exists() -> bool:
    """Whether anybody has been appointed to the openness office yet."""
    return Post.objects.filter(role=OFFICE, state=Post.State.CONFIRMED).exists()
