"""What can happen to leading groups, and to what meetings and work points give units to do."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue.models import Obligation
from mingchuang.leadership import record, rules
from mingchuang.leadership.models import Assignment, Group, GroupProposal
from mingchuang.ledger.writing import Entry, append
from mingchuang.pages.purge import take_down
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.records import kinds, writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.records.models import Record
from mingchuang.units.models import Unit
from mingchuang.units.roles import Roles

FACTS = ("name", "document", "document_name", "since", "until", "office", "office_phone", "members")
State = Assignment.State


@transaction.atomic
def propose_group(unit: str, data: Mapping[str, Any], *, by: Roles) -> GroupProposal:
    """Propose a unit's leading group, the first or a changed one.

    ``data`` holds :data:`FACTS`: days as text, ``until`` empty when open, ``members`` as
    ``rules.read_members`` returns them. Raises NotAllowed; NotReady with everything that is wrong.
    """
    require(
        rules.may_propose_group(by, unit),
        _("A leading group is proposed by the openness office or the unit's administrator."),
    )
    place = Unit.objects.select_for_update().get(pk=unit)
    data = {name: data[name] for name in FACTS}
    problems = rules.group_problems(data)
    if place.group_proposals.filter(state=GroupProposal.State.PROPOSED).exists():
        problems.append(_("A change of this group waits to be confirmed."))
    if Group.objects.filter(pk=unit, data=data).exists():
        problems.append(_("Nothing is changed."))
    if problems:
        raise NotReady(problems)
    return GroupProposal.objects.create(
        unit=place, data=data, proposed_by=by.user_id, proposed_at=clock.now()
    )


@transaction.atomic
def confirm_group(proposal_id: int, *, by: Roles) -> Group:
    """Put a leading group into force: its record's next version and one ``register`` entry.

    The names of every earlier version are taken back; when it was in force and how many it had stays.
    Raises NotAllowed (also for the proposer), Conflict when it was decided already.
    """
    proposal = _proposal(proposal_id, by)
    group = Group.objects.select_for_update().filter(pk=proposal.unit_id).first()
    now = clock.now()
    stored = writing.store(
        record.group(proposal.unit_id, proposal.data),
        act="register",
        at=now,
        obj=group.obj if group else None,
    )
    if stored.ver > 1:
        writing.close(stored.obj, upto=stored.ver - 1, act="register", why="privacy", at=now)
        transaction.on_commit(lambda: take_down(stored.obj, stored.ver), robust=True)
    append([Entry("register", stored, role="operator")])
    group, _created = Group.objects.update_or_create(
        pk=proposal.unit_id, defaults={"data": proposal.data, "obj": stored.obj}
    )
    _decide(proposal, GroupProposal.State.CONFIRMED, by)
    return group


@transaction.atomic
def refuse_group(proposal_id: int, *, by: Roles) -> None:
    """Lay a proposed leading group aside. Raises NotAllowed, Conflict."""
    _decide(_proposal(proposal_id, by), GroupProposal.State.REFUSED, by)


@transaction.atomic
def enter(
    *,
    source: str,
    document: str,
    document_name: str,
    number: int,
    title: str,
    lead: str,
    due: date,
    actor: User,
    text: str = "",
    supporting: Sequence[str] = (),
    links: Sequence[str] = (),
) -> Assignment:
    """Enter and publish a decision of a joint meeting or one of the year's work points.

    ``due`` is its last day; ``links`` are ids of published items and codes of rows. Raises
    NotAllowed; NotReady with everything that is wrong.
    """
    require(rules.may_enter(roles_of(actor)), _("Tasks are entered by the openness office."))
    problems = _problems(title, document, lead, supporting, links)
    if Assignment.objects.filter(document=document.strip(), number=number).exists():
        problems.append(_("This item of the document has been entered already."))
    if problems:
        raise NotReady(problems)
    row = Assignment(
        source=source,
        document=document.strip(),
        document_name=document_name.strip(),
        number=number,
        title=title.strip(),
        text=text.strip(),
        lead_id=lead,
        supporting=_in_order(supporting),
        due=due,
        links=list(links),
        entered_by=actor.pk,
        entered_at=clock.now(),
    )
    row.obj = _store(row)
    row.save(force_insert=True)
    return row


@transaction.atomic
def change(
    obj: str,
    *,
    title: str,
    lead: str,
    due: date,
    why: str,
    actor: User,
    text: str = "",
    supporting: Sequence[str] = (),
    links: Sequence[str] = (),
) -> Assignment:
    """Change an open task and say why; readers see the reason and every earlier limit.

    Another lead unit has to report anew. Raises NotAllowed, NotReady.
    """
    row = _open(obj, actor)
    problems = _problems(title, row.document, lead, supporting, links) + _why(why)
    if problems:
        raise NotReady(problems)
    if row.lead_id != lead:
        row.state, row.reported_by, row.reported_at = State.OPEN, None, None
    row.title, row.text, row.lead_id, row.due = title.strip(), text.strip(), lead, due
    row.supporting, row.links = _in_order(supporting), list(links)
    _store(row, note=why.strip())
    row.save()
    return row


@transaction.atomic
def report(
    obj: str, *, result: str, done_on: date, links: Sequence[str], actor: User
) -> Assignment:
    """Say as the lead unit's officer that a task is done; public when the office has confirmed.

    Raises NotAllowed; NotReady without a result or with a day to come; Conflict when it is closed.
    """
    row = Assignment.objects.select_for_update().get(pk=obj)
    require(
        rules.may_report(roles_of(actor), row.lead_id),
        _("That a task is done is reported by the lead unit's officer."),
    )
    _still(row)
    problems = _link_problems(links)
    if not result.strip():
        problems.append(_("Say what came of it; readers see the result."))
    if done_on > clock.today():
        problems.append(_("The day it was done cannot be in the future."))
    if problems:
        raise NotReady(problems)
    row.result, row.done_on, row.links = result.strip(), done_on, list(links)
    row.state, row.said = State.REPORTED, ""
    row.reported_by, row.reported_at = actor.pk, clock.now()
    row.save()
    return row


@transaction.atomic
def confirm_done(obj: str, *, actor: User) -> Assignment:
    """Confirm as the office that a task is done: its record says so from now on.

    Raises NotAllowed (also for whoever reported it), Conflict when nothing was reported.
    """
    row = _reported(obj, actor)
    row.state = State.DONE
    _store(row)
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def send_back(obj: str, *, why: str, actor: User) -> Assignment:
    """Send a report back to the lead unit with words; nothing public changes. Raises as above, and
    NotReady without words."""
    row = _reported(obj, actor)
    if problems := _why(why):
        raise NotReady(problems)
    row.state, row.said = State.OPEN, why.strip()[:400]
    row.save(update_fields=["state", "said"])
    return row


@transaction.atomic
def drop(obj: str, *, why: str, actor: User) -> Assignment:
    """Say that a task is not pursued any more, and why. Raises NotAllowed, NotReady, Conflict."""
    row = _open(obj, actor)
    if problems := _why(why):
        raise NotReady(problems)
    row.state, row.result, row.done_on = State.DROPPED, why.strip(), None
    _store(row, note=why.strip())
    row.save()
    return row


def _proposal(proposal_id: int, by: Roles) -> GroupProposal:
    proposal = GroupProposal.objects.select_for_update().get(pk=proposal_id)
    require(
        rules.may_confirm(by, proposal.proposed_by),
        _("A second person of the openness office decides this."),
    )
    if proposal.state != GroupProposal.State.PROPOSED:
        raise Conflict(_("This has been decided already."))
    return proposal


def _decide(proposal: GroupProposal, state: str, by: Roles) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by.user_id, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def _open(obj: str, actor: User) -> Assignment:
    row = Assignment.objects.select_for_update().get(pk=obj)
    require(rules.may_enter(roles_of(actor)), _("Tasks are changed by the openness office."))
    _still(row)
    return row


def _still(row: Assignment) -> None:
    if row.state in (State.DONE, State.DROPPED):
        raise Conflict(_("This task is closed already."))


def _reported(obj: str, actor: User) -> Assignment:
    row = Assignment.objects.select_for_update().get(pk=obj)
    require(
        rules.may_confirm(roles_of(actor), row.reported_by),
        _("The openness office confirms this, and not whoever reported it."),
    )
    if row.state != State.REPORTED:
        raise Conflict(_("Nothing has been reported that could be confirmed."))
    return row


def _why(why: str) -> list[str]:
    return [] if why.strip() else [_("Say why.")]


def _problems(title, document, lead, supporting, links) -> list[str]:
    units = set(Unit.objects.values_list("code", flat=True))
    return rules.assignment_problems(title, document, lead, supporting, units) + _link_problems(
        links
    )


def _link_problems(links: Sequence[str]) -> list[str]:
    """Say which links name nothing: no published item, no row of the catalogue in use."""
    items = {link for link in links if rules.is_item(link)}
    listed = [kind.name for kind in kinds.all_kinds() if kind.listed]
    there = set(
        Record.objects.filter(obj__in=items, kind__in=listed).values_list("obj", flat=True)
    ) | set(
        Obligation.objects.filter(code__in=set(links) - items, edition__current=True).values_list(
            "code", flat=True
        )
    )
    return [
        _("%(link)s is neither a published item nor a row of the catalogue.") % {"link": link}
        for link in links
        if link not in there
    ]


def _in_order(codes: Sequence[str]) -> list[str]:
    return list(Unit.objects.filter(pk__in=set(codes)).values_list("code", flat=True))


def _store(row: Assignment, *, note: str = "") -> str:
    """Store the next version of a task's record with its entry; returns the object's id.

    What was only reported is not said: the record is open until the office confirms.
    """
    closed = row.state in (State.DONE, State.DROPPED)
    stored = writing.store(
        record.assignment(
            lead=row.lead_id,
            supporting=row.supporting,
            source=row.source,
            number=row.number,
            due=row.due,
            state=str(row.state) if closed else "open",
            done_on=row.done_on if closed else None,
            links=row.links,
            head={
                "title": row.title,
                "text": row.text,
                "document": row.document,
                "document_name": row.document_name,
                "result": row.result if closed else "",
            },
            note=note,
        ),
        act="register",
        at=clock.now(),
        obj=row.obj or None,
    )
    append([Entry("register", stored, role="operator")])
    return stored.obj
