"""Leadership as readers see it: who answers for openness, what is vacant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render

from mingchuang import clock
from mingchuang.leadership import naming, rules
from mingchuang.pages.views import public_page
from mingchuang.people import rules as order
from mingchuang.records import reading
from mingchuang.records.models import Head, Record
from mingchuang.records.projections import TOMBSTONE
from mingchuang.units import public as units
from mingchuang.units.roles import FIRST, OFFICER, ROLE_NAMES, SECRECY
from mingchuang.units.rules import PUBLIC_SERVICES

POSTS, GROUPS = "kind=post", "kind=leading-group"
"""Lists on which pages hang that show all posts, all groups."""
FACTS = ("title", "portfolio", "phone", "document", "document_name", "name")


@dataclass(frozen=True)
class Post:
    """One published post, held or past: of a past one only role and term are left."""

    head: Head
    body: Mapping[str, Any]
    facts: Mapping[str, str]
    ended: date | None

    @property
    def role(self) -> str:
        """Its role's code."""
        return self.body["role"]

    @property
    def role_name(self) -> str:
        """Its role in the reader's language."""
        return str(ROLE_NAMES[self.role])

    @cached_property
    def term(self) -> rules.Term:
        """Its term as the rules read it."""
        days = (date.fromisoformat(self.body[name]) for name in ("term_from", "term_to"))
        return rules.Term(self.role, *days, ended=self.ended)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands in the official order of its unit."""
        given = self.body.get("order")
        return order.place(self.role, given), order.place(self.role, None), self.head.number


@dataclass(frozen=True)
class People:
    """A unit's posts on a day: those held in the official order, the past, what is missing."""

    held: list[Post]
    past: list[Post]
    gaps: list[rules.Gap]
    turns_on: date | None

    def of(self, role: str) -> list[Post]:
        """Return who holds a role."""
        return [post for post in self.held if post.role == role]

    def missing(self, role: str) -> rules.Gap | None:
        """Return what is missing of a role."""
        return next((gap for gap in self.gaps if gap.role == role), None)

    @property
    def first(self) -> list[Post]:
        """First responsible persons (第一责任人)."""
        return self.of(FIRST)

    @property
    def secrecy(self) -> list[Post]:
        """Secrecy reviewers (保密审查人)."""
        return self.of(SECRECY)

    @property
    def officers(self) -> list[Post]:
        """Disclosure officers (公开经办人)."""
        return self.of(OFFICER)

    @property
    def no_first(self) -> rules.Gap | None:
        """Why there is no first responsible person."""
        return self.missing(FIRST)

    @property
    def no_secrecy(self) -> rules.Gap | None:
        """Why there is no secrecy reviewer."""
        return self.missing(SECRECY)

    @property
    def no_officer(self) -> rules.Gap | None:
        """Why there is no officer."""
        return self.missing(OFFICER)

    @property
    def named_gaps(self) -> list[tuple[str, rules.Gap]]:
        """What is missing, in words."""
        return [(naming.gap(gap), gap) for gap in self.gaps]


def people_of(codes: Iterable[str], day: date) -> dict[str, People]:
    """Return the published posts of units on a day, in a few queries whatever their number."""
    codes = list(codes)
    heads = list(reading.heads().filter(kind="post", unit__in=codes).order_by("number"))
    records = {
        (row.obj, row.ver): row
        for row in Record.objects.using(reading.PUBLIC).filter(obj__in=[head.obj for head in heads])
    }
    standing = [head for head in heads if head.state == "open" and not head.gone]
    items = {item.head.obj: item for item in reading.items(standing)}
    found: dict[str, list[Post]] = defaultdict(list)
    for head in heads:
        if head.obj in items:
            one = items[head.obj]
            found[head.unit].append(Post(head, one.body, one.json("head"), None))
        elif (past := _past(head, records)) is not None:
            found[head.unit].append(past)
    return {code: _people(found[code], day) for code in codes}


def _past(head: Head, records: Mapping[tuple[str, int], Record]) -> Post | None:
    """Return a post that was taken back: of its names nothing is left, its term stands in the body."""
    for ver in range(head.version, 0, -1):
        row = records.get((head.obj, ver))
        if row is not None and row.schema != TOMBSTONE:
            withdrawn = head.state == "withdrawn"
            ended = head.changed_at.astimezone(clock.SHANGHAI).date() if withdrawn else None
            body = reading.Item(head, row, 0).body
            return Post(head, body, {}, ended or clock.today())
    return None


def _people(posts: list[Post], day: date) -> People:
    terms = [post.term for post in posts]
    return People(
        sorted((post for post in posts if post.term.held(day)), key=lambda post: post.place),
        sorted(
            (post for post in posts if post.term.over <= day and post.term.start < post.term.over),
            key=lambda post: (post.term.over, post.head.number),
            reverse=True,
        ),
        rules.gaps(terms, day),
        rules.turns(terms, day),
    )


def group_of(code: str) -> dict[str, Any] | None:
    """Return the leading group of a unit: the facts of its head, its term, since when it is public."""
    item = reading.by_key("leading-group", code)
    if item is None or item.head.state != "open" or reading.gone(item.head.obj, item.head.version):
        return None
    until = item.body.get("until", "")
    return {
        **item.json("head"),
        "item": item,
        "since": item.body["since"],
        "until": until,
        "over": bool(until) and until < clock.today().isoformat(),
    }


def keep_until(tags, days: Iterable[date | None]) -> None:
    """Let a page be kept until the first of these days begins in Shanghai."""
    for day in days:
        if day is not None:
            tags.changes_at(datetime.combine(day, time(), clock.SHANGHAI))


def of_unit(tags, code: str) -> tuple[People, dict[str, Any] | None]:
    """Return a unit's posts and leading group, with tags for the page that shows them."""
    tags.list(f"{POSTS}&unit={code}")
    tags.key("leading-group", code)
    people, group = people_of([code], clock.today())[code], group_of(code)
    for post in people.held:
        tags.record(post.head.obj)
    keep_until(tags, [people.turns_on, _group_turns(group)])
    return people, group


def _group_turns(group: Mapping[str, Any] | None) -> date | None:
    if not group or not group["until"] or group["over"]:
        return None
    return date.fromisoformat(group["until"]) + timedelta(days=1)


@public_page
def district(request, tags):
    """The district's leading group, and who answers for openness in every unit."""
    for name in (POSTS, GROUPS, "kind=unit"):
        tags.list(name)
    everyone = units.everyone()
    people = people_of([unit.code for unit in everyone], clock.today())
    top = next((unit for unit in everyone if unit.kind == "district"), None)
    group = group_of(top.code) if top else None
    keep_until(tags, [_group_turns(group), *(one.turns_on for one in people.values())])
    return render(
        request,
        "leadership/public/district.html",
        {
            "section": "units",
            "top": top,
            "group": group,
            "rows": [(unit, people[unit.code]) for unit in everyone],
            "vacant": sum(bool(one.gaps) for one in people.values()),
            "total": len(everyone),
        },
    )


@public_page
def unit(request, tags, code):
    """A unit's leading group and posts with their history."""
    tags.key("unit", code)
    name = units.names([code]).get(code)
    if name is None:
        raise Http404
    people, group = of_unit(tags, code)
    return render(
        request,
        "leadership/public/unit.html",
        {
            "section": "services" if name.kind in PUBLIC_SERVICES else "units",
            "unit": name,
            "people": people,
            "group": group,
            "earlier": earlier_groups(group) if group else [],
            "changes": {post.head.obj: changes_of(post) for post in people.held},
        },
    )


def earlier_groups(group: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the bodies of a group's earlier versions, the newest first: their names are taken back."""
    head = group["item"].head
    return [reading.Item(head, step.record, 0).body for step in reading.history(head.obj)[1:]]


def changes_of(post: Post) -> list[tuple[datetime, list[str]]]:
    """Return when a post that is held was changed, and which facts, the newest first."""
    found = []
    steps = reading.history(post.head.obj)
    for step, before in pairwise(steps):
        new, old = (reading.Item(post.head, one.record, 0) for one in (step, before))
        names = [
            naming.FACTS[name]
            for name in FACTS
            if new.json("head").get(name, "") != old.json("head").get(name, "")
        ]
        if new.body["term_to"] != old.body["term_to"]:
            names.append(naming.FACTS["term_to"])
        if new.body.get("order") != old.body.get("order"):
            names.append(naming.FACTS["order"])
        found.append((step.record.at, [str(name) for name in dict.fromkeys(names)]))
    return found


def group_page(request, tags, item):
    """A leading group's record at its own address: people are sent on to the unit's posts."""
    return redirect("leadership:unit", item.record.unit)
