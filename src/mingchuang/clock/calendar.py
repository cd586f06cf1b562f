"""Working days and rest days.

Saturday and Sunday are the weekly rest days of organs (《国务院关于职工工作时间的规定》 art. 7). The
holidays are statutory (《全国年节及纪念日放假办法》), and a yearly notice of the State Council's General
Office says which further days are off and which weekend days are worked instead (调休上班). Until the
notice of a year is loaded the statutory holidays stand in for it, and whatever was computed with
them is provisional.

Our year tables are versioned data in ``years/``; a district loads a newer notice with
:meth:`Calendar.with_year`. A notice may also arrange days of the December before its year (the one
for 2019 did), so a table may name those; they override the earlier year's table.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import chinese_calendar

from mingchuang.clock.words import say_day, say_holiday
from mingchuang.words import _

Kind = Literal["workday", "make-up", "weekend", "holiday"]

# Notices are written in Chinese: their names for the holidays are read as ours.
_NAMES = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}


@dataclass(frozen=True)
class DayFacts:
    """What a day is: its kind, the holiday it belongs to (or ``""``), and whether that is settled.

    ``confirmed`` is false when the day's year has no confirmed notice.
    """

    kind: Kind
    holiday: str
    confirmed: bool

    @property
    def works(self) -> bool:
        """Whether organs work on the day."""
        return self.kind in ("workday", "make-up")


@dataclass(frozen=True)
class YearTable:
    """One year's holiday notice. ``off`` and ``work`` are ordered pairs (day, holiday's name)."""

    year: int
    version: str
    source: str
    confidence: str
    confirmed: bool
    off: tuple[tuple[date, str], ...]
    work: tuple[tuple[date, str], ...]

    @classmethod
    def parse(cls, raw: Mapping[str, object]) -> "YearTable":
        """Read a table from its JSON form and check it.

        Fields: ``year`` (int), ``version``, ``source``, ``confidence`` (text), ``confirmed``
        (true/false), ``off`` and ``work`` (lists of ``{"date": "2026-01-01", "name": "元旦"}``; in
        ``work`` the bare date will do). Raises ``ValueError`` naming the field and the entry.
        """
        unknown = sorted(
            set(raw) - {"year", "version", "source", "confidence", "confirmed", "off", "work"}
        )
        if unknown:
            raise ValueError(
                _("Year table: unknown field “{field}”. Remove it or correct its spelling.").format(
                    field=unknown[0]
                )
            )
        year = raw.get("year")
        if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
            raise ValueError(_("Year table: “year” must be a whole number from 2000 to 2100."))
        confirmed = raw.get("confirmed")
        if not isinstance(confirmed, bool):
            raise ValueError(
                _(
                    "Year table {year}: “confirmed” must be true or false; true says that someone "
                    "compared the days with the notice."
                ).format(year=year)
            )
        table = cls(
            year=year,
            version=_text(raw, year, "version"),
            source=_text(raw, year, "source"),
            confidence=_text(raw, year, "confidence"),
            confirmed=confirmed,
            off=_days(raw, year, "off"),
            work=_days(raw, year, "work"),
        )
        table._check()
        return table

    def _check(self) -> None:
        both = {day for day, _name in self.off} & {day for day, _name in self.work}
        if both:
            raise ValueError(
                _(
                    "Year table {year}: {day} is both off and worked. Keep it in one list only."
                ).format(year=self.year, day=min(both).isoformat())
            )
        for day, _name in self.work:
            if day.weekday() < 5:
                raise ValueError(
                    _(
                        "Year table {year}, work: {day} is not a Saturday or Sunday, so there is "
                        "nothing to make up. Check the date against the notice."
                    ).format(year=self.year, day=say_day(day))
                )
        missing = sorted(set(statutory(self.year)) - {day for day, _name in self.off})
        if self.confirmed and missing:
            raise ValueError(
                _(
                    "Year table {year}, off: {day} is missing, but it is a statutory holiday "
                    "({name}). Enter every day of the notice, weekends included."
                ).format(
                    year=self.year,
                    day=missing[0].isoformat(),
                    name=say_holiday(statutory(self.year)[missing[0]]),
                )
            )


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. A frozen value: the same tables always give the same answers."""

    tables: tuple[YearTable, ...] = field(default=())

    @staticmethod
    def default() -> "Calendar":
        """Return the calendar in use: the product's year tables, and what :func:`use` added."""
        return _in_use or _default()

    @staticmethod
    def built_in() -> "Calendar":
        """Return the calendar of the year tables that come with the product (cached)."""
        return _default()

    def with_year(self, table: Mapping[str, object]) -> "Calendar":
        """Return a calendar in which ``table`` replaces the table of its year.

        ``table`` is the JSON form of :meth:`YearTable.parse`. A table with ``confirmed: false`` is
        kept but not used: its year stays provisional. Raises ``ValueError`` when the table is
        wrong, or when it differs from the one in use under the same version.
        """
        return self._with(YearTable.parse(table))

    def _with(self, new: YearTable) -> "Calendar":
        old = self.table(new.year)
        if old is not None and old != new and old.version == new.version:
            raise ValueError(
                _(
                    "Year table {year}: version “{version}” is already in use with other content. "
                    "Give the changed table a new version."
                ).format(year=new.year, version=new.version)
            )
        others = [other for other in self.tables if other.year != new.year]
        return Calendar(tuple(sorted([*others, new], key=lambda each: each.year)))

    def table(self, year: int) -> YearTable | None:
        """Return the loaded table of ``year``, confirmed or not, or ``None``."""
        return next((table for table in self.tables if table.year == year), None)

    @property
    def version(self) -> str:
        """The versions of our own confirmed tables, oldest first, such as ``2025.1+2026.1``."""
        own = [t.version for t in self.tables if t.confirmed and t.source != PACKAGE]
        return "+".join(own) or "statutory"

    def confirmed(self, year: int) -> bool:
        """Return whether the holiday notice of ``year`` is loaded and confirmed."""
        return year in self._confirmed

    def is_workday(self, day: date) -> bool:
        """Return whether organs work on ``day``, make-up working days (调休上班) included."""
        return self.facts(day).works

    def facts(self, day: date) -> DayFacts:
        """Return what ``day`` is; in an unconfirmed year, by statute and ordinary weekends."""
        _plain_date(day)
        confirmed = day.year in self._confirmed
        arranged = self._arranged.get(day)
        if arranged is not None:
            return DayFacts(arranged[0], arranged[1], confirmed)
        if not confirmed and day in statutory(day.year):
            return DayFacts("holiday", statutory(day.year)[day], False)
        return DayFacts("weekend" if day.weekday() >= 5 else "workday", "", confirmed)

    def why(self, day: date) -> str:
        """Return one line saying what ``day`` is and which rule or notice makes it so."""
        facts = self.facts(day)
        words: dict[str, str] = {
            "workday": _("{day} is an ordinary working day."),
            "weekend": _("{day} is a weekly rest day (Working Hours Rules, article 7)."),
            "make-up": _("{day} is a make-up working day for {holiday}, by {source}."),
            "holiday": _("{day} is off for {holiday}, by {source}."),
        }
        if facts.kind == "make-up" and not facts.holiday:
            words["make-up"] = _("{day} is a make-up working day, by {source}.")
        line = words[facts.kind].format(
            day=say_day(day), holiday=say_holiday(facts.holiday), source=self._source(day)
        )
        if facts.confirmed:
            return line
        return line + " " + say_unconfirmed([day.year])

    def _source(self, day: date) -> str:
        for year in (day.year + 1, day.year):
            table = self.table(year)
            if table and table.confirmed and day in dict([*table.off, *table.work]):
                return table.source
        return _("the Regulations on Public Holidays")

    @cached_property
    def _confirmed(self) -> frozenset[int]:
        return frozenset(table.year for table in self.tables if table.confirmed)

    @cached_property
    def _arranged(self) -> dict[date, tuple[Kind, str]]:
        arranged: dict[date, tuple[Kind, str]] = {}
        for table in self.tables:
            if table.confirmed:
                arranged.update({day: ("holiday", name) for day, name in table.off})
                arranged.update({day: ("make-up", name) for day, name in table.work})
        return arranged


@cache
def statutory(year: int) -> Mapping[date, str]:
    """Return the statutory holidays of ``year`` for all citizens: day to holiday's name.

    《全国年节及纪念日放假办法》: from 2025 (revision of 2024-11-10) 元旦 1, 春节 4 from 除夕, 清明 1, 劳动节 2,
    端午 1, 中秋 1, 国庆 3; before it 春节 was 3 from 初一 and 劳动节 1 (revision of 2013). The lunar ones are
    known for the years of ``lunar.json`` (see :func:`lunar_known`) and left out of other years.
    """
    revised = year >= 2025
    days = {date(year, 1, 1): "New Year's Day", date(year, 5, 1): "Labour Day"}
    if revised:
        days[date(year, 5, 2)] = "Labour Day"
    days.update({date(year, 10, number): "National Day" for number in (1, 2, 3)})
    lunar = _lunar().get(year)
    if lunar:
        first = lunar["spring"]
        days.update(
            {
                first + timedelta(days=shift): "Spring Festival"
                for shift in range(-1 if revised else 0, 3)
            }
        )
        days[lunar["qingming"]] = "Qingming Festival"
        days[lunar["dragon_boat"]] = "Dragon Boat Festival"
        days[lunar["mid_autumn"]] = "Mid-Autumn Festival"
    return MappingProxyType(days)


def lunar_known(year: int) -> bool:
    """Return whether the dates of the lunar holidays and of 清明 are known for ``year``."""
    return year in _lunar()


def say_unconfirmed(years: Iterable[int]) -> str:
    """Return the sentence that warns that no notice is confirmed for ``years``."""
    listed = sorted(set(years))
    text = _(
        "Provisional: no holiday notice is confirmed for {years}, so statutory holidays stand in."
    )
    if not all(lunar_known(year) for year in listed):
        text = _(
            "Provisional: no holiday notice is confirmed for {years}; fixed-date statutory holidays "
            "stand in and the lunar ones are not known."
        )
    return text.format(years=", ".join(map(str, listed)))


_in_use: Calendar | None = None


def use(tables: Iterable[YearTable]) -> None:
    """Let the calendar in use be the product's with ``tables`` instead of those of their years.

    Raises ``ValueError`` as :meth:`Calendar.with_year` does. Without tables it is the product's again.
    """
    global _in_use
    calendar = _default()
    for table in tables:
        calendar = calendar._with(table)
    if _in_use != calendar:  # the same value keeps what was computed from it
        _in_use = calendar


@cache
def _default() -> Calendar:
    calendar = Calendar()
    for file in sorted(files("mingchuang.clock").joinpath("years").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            calendar = calendar.with_year(json.loads(file.read_text(encoding="utf-8")))
    return Calendar(tuple(sorted([*_packaged(calendar), *calendar.tables], key=lambda t: t.year)))


PACKAGE = "chinesecalendar"
"""Source of the tables of years before our own: the maintained package's lists of notices."""


def _packaged(calendar: Calendar) -> list[YearTable]:
    """Return tables of the years that the package knows and that have no table of our own."""
    names = {
        "Tomb-sweeping Day": "Qingming Festival",
        "Mid-autumn Festival": "Mid-Autumn Festival",
    }
    off: dict[int, list[tuple[date, str]]] = {}
    work: dict[int, list[tuple[date, str]]] = {}
    for days, table in ((chinese_calendar.holidays, off), (chinese_calendar.workdays, work)):
        for day, name in days.items():
            table.setdefault(day.year, []).append((day, names.get(name, name)))
    return [
        YearTable(
            year=year,
            version=f"{year}.package",
            source=PACKAGE,
            confidence="package",
            confirmed=True,
            off=tuple(sorted(off[year])),
            work=tuple(sorted(work.get(year, []))),
        )
        for year in off
        if calendar.table(year) is None
    ]


@cache
def _lunar() -> Mapping[int, Mapping[str, date]]:
    raw = json.loads(files("mingchuang.clock").joinpath("lunar.json").read_text(encoding="utf-8"))
    return {
        int(year): {name: date.fromisoformat(day) for name, day in days.items()}
        for year, days in raw["years"].items()
    }


def _plain_date(day: date) -> None:
    # A datetime is a date to Python, but equals none of the table's days: refuse it, not misread it.
    if isinstance(day, datetime):
        raise ValueError(
            _("A moment was given where a day is needed. Use its date in Asia/Shanghai.")
        )


def _text(raw: Mapping[str, object], year: int, name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(
            _("Year table {year}: “{field}” must be a text that is not empty.").format(
                year=year, field=name
            )
        )
    return value.strip()


def _days(raw: Mapping[str, object], year: int, name: str) -> tuple[tuple[date, str], ...]:
    entries = raw.get(name)
    if not isinstance(entries, list):
        raise ValueError(
            _("Year table {year}: “{field}” must be a list of days.").format(year=year, field=name)
        )
    days: dict[date, str] = {}
    for number, entry in enumerate(entries, start=1):
        where = _("Year table {year}, {field}, entry {number}:").format(
            year=year, field=name, number=number
        )
        if isinstance(entry, str) and name == "work":
            entry = {"date": entry}
        if not isinstance(entry, dict) or not isinstance(entry.get("date"), str):
            raise ValueError(
                where + " " + _('write it like {"date": "2026-01-01", "name": "元旦"}.')
            )
        try:
            day = date.fromisoformat(entry["date"])
        except ValueError as error:
            raise ValueError(
                where
                + " "
                + _("“{value}” is not a date; write it like 2026-01-01.").format(
                    value=entry["date"]
                )
            ) from error
        label = entry.get("name", "")
        if not isinstance(label, str) or (name == "off" and not label.strip()):
            raise ValueError(where + " " + _("say which holiday the day is off for."))
        if not (day.year == year or (day.year == year - 1 and day.month == 12)):
            raise ValueError(
                where
                + " "
                + _("{day} is outside the year and the December before it.").format(
                    day=day.isoformat()
                )
            )
        if day in days:
            raise ValueError(
                where + " " + _("{day} is listed twice; remove one.").format(day=day.isoformat())
            )
        days[day] = _NAMES.get(label.strip(), label.strip())
    return tuple(sorted(days.items()))
