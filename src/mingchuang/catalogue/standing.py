"""How each owed row stands today, as readers see it: what answers it, what is late, what is next.

The one module of the public side that reads tables of the catalogue. Both are projections,
``Fulfilment`` and ``Due``: whoever holds the log can work them out. They follow the heads, so a page
made from them may be kept only when :func:`settled` says that they have caught up.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingchuang.catalogue import dues
from mingchuang.catalogue.models import Due, Fulfilment
from mingchuang.records.models import Mark
from mingchuang.records.reading import PUBLIC

SHOWN = 6
"""Publications named for each row and way, newest first; readers are shown half of them."""
_OF_EVENT = re.compile(r"@[0-9a-f]{32}$")
"""The key of a due date that runs from an event names the event's object."""
FOLLOWING = ("fulfilment", "dues")
"""Names of the two projections."""


@dataclass(frozen=True)
class Deadline:
    """A due date for readers: day, hour where the limit counts hours, what it is for, the sum."""

    on: date
    at: datetime | None
    name: str
    why: str
    provisional: bool

    @property
    def since(self) -> date:
        """The first day on which it is late."""
        return self.on if self.at else self.on + timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """How one row of one unit stands.

    ``published``, ``link`` and ``onsite`` are objects that answer it, newest first, ``count`` how
    many are published here. ``late`` is the first of the due dates that passed since something
    came in time; ``next`` the next one. ``turns_at`` is the hour at which an hour's limit runs out,
    ``started`` whether an event is recorded from which its time runs.
    """

    published: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    onsite: tuple[str, ...] = ()
    count: int = 0
    late: Deadline | None = None
    next: Deadline | None = None
    turns_at: datetime | None = None
    started: bool = False

    def undated(self, time_limit: str) -> str:
        """Return why there is no next day, see :func:`mingchuang.catalogue.dues.why_undated`."""
        return "" if self.next else dues.why_undated(time_limit, self.started)

    def state(self, readable: Collection[str]) -> str:
        """Return ``late``, ``there``, ``link``, ``onsite``, ``ahead`` (not yet due) or ``nothing``.

        ``readable`` are the objects that may be read: a withdrawal holds before the projections.
        """
        if self.late:
            return "late"
        for name, objs in (
            ("there", self.published),
            ("link", self.link),
            ("onsite", self.onsite),
        ):
            if any(obj in readable for obj in objs):
                return name
        return "ahead" if self.next else "nothing"

    @property
    def objs(self) -> tuple[str, ...]:
        """Every object that answers the row."""
        return self.published + self.link + self.onsite


def settled(mark: int) -> bool:
    """Whether both projections have applied every entry below ``mark``, that of the heads."""
    reached = Mark.objects.using(PUBLIC).filter(pk__in=FOLLOWING, value__gte=mark)
    return reached.count() == len(FOLLOWING)


def of_unit(unit: str, codes: Collection[str], now: datetime) -> dict[str, Standing]:
    """Return how these rows of a unit stand, by code."""
    found = _standings([unit], codes, now)
    return {code: found[unit, code] for code in codes}


def of_obligation(code: str, units: Collection[str], now: datetime) -> dict[str, Standing]:
    """Return how one row stands in each of these units, by unit."""
    found = _standings(units, [code], now)
    return {unit: found[unit, code] for unit in units}


def _standings(units: Collection[str], codes: Collection[str], now: datetime) -> dict:
    answers: dict[tuple, dict[str, list[str]]] = {}
    rows = Fulfilment.objects.using(PUBLIC).filter(unit__in=units, obligation__in=codes)
    for unit, code, how, obj in rows.order_by("-at", "obj").values_list(
        "unit", "obligation", "how", "obj"
    ):
        answers.setdefault((unit, code), {}).setdefault(how, []).append(obj)
    limits: dict[tuple, list[tuple]] = {}
    rows = Due.objects.using(PUBLIC).filter(unit__in=units, obligation__in=codes)
    for unit, code, *due in rows.order_by("on", "key").values_list(
        "unit", "obligation", "key", "pk", "on", "at", "met_on", "met_at"
    ):
        limits.setdefault((unit, code), []).append(due)
    chosen = {pair: _chosen(dues_of, now) for pair, dues_of in limits.items()}
    wanted = {pk for late, coming, _at in chosen.values() for pk in (late, coming) if pk}
    by_pk = {due.pk: _deadline(due) for due in Due.objects.using(PUBLIC).filter(pk__in=wanted)}
    found = {}
    for unit in units:
        for code in codes:
            objs = answers.get((unit, code), {})
            late, coming, turns_at = chosen.get((unit, code), (None, None, None))
            found[unit, code] = Standing(
                published=tuple(objs.get("published", ())[:SHOWN]),
                link=tuple(objs.get("link", ())[:SHOWN]),
                onsite=tuple(objs.get("onsite", ())[:SHOWN]),
                count=len(objs.get("published", ())),
                late=by_pk.get(late),
                next=by_pk.get(coming),
                turns_at=turns_at,
                started=any(_OF_EVENT.search(due[0]) for due in limits.get((unit, code), ())),
            )
    return found


def _chosen(rows: Sequence[Sequence], now: datetime) -> tuple:
    """Return ``(late, next, turns_at)`` of a row's due dates in order: two keys and an instant.

    Of a rule that comes again and again only what was missed since it was last met is late: of a
    quarter missed two years ago nothing can be mended. Rules of one row are told apart.
    """
    late: list[tuple] = []
    coming: list[tuple] = []
    by_rule: dict[str, list[tuple]] = {}
    for key, pk, on, at, met_on, met_at in rows:
        state = dues.state(on, at, met_on, now, met_at)
        if state == "open":
            coming.append((on, pk, at))
        else:
            by_rule.setdefault(key.partition("@")[0], []).append((on, pk, state))
    for passed in by_rule.values():
        run = list(_last_run(passed))
        if run:
            late.append(run[-1])
    first_late = min(late)[1] if late else None
    first = min(coming, key=lambda due: due[:2]) if coming else None
    hours = [at for _on, _pk, at in coming if at]
    return first_late, first[1] if first else None, min(hours, default=None)


def _last_run(passed: Sequence[tuple]) -> Iterable[tuple]:
    """Yield the late ones at the end, newest first."""
    for on, pk, state in reversed(passed):
        if state != "late":
            return
        yield on, pk


def _deadline(due: Due) -> Deadline:
    return Deadline(due.on, due.at, due.name, due.why, due.provisional)
