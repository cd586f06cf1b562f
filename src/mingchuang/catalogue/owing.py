"""How the rows of one unit stand today: what is there, what is due, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mingchuang.catalogue import dues
from mingchuang.catalogue.models import Due, Elsewhere, Fulfilment, Owed
from mingchuang.clock import SHANGHAI
from mingchuang.publishing.acts import OPEN
from mingchuang.publishing.models import Draft

SOON = timedelta(days=30)
"""A due date this near asks for work now."""
STATES = ("late", "soon", "missing", "there", "off")
"""The states of a row, the most urgent first."""


@dataclass
class Standing:
    """One owed row with everything that is known of it today."""

    owed: Owed
    live: list[Fulfilment] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[Due] = field(default_factory=list)
    """Due dates that nothing has met yet, the nearest first."""
    met: Due | None = None
    """The newest due date that was met."""
    linked: bool = False
    """Whether a link to a platform is entered for it, be it that it does not answer."""
    started: bool = False
    """Whether an event is recorded from which its time runs."""
    late: int = 0
    """How many of them have passed."""
    state: str = "missing"

    @property
    def met_by(self) -> Fulfilment | None:
        """What met it."""
        return next((one for one in self.live if self.met and one.obj == self.met.met_by), None)

    @property
    def link_missing(self) -> bool:
        """Whether it is said to stand on a platform and nothing says where."""
        return self.owed.applies and self.owed.how == Owed.How.LINK and not self.linked

    @property
    def undated(self) -> str:
        """Why it has no due date, see :func:`mingchuang.catalogue.dues.why_undated`."""
        if self.next:
            return ""
        return dues.why_undated(self.owed.obligation.time_limit, self.started)

    @property
    def next(self) -> Due | None:
        """The due date to look at first."""
        return self.waiting[0] if self.waiting else None


def of_unit(unit: str, now: datetime) -> list[Standing]:
    """Return the rows a unit owes, in the catalogue's order, each as it stands at ``now``."""
    today = now.astimezone(SHANGHAI).date()
    rows = Owed.objects.filter(unit=unit, until=None, obligation__edition__current=True)
    found = {
        owed.obligation.code: Standing(owed)
        for owed in rows.select_related("obligation", "unit").order_by("obligation__order")
    }
    for live in Fulfilment.objects.filter(unit=unit).order_by("-at"):
        if live.obligation in found:
            found[live.obligation].live.append(live)
    links = Elsewhere.objects.filter(owed__unit=unit, ended=False)
    linked = set(links.values_list("owed_id", flat=True))
    for row in found.values():
        row.linked = row.owed.pk in linked
    for draft in Draft.objects.filter(unit=unit, state__in=OPEN).order_by("-saved_at"):
        if draft.obligation in found:
            found[draft.obligation].drafts.append(draft)
    met: dict[tuple[str, str], date] = {}
    rows = Due.objects.filter(unit=unit).order_by("-on", "-key")
    for due in rows:  # the newest first: a period missed before a later one was met is past mending
        rhythm = due.obligation, due.key.partition("@")[0] if not due.name else due.key
        if due.name and due.obligation in found:
            found[due.obligation].started = True
        if due.met_on:
            met.setdefault(rhythm, due.on)
            if due.obligation in found and found[due.obligation].met is None:
                found[due.obligation].met = due
        elif due.obligation in found and due.on > met.get(rhythm, date.min):
            found[due.obligation].waiting.insert(0, due)
    for row in found.values():
        row.late = sum(dues.state(due.on, due.at, None, now) == "late" for due in row.waiting)
        row.state = _state(row, today)
    return list(found.values())


def _state(row: Standing, today: date) -> str:
    if not row.owed.applies:
        return "off"
    if row.late:
        return "late"
    due = row.next
    if due and due.on <= today + SOON and due.opens_on <= today:
        return "soon"
    return "there" if row.live else "missing"


def counts(rows: Sequence[Standing]) -> dict[str, int]:
    """Return how many rows stand how, every state named."""
    return {state: sum(row.state == state for row in rows) for state in STATES}
