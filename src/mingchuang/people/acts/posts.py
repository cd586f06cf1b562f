"""What can happen to posts: proposed, confirmed, ended by hand or by their term."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append
from mingchuang.pages.purge import take_down
from mingchuang.people import handover, rules
from mingchuang.people.acts.state import composition
from mingchuang.people.models import Post, User
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.roles import PUBLIC_ROLES, ROLE_NAMES, Roles

WORKING_ROLES = {"officer"}
"""Roles whose holder owns drafts; reviews belong to a step, not to a person."""


@transaction.atomic
def propose_post(
    *,
    unit: str,
    user: User | None = None,
    account: tuple[str, str] | None = None,
    role: str,
    title: str,
    start: date,
    end: date,
    document: str,
    by: Roles,
    portfolio: str = "",
    phone: str = "",
    document_name: str = "",
    order: int | None = None,
) -> Post:
    """Propose that ``user`` holds ``role`` in ``unit`` for a term.

    Instead of a ``user``, ``account`` names one to open (username, name): it can sign in to nothing
    before the post is confirmed, and goes when the proposal is laid aside. ``document`` is the number
    of what appoints, ``order`` the place in the unit's official order (None: as the role stands).
    Raises NotAllowed; NotReady when the term is upside down or the same post is held already.
    """
    require(
        rules.may_propose(by, unit, role, office_exists()),
        _("You may not propose posts of this unit."),
    )
    problems = []
    if role not in ROLE_NAMES:
        problems.append(_("role: one of ") + ", ".join(ROLE_NAMES))
    if end < start:
        problems.append(_("end: the term ends before it begins"))
    if not document:
        problems.append(_("document: the document that appoints this person"))
    if user is None and not problems:
        username, name = account or ("", "")
        user, opened = User.objects.get_or_create(username=username, defaults={"name": name})
        if opened:
            user.set_unusable_password()
            user.save(update_fields=["password"])
    overlapping = Post.objects.filter(
        unit_id=unit,
        user=user,
        role=role,
        state__in=[Post.State.PROPOSED, Post.State.CONFIRMED],
        start__lte=end,
        end__gte=start,
    )
    if overlapping.exists():
        problems.append(_("This person already holds or is proposed for this role in that time."))
    if problems:
        raise NotReady(problems)
    return Post.objects.create(
        unit_id=unit,
        user=user,
        role=role,
        title=title,
        portfolio=portfolio,
        phone=phone,
        start=start,
        end=end,
        document=document,
        document_name=document_name,
        order=rules.place(role, order),
        proposed_by=by.user_id,
        proposed_at=clock.now(),
    )


@transaction.atomic
def confirm_post(post_id: int, *, by: Roles, office: bool | None = None) -> Post:
    """Put a proposed post into force; public roles become a record with a ``register`` entry.

    ``office`` says whether there was an office when the work began of which this is a part: one
    import may appoint the whole office. None: look now.
    """
    office = office_exists() if office is None else office
    post = Post.objects.select_for_update().select_related("user").get(pk=post_id)
    require(
        rules.may_confirm(by, post.proposed_by, office),
        _("A second person of the openness office confirms this."),
    )
    if post.state != Post.State.PROPOSED:
        raise Conflict(_("This post has been decided already."))
    now = clock.now()
    if post.role in PUBLIC_ROLES:
        stored = writing.store(composition(post), act="register", at=now)
        post.obj = stored.obj
        append([Entry("register", stored, role="operator")])
    User.objects.filter(pk=post.user_id, is_active=False).update(is_active=True)
    _decide(post, Post.State.CONFIRMED, by)
    return post


@transaction.atomic
def refuse_post(post_id: int, *, by: Roles) -> None:
    """Lay a proposed post aside."""
    post = Post.objects.select_for_update().get(pk=post_id)
    require(
        rules.may_confirm(by, post.proposed_by, True),
        _("A second person of the openness office decides this."),
    )
    if post.state != Post.State.PROPOSED:
        raise Conflict(_("This post has been decided already."))
    _decide(post, Post.State.REFUSED, by)
    _drop_unused(post.user_id)


@transaction.atomic
def leave(post_id: int, *, by: Roles, successor: User | None = None) -> int:
    """End a post today and move its holder's open work; returns how many pieces moved.

    A post whose term lapsed can still be handed over. Work moves when this is the person's last post in the unit that can hold it. Raises NotReady
    naming the work when there is no successor for it.
    """
    post = Post.objects.select_for_update().select_related("user").get(pk=post_id)
    require(rules.may_end(by, post.unit_id, post.role), _("You may not end posts of this unit."))
    if post.state not in (Post.State.CONFIRMED, Post.State.ENDED):
        raise Conflict(_("This post is not in force."))
    ending = post.state == Post.State.CONFIRMED
    if ending:
        _decide(post, Post.State.ENDED, by)
        post.end = min(post.end, clock.today())
        post.save(update_fields=["end"])
    moved = 0
    same = Post.objects.filter(
        user=post.user, unit=post.unit, role=post.role, state=Post.State.CONFIRMED
    ).exists()
    if not same and post.role in WORKING_ROLES:
        work = handover.open_work(post.user, post.unit_id)
        if work and successor is None:
            raise NotReady([_("Open work needs a successor: ") + piece.title for piece in work])
        if (
            work
            and not Post.objects.filter(
                user=successor,
                unit=post.unit,
                role=post.role,
                state=Post.State.CONFIRMED,
                start__lte=clock.today(),
                end__gte=clock.today(),
            ).exists()
        ):
            raise NotReady([_("The successor holds no post of the same role in this unit.")])
        for piece in work:
            piece.move(successor)
        moved = len(work)
    if post.obj and ending:
        _take_back(post, role="operator")
    return moved


@transaction.atomic
def lapse(post_id: int) -> None:
    """End a post whose term is over; the worker calls it. Name and telephone are taken back.

    Open work stays with its drafter until the unit's administrator hands it over (:func:`leave`).
    """
    post = Post.objects.select_for_update().get(pk=post_id)
    if post.state != Post.State.CONFIRMED or post.end >= clock.today():
        return
    post.state, post.decided_at = Post.State.ENDED, clock.now()
    post.save(update_fields=["state", "decided_at"])
    if post.obj:
        _take_back(post, role="system")


def _drop_unused(user_id: int) -> None:
    """Close the account of somebody who never signed in and for whom nothing else is proposed."""
    User.objects.filter(pk=user_id, last_login=None).exclude(
        posts__state__in=[Post.State.PROPOSED, Post.State.CONFIRMED, Post.State.ENDED]
    ).update(is_active=False)


def _take_back(post: Post, *, role: str) -> None:
    """Close a published post: its record stays as a line, name and telephone are deleted."""
    now = clock.now()
    stored = writing.store(
        writing.Composition("post", "tombstone-1", post.unit_id, {"reason": "term_over"}),
        act="expire",
        at=now,
        obj=post.obj,
    )
    writing.close(post.obj, upto=stored.ver - 1, act="expire", why="privacy", at=now)
    append([Entry("expire", stored, role=role, reason="term_over")])
    transaction.on_commit(lambda: take_down(stored.obj, stored.ver), robust=True)


def _decide(post: Post, state: str, by: Roles) -> None:
    post.state, post.decided_by, post.decided_at = state, by.user_id, clock.now()
    post.save(update_fields=["state", "decided_by", "decided_at", "obj"])
