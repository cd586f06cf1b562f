"""What can happen to people: appointed, confirmed, deputised, leaving."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append
from mingchuang.pages.purge import take_down
from mingchuang.people import handover, record, rules
from mingchuang.people.models import Deputy, Post, User
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.roles import (
    DEPARTMENT,
    DUTY,
    FIRST,
    OFFICE,
    PUBLIC_ROLES,
    ROLE_NAMES,
    SECRECY,
    SIGNER,
    Roles,
)

REVIEWING = {DEPARTMENT, SECRECY, SIGNER, DUTY, FIRST}
WORKING_ROLES = {"officer"}
"""Roles whose holder owns drafts; reviews belong to a step, not to a person."""


def propose_post(
    *,
    unit: str,
    user: User,
    role: str,
    title: str,
    start: date,
    end: date,
    document: str,
    by: Roles,
    portfolio: str = "",
    phone: str = "",
) -> Post:
    """Propose that ``user`` holds ``role`` in ``unit`` for a term.

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
        stored = writing.store(_composition(post), act="register", at=now)
        post.obj = stored.obj
        append([Entry("register", stored, role="operator")])
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


@transaction.atomic
def appoint_deputy(
    post_id: int,
    *,
    user: User,
    start: date,
    end: date,
    by: Roles,
    document: str = "",
    office: bool | None = None,
) -> Deputy:
    """Let ``user`` act for the owner of a post during a term. Raises NotAllowed, NotReady."""
    post = Post.objects.get(pk=post_id)
    require(
        rules.may_propose(
            by, post.unit_id, post.role, office_exists() if office is None else office
        ),
        _("You may not appoint deputies in this unit."),
    )
    if not by.operator:
        # A leader's or a reviewer's rights are not the unit administrator's to give.
        require(
            post.role not in REVIEWING or by.district(OFFICE),
            _("Deputies of leaders and reviewers are appointed by the openness office."),
        )
        require(user.pk != by.user_id, _("Nobody appoints themselves."))
    if user.pk == post.user_id or end < start or start < post.start or end > post.end:
        raise NotReady([_("A deputy is another person, for a time within the post's own term.")])
    return Deputy.objects.create(
        post=post, user=user, start=start, end=end, document=document, appointed_by=by.user_id
    )


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


def _composition(post: Post) -> writing.Composition:
    return record.build(
        unit=post.unit_id,
        role=post.role,
        start=post.start.isoformat(),
        end=post.end.isoformat(),
        head={
            "name": post.user.name,
            "title": post.title,
            "portfolio": post.portfolio,
            "phone": post.phone,
        },
    )


def _decide(post: Post, state: str, by: Roles) -> None:
    post.state, post.decided_by, post.decided_at = state, by.user_id, clock.now()
    post.save(update_fields=["state", "decided_by", "decided_at", "obj"])
