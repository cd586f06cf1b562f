"""How far openness has come, for readers: groups side by side, a unit's rows, what is counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import public as catalogue
from mingchuang.pages.views import public_page
from mingchuang.progress import charts, figures, rules
from mingchuang.progress.figures import GROUPS, MEASURES, Figures, Ratio
from mingchuang.progress.models import Trend, UnitFigures
from mingchuang.progress.projections import NAME
from mingchuang.records import reading
from mingchuang.records.models import Mark

TITLES: dict[str, Callable[[], str]] = {
    "coverage": lambda: _("Coverage"),
    "completeness": lambda: _("Completeness of parts"),
    "timeliness": lambda: _("Timeliness"),
    "rhythm": lambda: _("Updated on rhythm"),
}
GROUP_TITLES: dict[str, Callable[[], str]] = {
    "towns": lambda: _("Towns and development zone"),
    "departments": lambda: _("Departments of the district"),
    "institutions": lambda: _("Public institutions"),
    "enterprises": lambda: _("Public enterprises"),
}
MONTHS = 18
"""Months shown in a trend."""


@dataclass(frozen=True)
class Measured:
    """One measure somewhere: the count, the target, how many are short of it."""

    name: str
    ratio: Ratio

    @property
    def title(self) -> str:
        """Its name in the page's language."""
        return TITLES[self.name]()

    @property
    def share(self) -> str:
        """Its share in words."""
        return charts.percent(self.ratio.share)

    @property
    def target(self) -> str:
        """The target in words."""
        return charts.percent(rules.targets()[self.name])

    @property
    def short(self) -> int:
        """How many more it takes to reach the target."""
        return rules.short(self.ratio, rules.targets()[self.name])


@dataclass(frozen=True)
class Line:
    """A unit with its four measures."""

    code: str
    name: str
    kind: str
    late: int
    figures: Figures
    listed: bool

    @property
    def measures(self) -> list[Measured]:
        """The measures in their order."""
        return measures(self.figures)


@dataclass(frozen=True)
class Strip:
    """One measure over a group: every unit a dot, the range, the middle, the target."""

    name: str
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        """The measure's name."""
        return TITLES[self.name]()

    @property
    def target(self) -> str:
        """The target in words."""
        return charts.percent(rules.targets()[self.name])

    @property
    def target_at(self) -> str:
        """Where the target lies."""
        return charts.across(rules.targets()[self.name])

    @property
    def shares(self) -> list[tuple[float, Line]]:
        """The units that have the measure, the lowest first."""
        found = [(getattr(line.figures, self.name).share, line) for line in self.lines]
        return sorted(
            ((share, line) for share, line in found if share is not None), key=lambda pair: pair[0]
        )

    @property
    def dots(self) -> list[str]:
        """Where the units lie."""
        return [charts.across(share) for share, _line in self.shares]

    @property
    def spread(self) -> figures.Spread | None:
        """Lowest, middle, highest."""
        return figures.spread(getattr(line.figures, self.name) for line in self.lines)

    @property
    def marks(self) -> dict[str, str] | None:
        """Where lowest, middle and highest lie, and what they are in words."""
        found = self.spread
        if found is None:
            return None
        return {
            "low_at": charts.across(found.low),
            "middle_at": charts.across(found.middle),
            "high_at": charts.across(found.high),
            "low": charts.percent(found.low),
            "middle": charts.percent(found.middle),
            "high": charts.percent(found.high),
        }

    @property
    def short(self) -> tuple[int, int]:
        """How many units miss the target, and how many things they lack together."""
        lacking = [
            rules.short(getattr(line.figures, self.name), rules.targets()[self.name])
            for line in self.lines
        ]
        return sum(n > 0 for n in lacking), sum(lacking)


@dataclass(frozen=True)
class Group:
    """Units that are compared: their lines in the official order, a strip for each measure."""

    key: str
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        """The group's name."""
        return GROUP_TITLES[self.key]()

    @property
    def strips(self) -> list[Strip]:
        """The four measures."""
        return [Strip(name, self.lines) for name in MEASURES]


def measures(found: Figures) -> list[Measured]:
    """Return the four measures of some figures, ready for a page."""
    return [Measured(name, getattr(found, name)) for name in MEASURES]


def lines_of(rows: Iterable[UnitFigures]) -> list[Line]:
    """Return units as a page shows them."""
    english = get_language() == "en"
    return [
        Line(
            row.unit,
            (english and row.name_en) or row.name or row.unit,
            row.kind,
            row.late,
            Figures.from_json(row.totals) if row.totals else Figures(),
            bool(row.totals),
        )
        for row in rows
    ]


def groups_of(lines: Sequence[Line]) -> list[Group]:
    """Return the groups that have units, each in the official order."""
    found = [
        Group(key, [line for line in lines if line.listed and line.kind in kinds])
        for key, kinds in GROUPS
    ]
    return [group for group in found if group.lines]


def _current(tags, rows: Sequence[UnitFigures], mark: int) -> date | None:
    """Tag a page of figures and return the day they are of; it is kept while they are current."""
    tags.log()
    reached = Mark.objects.using(reading.PUBLIC).filter(pk=NAME, value__gte=mark).exists()
    today = clock.today()
    if not reached or any(row.stale or row.on != today for row in rows):
        tags.never()
    tags.changes_at(datetime.combine(today + timedelta(days=1), time(), clock.SHANGHAI))
    return min((row.on for row in rows if row.on), default=None)


def everybody() -> list[UnitFigures]:
    """Return the figures of every unit, in the official order, without their rows."""
    return list(
        UnitFigures.objects.using(reading.PUBLIC)
        .exclude(on=None)
        .defer("rows", "categories")
        .order_by("order", "unit")
    )


@public_page
def overview(request, tags):
    """Every group of units with its range, its middle and its distance to the targets."""
    with reading.snapshot() as mark:
        rows = everybody()
        on = _current(tags, rows, mark)
    lines = lines_of(rows)
    listed = [line for line in lines if line.listed]
    total = figures.total(line.figures for line in listed)
    return render(
        request,
        "progress/public/overview.html",
        {
            "section": "progress",
            "on": on,
            "measures": measures(total),
            "total": total,
            "missing": total.coverage.of - total.coverage.done,
            "late": sum(line.late for line in listed),
            "groups": groups_of(lines),
            "without": [line for line in lines if not line.listed],
            **_trend(None),
        },
    )


def _trend(unit: str | None) -> dict:
    """Return curves and table of the published months, of a unit or of all of them together."""
    found = Trend.objects.using(reading.PUBLIC).order_by("-month")[:MONTHS]
    months = []
    for month in reversed(found):
        counted = month.units.values() if unit is None else filter(None, [month.units.get(unit)])
        months.append((month, figures.total(Figures.from_json(one) for one in counted)))
    last = months[-1][1] if months else Figures()
    return {
        "months": months,
        "curves": [
            (
                Measured(name, getattr(last, name)),
                charts.curve([(month.month, getattr(one, name).share) for month, one in months]),
            )
            for name in MEASURES
        ],
        "trend_rows": [
            {
                "month": month.month,
                "obj": month.obj,
                "shares": [(each.title, each.share) for each in measures(one)],
            }
            for month, one in reversed(months)
        ],
    }


@public_page
def unit(request, tags, code):
    """A unit's measures beside its group's middle, by category, and every row behind a figure."""
    with reading.snapshot() as mark:
        row = UnitFigures.objects.using(reading.PUBLIC).filter(pk=code).exclude(on=None).first()
        if row is None:
            raise Http404
        others = [
            each
            for each in everybody()
            if figures.group_of(each.kind) == figures.group_of(row.kind)
        ]
        on = _current(tags, [row, *others], mark)
    tags.list(catalogue.LIST)
    table = catalogue.table()
    of = request.GET.get("of", "")
    line = lines_of([row])[0]
    group = Group(figures.group_of(row.kind), [each for each in lines_of(others) if each.listed])
    return render(
        request,
        "progress/public/unit.html",
        {
            "section": "progress",
            "on": on,
            "line": line,
            "group": group,
            "measures": [
                (measured, strip.marks)
                for measured, strip in zip(line.measures, group.strips, strict=True)
            ],
            "of": of if of in MEASURES else "",
            "choices": [(name, TITLES[name]()) for name in MEASURES],
            "rows": _rows(row, of, table) if of in MEASURES else [],
            "categories": [
                (_category(table, name), measures(Figures.from_json(found)))
                for name, found in row.categories.items()
            ],
            **_trend(code),
        },
    )


def _category(table: catalogue.Table | None, code: str) -> str:
    found = table.category(code) if table else None
    if found is None:
        return code
    return (get_language() == "en" and found.get("name_en")) or found["name"]


def _rows(row: UnitFigures, of: str, table: catalogue.Table | None) -> list[dict]:
    """Return the rows that a measure counts, those that lower it first."""
    english = get_language() == "en"
    found = []
    for code, _category, counts, late in row.rows:
        ratio = Ratio(*counts[of])
        known = table.obligations.get(code) if table else None
        if ratio.of and known is not None:
            title = (english and known.get("title_en")) or known["title"]
            found.append({"code": code, "title": title, "ratio": ratio, "late": late, "row": known})
    return sorted(found, key=lambda one: one["ratio"].done == one["ratio"].of)


@public_page
def definitions(request, tags):
    """What each measure counts, in plain words, and how anybody can count it again."""
    tags.list(catalogue.LIST)
    data = rules.targets_data()
    return render(
        request,
        "progress/public/definitions.html",
        {
            "section": "progress",
            "targets": [
                (TITLES[name](), charts.percent(rules.targets()[name])) for name in MEASURES
            ],
            "source": data["source"],
            "window": figures.WINDOW,
        },
    )


def month_page(request, tags, item):
    """The published figures of one month."""
    tags.record(item.head.obj)
    units = item.json("table")
    names = {
        line.code: line.name
        for line in lines_of(UnitFigures.objects.using(reading.PUBLIC).filter(unit__in=units))
    }
    tags.list("kind=unit")
    found = {code: Figures.from_json(one) for code, one in units.items()}
    return render(
        request,
        "progress/public/month.html",
        {
            "section": "progress",
            "item": item,
            "on": date.fromisoformat(item.body["on"]),
            "total": measures(figures.total(found.values())),
            "lines": [
                (names.get(code, code), measures(one), units[code]["late"])
                for code, one in found.items()
            ],
        },
    )
