"""Documents of one's units in any state: what was asked for, which rows answer, page by page."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.lookups import Contains, IContains
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang import clock
from mingchuang.ledger.models import Chain
from mingchuang.publishing import rules
from mingchuang.publishing.models import Draft, IndexNumber
from mingchuang.units.roles import Roles

PAGE = 50
"""Rows a page; a page is found by the key of the last row before it, never by counting rows off."""
GONE = ("withdraw", "erase")

STATES = {
    "writing": ("wait", gettext_lazy("being written")),
    "review": ("due", gettext_lazy("in review")),
    "returned": ("due", gettext_lazy("returned")),
    "scheduled": ("info", gettext_lazy("scheduled")),
    "published": ("ok", gettext_lazy("published")),
    "replaced": ("info", gettext_lazy("replaced by a newer version")),
    "withdrawn": ("off", gettext_lazy("withdrawn")),
    "withheld": ("off", gettext_lazy("withheld")),
    "discarded": ("off", gettext_lazy("laid aside")),
}
"""Every state a row may show, with its shape and word. Two of them are told by the object."""


def states() -> dict[str, tuple[str, str]]:
    """Return the states that can occur with the acts there are."""
    known = {*Draft.State.values, "replaced", "withdrawn"}
    return {name: words for name, words in STATES.items() if name in known}


@dataclass(frozen=True)
class Asked:
    """What a reader of the list asked for. ``after`` is the key of the last row of the page before."""

    q: str = ""
    state: str = ""
    unit: str = ""
    kind: str = ""
    start: date | None = None
    end: date | None = None
    oldest: bool = False
    after: tuple[datetime, uuid.UUID] | None = None
    problems: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        """Return this as a query string, with changes; always from the first page on."""
        values = {
            "q": self.q,
            "state": self.state,
            "unit": self.unit,
            "kind": self.kind,
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            "order": "old" if self.oldest else "",
        } | changes
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return any((self.q, self.state, self.unit, self.kind, self.start, self.end))


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    draft: Draft
    state: str
    index_no: str
    may_change: bool

    @property
    def facts(self) -> list[str]:
        """What else it may have been found by: the row of the owed list, its numbers."""
        row = self.draft.context.get("title", "")
        docno = self.draft.content.get("docno", "")
        return [
            each for each in (row if row != self.draft.title else "", docno, self.index_no) if each
        ]

    @property
    def shape(self) -> str:
        return STATES[self.state][0] if self.state in STATES else "info"

    @property
    def word(self) -> str:
        return str(STATES[self.state][1]) if self.state in STATES else self.state


@dataclass(frozen=True)
class Found:
    """A page of rows and the key that the next page starts after, '' on the last page."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""


def read(given: Mapping[str, str]) -> Asked:
    """Return what a query string asks for; a date that is none is said in ``problems``."""
    problems: list[str] = []

    def day(name: str) -> date | None:
        text = given.get(name, "").strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            problems.append(
                _("“%(text)s” is not a date; write it like 2026-03-05.") % {"text": text[:20]}
            )
            return None

    start, end = day("from"), day("to")
    if start and end and end < start:
        problems.append(_("The last day lies before the first; nothing can be found."))
    return Asked(
        q=given.get("q", "").replace("\x00", "").strip()[:100],
        state=given.get("state", "") if given.get("state", "") in STATES else "",
        unit=given.get("unit", "")[:8],
        kind=given.get("kind", "")[:40],
        start=start,
        end=end,
        oldest=given.get("order") == "old",
        after=_key(given.get("after", "")),
        problems=tuple(problems),
    )


def find(asked: Asked, roles: Roles) -> Found:
    """Return a page of the documents that this person may see and that answer, last saved first.

    The words are looked for anywhere in title, row of the owed list, document number, index number
    and drafter's name.
    Only keys are sorted; the page's rows are read whole afterwards.
    """
    keys = _matching(asked, roles)
    order = ("saved_at", "pk") if asked.oldest else ("-saved_at", "-pk")
    if asked.after:
        at, pk = asked.after
        step = "gt" if asked.oldest else "lt"
        keys = keys.filter(
            Q(**{f"saved_at__{step}": at}) | Q(saved_at=at) & Q(**{f"pk__{step}": pk})
        )
    page = list(keys.order_by(*order).values_list("pk", "saved_at")[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    drafts = Draft.objects.select_related("unit", "drafter").in_bulk([pk for pk, _at in page])
    found = [drafts[pk] for pk, _at in page if pk in drafts]
    return Found(_rows(found, roles), _word(*page[-1]) if more else "")


def _matching(asked: Asked, roles: Roles) -> QuerySet[Draft]:
    found = Draft.objects.filter(rules.visible(roles))
    if asked.unit:
        found = found.filter(unit_id=asked.unit)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.start:
        found = found.filter(saved_at__gte=_midnight(asked.start))
    if asked.end:
        found = found.filter(saved_at__lt=_midnight(asked.end + timedelta(days=1)))
    if asked.state:
        found = _in_state(found, asked.state)
    for word in asked.q.split():
        found = found.filter(_says(word))
    return found


def _says(word: str) -> Q:
    """What says ``word``: the title, the row of the owed list, its numbers, or who wrote it."""
    numbers = IndexNumber.objects.filter(text__icontains=word).values("obj")
    return (
        _json_says("content", word, "title", "docno")
        | _json_says("raw", word, "title")
        | _json_says("context", word, "title")
        | Q(drafter__name__icontains=word)
        | Q(obj__in=numbers)
    )


class Said(Func):
    """A text inside a JSON column; the column itself as the database keeps it when no name is given.

    Django's own lookup asks SQLite twice for each text, for its type and for itself.
    """

    output_field = TextField()

    def __init__(self, column: str, *names: str):
        super().__init__(F(column), *(Value(name) for name in names))

    def as_sql(self, compiler, connection, **_words):
        column, params = compiler.compile(self.source_expressions[0])
        for name in self.source_expressions[1:]:
            if connection.vendor == "sqlite":
                return f"JSON_EXTRACT({column}, %s)", [*params, f'$."{name.value}"']
            return f"({column} ->> %s)", [*params, name.value]
        return column, params


def _json_says(column: str, word: str, *names: str) -> Q:
    """A JSON column that says ``word`` under one of these names.

    On SQLite the column is text, and reading it as JSON is most of the time: rows that do not hold
    the word anywhere (as JSON writes it) are left out first, which takes a quarter as long.
    """
    says = reduce(or_, (Q(IContains(Said(column, name), word)) for name in names))
    if connection.vendor != "sqlite":
        return says
    written = json.dumps(word)[1:-1].removeprefix("\\u")  # nearly every letter begins with \u
    return Q(Contains(Said(column), written)) & says


def _in_state(found: QuerySet[Draft], state: str) -> QuerySet[Draft]:
    if state not in ("published", "replaced", "withdrawn"):
        return found.filter(state=state)
    gone = Exists(Chain.objects.filter(pk=OuterRef("obj"), type__in=GONE))
    newer = Exists(
        Draft.objects.filter(
            obj=OuterRef("obj"), state="published", published_ver__gt=OuterRef("published_ver")
        )
    )
    found = found.filter(state="published")
    if state == "withdrawn":
        return found.filter(gone)
    return found.filter(~gone, newer if state == "replaced" else ~newer)


def _rows(drafts: list[Draft], roles: Roles) -> list[Row]:
    objects = {draft.obj for draft in drafts if draft.obj}
    gone = set(Chain.objects.filter(pk__in=objects, type__in=GONE).values_list("pk", flat=True))
    numbers = dict(IndexNumber.objects.filter(pk__in=objects).values_list("pk", "text"))
    newest: dict[str, int] = {}
    for obj, ver in Draft.objects.filter(obj__in=objects, state="published").values_list(
        "obj", "published_ver"
    ):
        newest[obj] = max(ver or 0, newest.get(obj, 0))

    def state_of(draft: Draft) -> str:
        if draft.state != "published":
            return draft.state
        if draft.obj in gone:
            return "withdrawn"
        return "replaced" if (draft.published_ver or 0) < newest.get(draft.obj, 0) else "published"

    return [
        Row(
            draft,
            state_of(draft),
            numbers.get(draft.obj, ""),
            rules.may_edit(roles, rules.subject(draft)),
        )
        for draft in drafts
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def _word(pk: uuid.UUID, at: datetime) -> str:
    return f"{at.isoformat()}_{pk.hex}"


def _key(text: str) -> tuple[datetime, uuid.UUID] | None:
    """Return the key of a page; one that cannot be read is the first page."""
    at, _line, pk = text.rpartition("_")
    try:
        moment = parse_datetime(at)
        return (moment, uuid.UUID(pk)) if moment and moment.tzinfo else None
    except ValueError:
        return None
