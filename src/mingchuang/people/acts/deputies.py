"""What can happen to deputies (AB角): proposed, confirmed, ended."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people import rules
from mingchuang.people.acts.state import save_decision
from mingchuang.people.models import Deputy, Post, User
from mingchuang.people.reading import office_exists
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.roles import Roles


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
    save_decision(deputy, Deputy.State.ENDED, by)


@transaction.atomic
def _decide_deputy(deputy_id: int, state: str, by: Roles, office: bool | None) -> None:
    deputy = Deputy.objects.select_for_update().get(pk=deputy_id)
    require(
        rules.may_confirm(by, deputy.proposed_by, office_exists() if office is None else office),
        _("A second person of the openness office decides this."),
    )
    if deputy.state != Deputy.State.PROPOSED:
        raise Conflict(_("This has been decided already."))
    save_decision(deputy, state, by)
