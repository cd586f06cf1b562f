"""Other facts of a post that is held: proposed by one person, confirmed by a second."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, append
from mingchuang.people import rules
from mingchuang.people.acts.state import composition, save_decision
from mingchuang.people.models import Post, PostChange
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.roles import Roles

CHANGING = ("title", "portfolio", "phone", "end", "document", "document_name", "order")
"""Facts of a post that may change while it is held; another person or role is another post."""


@transaction.atomic
def propose_change(
    post_id: int,
    *,
    title: str,
    end: date,
    document: str,
    by: Roles,
    portfolio: str = "",
    phone: str = "",
    document_name: str = "",
    order: int | None = None,
) -> PostChange:
    """Propose other facts of a post in force; a second person of the office confirms them.

    Raises NotAllowed; NotReady when the term is over by then, nothing changes, or a change waits.
    """
    post = Post.objects.select_for_update().get(pk=post_id)
    require(
        rules.may_propose(by, post.unit_id, post.role, office_exists()),
        _("You may not propose posts of this unit."),
    )
    data = {
        "title": title,
        "portfolio": portfolio,
        "phone": phone,
        "end": end.isoformat(),
        "document": document,
        "document_name": document_name,
        "order": rules.place(post.role, order),
    }
    problems = []
    if post.state != Post.State.CONFIRMED:
        problems.append(_("This post is not in force."))
    if end < max(post.start, clock.today()):
        problems.append(_("end: a post is ended by “End”, not by a term that is over"))
    if not document:
        problems.append(_("document: the document that appoints this person"))
    if data == _facts(post):
        problems.append(_("Nothing is changed."))
    if post.changes.filter(state=PostChange.State.PROPOSED).exists():
        problems.append(_("Another change of this post waits to be confirmed."))
    if problems:
        raise NotReady(problems)
    return PostChange.objects.create(
        post=post, data=data, proposed_by=by.user_id, proposed_at=clock.now()
    )


@transaction.atomic
def confirm_change(change_id: int, *, by: Roles) -> Post:
    """Put other facts of a post into force; a published post gets its next version.

    Raises NotAllowed (also for the proposer); Conflict when it was decided or the post has ended.
    """
    change = _change(change_id, by)
    post = Post.objects.select_for_update().select_related("user").get(pk=change.post_id)
    if post.state != Post.State.CONFIRMED:
        raise Conflict(_("This post is not in force."))
    for name in CHANGING:
        setattr(post, name, change.data[name])
    post.end = date.fromisoformat(change.data["end"])
    post.save(update_fields=CHANGING)
    if post.obj:
        stored = writing.store(composition(post), act="register", at=clock.now(), obj=post.obj)
        append([Entry("register", stored, role="operator")])
    save_decision(change, PostChange.State.CONFIRMED, by)
    return post


@transaction.atomic
def refuse_change(change_id: int, *, by: Roles) -> None:
    """Lay a proposed change of a post aside. Raises NotAllowed, Conflict."""
    save_decision(_change(change_id, by), PostChange.State.REFUSED, by)


def _change(change_id: int, by: Roles) -> PostChange:
    change = PostChange.objects.select_for_update().get(pk=change_id)
    require(
        rules.may_confirm(by, change.proposed_by, True),
        _("A second person of the openness office decides this."),
    )
    if change.state != PostChange.State.PROPOSED:
        raise Conflict(_("This has been decided already."))
    return change


def _facts(post: Post) -> dict[str, object]:
    return {name: getattr(post, name) for name in CHANGING} | {"end": post.end.isoformat()}
