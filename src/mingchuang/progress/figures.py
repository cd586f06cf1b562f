"""How far openness has come: four measures, each a count over a count. Pure.

Coverage (目录覆盖率) counts rows, completeness (要素完整率) their required elements, timeliness (及时率)
everything that fell due within a year, rhythm (按期更新率) rows that come again and again. What a unit
owes and does not publish stands in every denominator it belongs to, so that publishing nothing looks
good in none.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mingchuang.catalogue import dues
from mingchuang.catalogue.dues import Row, Wanted
from mingchuang.clock import SHANGHAI
from mingchuang.progress.facts import KNOWN_BEFORE, Answer, District, OwedRow, Version
from mingchuang.publishing.deadlines import deadline, rule_of

MEASURES = ("coverage", "completeness", "timeliness", "rhythm")
WINDOW = 365
"""Days up to the day of the figures in which what fell due is counted by timeliness."""
GROUPS = (
    ("towns", ("town", "zone")),
    ("departments", ("district", "organ")),
    ("institutions", ("centre", "hospital", "school")),
    ("enterprises", ("utility",)),
)
"""Units that are compared with each other: by their kind."""


@dataclass(frozen=True)
class Ratio:
    """``done`` of ``of``; of nothing there is no share."""

    done: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """The share from 0 to 1, None where there is nothing to count."""
        return self.done / self.of if self.of else None

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.done + other.done, self.of + other.of)


@dataclass(frozen=True)
class RowFigures:
    """One owed row: what it adds to each measure, and whether its last due date was missed."""

    code: str
    category: str
    coverage: Ratio
    completeness: Ratio
    timeliness: Ratio
    rhythm: Ratio
    late: bool = False


@dataclass(frozen=True)
class Figures:
    """The four measures over some rows."""

    coverage: Ratio = Ratio()
    completeness: Ratio = Ratio()
    timeliness: Ratio = Ratio()
    rhythm: Ratio = Ratio()

    def __add__(self, other: "Figures | RowFigures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in MEASURES))

    def to_json(self) -> dict[str, list[int]]:
        """Return ``{measure: [done, of]}``."""
        return {name: [getattr(self, name).done, getattr(self, name).of] for name in MEASURES}

    @staticmethod
    def from_json(data: Mapping[str, Sequence[int]]) -> "Figures":
        """Return figures as :meth:`to_json` wrote them."""
        return Figures(*(Ratio(*data[name]) for name in MEASURES))


@dataclass(frozen=True)
class Spread:
    """A measure in a group: how many units have it, the lowest, the middle, the highest share."""

    units: int
    low: float
    middle: float
    high: float


def total(rows: Iterable["Figures | RowFigures"]) -> Figures:
    """Return the sum of rows or of units."""
    found = Figures()
    for row in rows:
        found += row
    return found


def by_category(rows: Iterable[RowFigures]) -> dict[str, Figures]:
    """Return the figures of each category of level 1, in the order of the rows."""
    found: dict[str, Figures] = {}
    for row in rows:
        found[row.category] = found.get(row.category, Figures()) + row
    return found


def spread(ratios: Iterable[Ratio]) -> Spread | None:
    """Return how a measure lies in a group of units, None where no unit has it."""
    shares = [ratio.share for ratio in ratios if ratio.share is not None]
    if not shares:
        return None
    return Spread(len(shares), min(shares), statistics.median(shares), max(shares))


def group_of(kind: str) -> str:
    """Return the group in which a kind of unit is compared."""
    return next((name for name, kinds in GROUPS if kind in kinds), "departments")


def of_unit(district: District, unit: str) -> list[RowFigures]:
    """Return the figures of every row that a unit owes on the district's day, in its list's order."""
    return [of_row(district, unit, owed) for owed in district.owed.get(unit, ())]


def of_row(district: District, unit: str, owed: OwedRow) -> RowFigures:
    """Return what one owed row adds to each measure."""
    answers = district.answers.get((unit, owed.code), ())
    readable = [answer for answer in answers if answer.readable]
    wanted = _wanted(district, unit, owed, readable)
    missed, rhythms = _last_of_each_rule(wanted, district.on)
    from_calendar = [missed_ for name, missed_ in missed.items() if name in rhythms]
    return RowFigures(
        owed.code,
        owed.row["category"].split(".")[0],
        Ratio(int(bool(readable)), 1),
        _elements(owed, readable),
        _in_time(district, wanted, answers),
        Ratio(int(not any(from_calendar)), 1) if from_calendar else Ratio(),
        any(missed.values()),
    )


def _elements(owed: OwedRow, readable: Sequence[Answer]) -> Ratio:
    """Count the required elements of the fullest publication; elsewhere nobody counts them here."""
    wanted = [element["code"] for element in owed.row["elements"] if element.get("required")]
    here = [answer for answer in readable if answer.how == "published"]
    if readable and not here:
        return Ratio()
    there = (sum(bool(answer.elements.get(code)) for code in wanted) for answer in here)
    return Ratio(max(there, default=0), len(wanted))


def _wanted(
    district: District, unit: str, owed: OwedRow, readable: Sequence[Answer]
) -> list[Wanted]:
    """Return the due dates of a row that follow from the calendar or from an event."""
    published = [answer.published for answer in readable]
    return dues.dues(
        Row(owed.code, owed.row["time_limit"], owed.since, owed.until),
        district.happened.get((unit, owed.code), ()),
        sorted(published, key=lambda each: each.obj),
        district.notices,
        district.on,
    )


def _last_of_each_rule(
    wanted: Iterable[Wanted], on: date
) -> tuple[dict[str, bool], frozenset[str]]:
    """Return of each rule whether its last due date was missed, and which rules the calendar has.

    Only what was missed since it was last met counts: what was missed two years ago nobody mends.
    """
    missed: dict[str, bool] = {}
    rhythms = set()
    for each in sorted(wanted, key=lambda each: (each.on, each.key)):
        rule = each.key.partition("@")[0]
        if _of_a_period(each):
            rhythms.add(rule)
        if each.met_on:
            missed[rule] = False
        elif each.on < on:
            missed[rule] = True
    return missed, frozenset(rhythms)


def _of_a_period(each: Wanted) -> bool:
    """Whether it belongs to a day of the calendar: its key ends with the day, not with an object."""
    return "-" in each.key.partition("@")[2]


def _in_time(district: District, wanted: Iterable[Wanted], answers: Iterable[Answer]) -> Ratio:
    """Count what fell due within the window: due dates, and versions against their own day."""
    first = district.on - timedelta(days=WINDOW - 1)
    now = datetime.combine(district.on, time.max, SHANGHAI)
    found = Ratio()
    for each in wanted:
        if first <= each.on and (each.met_on or each.on < district.on):
            found += Ratio(
                int(dues.state(each.on, each.at, each.met_on, now, each.met_at) == "met"), 1
            )
    for answer in answers:
        for version in answer.versions:
            found += _of_its_own_day(district, version, first)
    return found


def _of_its_own_day(district: District, version: Version, first: date) -> Ratio:
    """Count one version against the day until when its own dates wanted it public."""
    if version.type not in ("publish", "amend") or version.reason == "correction":
        return Ratio()
    amendment = version.body.get("amendment") or ""
    if amendment not in ("", "change"):
        return Ratio()
    before = "" if amendment else version.body.get("published_before") or ""
    if version.reason in KNOWN_BEFORE and not before:
        return Ratio()
    published = date.fromisoformat(before) if before else version.day
    time_limit = district.time_limit(version)
    if published < first or rule_of(time_limit) is None:
        return Ratio()
    found = deadline(
        version.body,
        {"time_limit": time_limit},
        amendment,
        district.calendar_before(version.idx),
    )
    return Ratio(int(published <= found.day), 1) if found else Ratio()
