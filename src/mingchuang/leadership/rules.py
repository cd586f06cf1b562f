"""What is missing in a unit's leadership on a day, who may do what, when a task is late. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mingchuang.units.roles import AUDITOR, FIRST, OFFICE, OFFICER, SECRECY, UNIT_ADMIN, Roles
from mingchuang.units.rules import PHONE

NEEDED = (FIRST, SECRECY, OFFICER)
"""Roles that every unit has to have filled: 第一责任人, 保密审查人, 公开经办人."""
VACANT, LAPSED, NO_DEPUTY = "vacant", "lapsed", "no_deputy"
NEAR_DAYS = 20
"""Calendar days before its limit from which a task stands on the lead unit's desk."""
_OBJ = re.compile(r"[0-9a-f]{32}")
_ROW = re.compile(r"[A-Z][A-Z0-9.-]{1,39}")


@dataclass(frozen=True)
class Term:
    """One post of a needed role: appointed from ``start`` to ``last``, both included.

    ``ended`` is the day on which it was ended, None while it stands. ``deputies`` are the terms of
    those who may act for its holder; None when it is not known, as for readers.
    """

    role: str
    start: date
    last: date
    ended: date | None = None
    deputies: tuple[tuple[date, date], ...] | None = None

    @property
    def over(self) -> date:
        """The first day on which it is not held any more."""
        after = self.last + timedelta(days=1)
        return min(after, self.ended) if self.ended else after

    @property
    def ran_out(self) -> bool:
        """Whether it ends, or ended, by its own last day and not by hand."""
        return self.over == self.last + timedelta(days=1)

    def held(self, day: date) -> bool:
        """Whether it is held on a day."""
        return self.start <= day < self.over


@dataclass(frozen=True)
class Gap:
    """What is missing: ``vacant`` (nobody, or the last one left), ``lapsed`` (the term ran out and
    nobody was appointed after it), ``no_deputy``. ``since`` is the first day without, None when there
    never was anybody; ``until`` the day on which somebody appointed already begins."""

    role: str
    kind: str
    since: date | None = None
    until: date | None = None


def gaps(terms: Iterable[Term], day: date) -> list[Gap]:
    """Return what a unit with these posts is missing on a day, in the order of ``NEEDED``."""
    terms = list(terms)
    found = []
    for role in NEEDED:
        mine = [term for term in terms if term.role == role]
        held = [term for term in mine if term.held(day)]
        if not held:
            past = [term for term in mine if term.start < term.over <= day]
            last = max(past, key=lambda term: (term.over, term.ran_out), default=None)
            coming = [term.start for term in mine if term.start > day and term.start < term.over]
            found.append(
                Gap(
                    role,
                    LAPSED if last and last.ran_out else VACANT,
                    last.over if last else None,
                    min(coming, default=None),
                )
            )
        elif role == OFFICER:
            found += [
                Gap(role, NO_DEPUTY)
                for term in held
                if term.deputies is not None
                and not any(first <= day <= last for first, last in term.deputies)
            ]
    return found


def turns(terms: Iterable[Term], day: date) -> date | None:
    """Return the next day on which :func:`gaps` may answer otherwise for readers; None if none."""
    days = {edge for term in terms for edge in (term.start, term.over) if edge > day}
    return min(days, default=None)


def may_read(roles: Roles) -> bool:
    """The overview of what is missing is the office's; the auditor reads it."""
    return roles.district(OFFICE, AUDITOR)


def may_propose_group(roles: Roles, unit: str) -> bool:
    """A leading group is proposed by the office or the unit's administrator."""
    return roles.district(OFFICE) or roles.has(unit, [UNIT_ADMIN])


def may_confirm(roles: Roles, by: int | None) -> bool:
    """A member of the office who is not the one whose words these are."""
    return roles.district(OFFICE) and roles.user_id != by


def may_enter(roles: Roles) -> bool:
    """What meetings and work points give to do is entered by the office."""
    return roles.district(OFFICE)


def may_report(roles: Roles, lead: str) -> bool:
    """That it is done is reported by the lead unit's officer."""
    return roles.has(lead, [OFFICER])


def may_see(roles: Roles, lead: str, supporting: Collection[str]) -> bool:
    """Tasks are seen on the desk by the units concerned, the office and the auditor."""
    return roles.district(OFFICE, AUDITOR) or bool(roles.units() & {lead, *supporting})


def standing(state: str, due: date, done_on: date | None, today: date) -> str:
    """Return how a task stands for readers: ``open``, ``late``, ``done``, ``done_late``, ``dropped``.

    ``due`` is its last day; a task done on it is in time.
    """
    if state == "dropped":
        return "dropped"
    if state == "done":
        return "done_late" if done_on and done_on > due else "done"
    return "late" if today > due else "open"


def near(due: date, today: date) -> bool:
    """Whether a task should stand on the lead unit's desk: its limit comes near or is over."""
    return today >= due - timedelta(days=NEAR_DAYS)


def read_links(text: str) -> list[str]:
    """Return ids of items and codes of rows out of what somebody pasted, addresses included.

    Raises ValueError with the piece that is neither.
    """
    found: list[str] = []
    for piece in re.split(r"[\s,，、;；]+", text.strip()):
        if not piece:
            continue
        hit = _OBJ.search(piece) or _ROW.fullmatch(piece.upper())
        if hit is None:
            raise ValueError(piece)
        if hit.group() not in found:
            found.append(hit.group())
    return found


def is_item(link: str) -> bool:
    """Whether a link is a published item; otherwise it is a row of the catalogue."""
    return _OBJ.fullmatch(link) is not None


MEMBER = ("place", "name", "title", "portfolio")
"""What is said of a member: 组内职务, 姓名, 职务, 分工."""


def read_members(text: str) -> list[dict[str, str]]:
    """Return a group's members from lines of ``组长，姓名，职务，分工`` in their official order.

    Fields are parted by a tab or a comma; the fourth may be left out and may hold commas. Raises
    ValueError with the first line that has fewer than three.
    """
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        fields = [part.strip() for part in re.split(r"[\t,，]", line.strip(), maxsplit=3)]
        if len(fields) < 3 or not all(fields[:3]):
            raise ValueError(line.strip())
        found.append(dict(zip(MEMBER, [*fields, ""], strict=False)))
    return found


def group_problems(data: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a leading group's facts."""
    found = []
    if not data["name"]:
        found.append(_("Say what the group is called."))
    if not data["document"]:
        found.append(_("document: the document that appoints the group"))
    if not data["members"]:
        found.append(_("A group has at least one member, its head first."))
    if data["until"] and data["until"] < data["since"]:
        found.append(_("end: the term ends before it begins"))
    if data["office_phone"] and not PHONE.match(data["office_phone"]):
        found.append(_("Digits, spaces and hyphens only."))
    return found


def assignment_problems(
    title: str, document: str, lead: str, supporting: Sequence[str], units: Collection[str]
) -> list[str]:
    """Return what is wrong with a decision or work point; ``units`` are the codes there are."""
    found = []
    if not title.strip():
        found.append(_("Say what is to be done."))
    if not document.strip():
        found.append(_("Say in which minutes or work points it stands."))
    if unknown := sorted({lead, *supporting} - set(units)):
        found.append(_("There is no unit %(codes)s.") % {"codes": ", ".join(unknown)})
    if lead in supporting:
        found.append(_("The lead unit cannot support itself."))
    return found
