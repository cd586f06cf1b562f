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
) -> Post:
    """Propose that ``user`` holds ``role`` in ``unit`` for a term.

    Instead of a ``user``, ``account`` names one to open (username, name): it can sign in to nothing
    before the post is confirmed, and goes when the proposal is laid aside.
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


def propose_deputy(
    post_id: int,
    *,
    user: User,
    start: date,
    end: date,
    document: str,
    by: Roles,
    office: bool | None = None,
) -> Deputy:
    """Propose that ``user`` acts for the owner of a post during a term (AB角).

    Raises NotAllowed; NotReady when the term leaves the post's own or no document is named.
    """
    post = Post.objects.get(pk=post_id)
    require(
        rules.may_propose(
            by, post.unit_id, post.role, office_exists() if office is None else office
        ),
        _("You may not propose deputies in this unit."),
    )
    require(by.operator or user.pk != by.user_id, _("Nobody proposes themselves."))
    problems = []
    if user.pk == post.user_id or end < start or start < post.start or end > post.end:
        problems.append(_("A deputy is another person, for a time within the post's own term."))
    if not document:
        problems.append(_("document: the document that appoints this person"))
    if problems:
        raise NotReady(problems)
    return Deputy.objects.create(
        post=post,
        user=user,
        start=start,
        end=end,
        document=document,
        proposed_by=by.user_id,
        proposed_at=clock.now(),
    )


def confirm_deputy(deputy_id: int, *, by: Roles, office: bool | None = None) -> None:
    """Let a proposed deputy act from the first day of the term. Raises NotAllowed, Conflict."""
    _decide_deputy(deputy_id, Deputy.State.CONFIRMED, by, office)


def refuse_deputy(deputy_id: int, *, by: Roles) -> None:
    """Lay a proposed deputy aside. Raises NotAllowed, Conflict."""
    _decide_deputy(deputy_id, Deputy.State.REFUSED, by, None)


@transaction.atomic
def end_deputy(deputy_id: int, *, by: Roles) -> None:
    """Take a deputy's rights away at once; it takes no second person. Raises NotAllowed, Conflict."""
    deputy = Deputy.objects.select_for_update().get(pk=deputy_id)
    post = Post.objects.get(pk=deputy.post_id)
    require(rules.may_end(by, post.unit_id, post.role), _("You may not end posts of this unit."))
    if deputy.state not in (Deputy.State.PROPOSED, Deputy.State.CONFIRMED):
        raise Conflict(_("This deputy does not act any more."))
    _save_decision(deputy, Deputy.State.ENDED, by)


@transaction.atomic
def _decide_deputy(deputy_id: int, state: str, by: Roles, office: bool | None) -> None:
    deputy = Deputy.objects.select_for_update().get(pk=deputy_id)
    require(
        rules.may_confirm(by, deputy.proposed_by, office_exists() if office is None else office),
        _("A second person of the openness office decides this."),
    )
    if deputy.state != Deputy.State.PROPOSED:
        raise Conflict(_("This has been decided already."))
    _save_decision(deputy, state, by)


def _save_decision(deputy: Deputy, state: str, by: Roles) -> None:
    deputy.state, deputy.decided_by, deputy.decided_at = state, by.user_id, clock.now()
    deputy.save(update_fields=["state", "decided_by", "decided_at"])


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
