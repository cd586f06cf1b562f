"""What a column holds, when it is stale, who may change it, what it must say. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mingchuang.columns import types
from mingchuang.units.roles import AUDITOR, FIRST, OFFICE, OFFICER, SIGNER, Roles

CODE = re.compile(r"^[a-z][a-z0-9-]{1,30}$")
RESERVED = frozenset({"new", "home", "p"})
"""Codes that would stand in the way of addresses of the desk."""
GREEN, YELLOW, RED, EVENT, EMPTY = STATES = ("green", "yellow", "red", "event", "empty")
"""In time, soon due, over, without a cadence, without an item."""
LONGEST = 730
"""Days of the longest cadence."""
MEMBERS = (OFFICER, SIGNER, FIRST)
"""Roles of a unit that see the standing of its columns."""
FIELDS = (
    "name",
    "name_en",
    "type",
    "description",
    "keywords",
    "owner",
    "cadence",
    "minimum",
    "categories",
    "units",
    "kinds",
)
"""What the office says of a column, besides its code."""


@dataclass(frozen=True)
class Rule:
    """Which records stand in a column: those of all three sorts named; an empty sort is any."""

    categories: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose lines are its candidates; kinds are sifted afterwards."""
        if self.categories and self.units:
            return tuple(
                f"unit={unit}&category={category}"
                for unit in self.units
                for category in self.categories
            )
        if self.categories:
            return tuple(f"category={category}" for category in self.categories)
        return tuple(f"unit={unit}" for unit in self.units) or ("all",)

    @property
    def fronts(self) -> tuple[str, ...]:
        """The lists that every change of its members touches: few, for the tags of a page."""
        if self.categories:
            return tuple(f"category={category}" for category in self.categories)
        return self.lists

    def holds(self, kind: str, units: Collection[str], categories: Collection[str]) -> bool:
        """Whether a record of this kind, of these units and categories stands in the column."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.units or not set(self.units).isdisjoint(units))
            and (not self.categories or not set(self.categories).isdisjoint(categories))
        )


@dataclass(frozen=True)
class Freshness:
    """How a column stands on a day. ``due`` is the last day for something new, ``warn_on`` the day
    from which its owner is reminded, ``left`` days to ``due``, negative when it is over."""

    state: str
    due: date | None = None
    warn_on: date | None = None
    left: int | None = None


def freshness(last: date | None, cadence: int | None, today: date) -> Freshness:
    """Return how a column stands whose newest item became public on ``last``.

    ``cadence`` is in days, None for a column that follows events. It is yellow from 70 % of the
    cadence on and red when the cadence is over (services: 14 d / 180 d / yearly / event).
    """
    if last is None:
        return Freshness(EMPTY)
    if cadence is None:
        return Freshness(EVENT)
    due = last + timedelta(days=cadence)
    warn_on = last + timedelta(days=-(-cadence * types.warn_percent() // 100))
    state = RED if today > due else YELLOW if today >= warn_on else GREEN
    return Freshness(state, due, warn_on, (due - today).days)


def may_arrange(roles: Roles) -> bool:
    """Columns and the home page are made and changed by the openness office."""
    return roles.district(OFFICE)


def may_look(roles: Roles, owner: str) -> bool:
    """How a column stands is seen by the office, the auditor and the officers of its owner."""
    return roles.district(OFFICE, AUDITOR) or roles.has(owner, MEMBERS)


@dataclass(frozen=True)
class Known:
    """What a column may name: units in the register, categories in use, kinds that lists hold."""

    units: Collection[str]
    categories: Collection[str]
    kinds: Collection[str]


def problems(code: str, facts: Mapping[str, Any], known: Known) -> list[str]:
    """Return everything that is wrong with a column; nothing when it can be published."""
    found = []
    if not CODE.match(code) or code in RESERVED:
        found.append(_("The code has small letters, digits and hyphens, such as “bulletin”."))
    for name in ("name", "name_en", "description"):
        if not str(facts.get(name, "")).strip():
            found.append(_("Name (Chinese and English) and description are needed."))
            break
    if not facts.get("keywords"):
        found.append(_("Give at least one keyword."))
    kind = types.types().get(facts.get("type", ""))
    if kind is None:
        found.append(_("Choose what kind of column it is."))
    if facts.get("owner") not in known.units:
        found.append(_("Choose the unit that keeps the column."))
    found += _cadence_problems(facts.get("cadence"), kind)
    if not 1 <= (facts.get("minimum") or 0) <= 100:
        found.append(_("The least number of items is between 1 and 100."))
    if not any(facts.get(name) for name in ("categories", "units", "kinds")):
        found.append(_("Say what stands in the column: categories, units or kinds of documents."))
    for name in ("categories", "units", "kinds"):
        if unknown := sorted(set(facts.get(name, ())) - set(getattr(known, name))):
            found.append(_("These are not known: %(codes)s.") % {"codes": "、".join(unknown)})
    return found


def _cadence_problems(cadence: int | None, kind: types.Type | None) -> list[str]:
    limit = types.limits().get(kind.limit) if kind else None
    if cadence is None:
        if limit:
            return [_("Columns of this kind need a cadence: the national check counts their rest.")]
        return []
    if not 1 <= cadence <= LONGEST:
        return [_("The cadence is between 1 and %(n)d days.") % {"n": LONGEST}]
    if limit and cadence > limit.at_most:
        return [
            _("The national check allows columns of this kind %(n)d days at most.")
            % {"n": limit.at_most}
        ]
    return []


def home_problems(codes: Sequence[str], open_codes: Collection[str]) -> list[str]:
    """Return what is wrong with the columns of the home page, in their order."""
    found = []
    if not codes:
        found.append(_("Choose at least one column."))
    if len(set(codes)) < len(codes):
        found.append(_("A column stands on the home page once."))
    if unknown := sorted(set(codes) - set(open_codes)):
        found.append(_("These are not known: %(codes)s.") % {"codes": "、".join(unknown)})
    return found


def keywords(text: str) -> list[str]:
    """Return the keywords in a line, parted by 、 ， , ； ; or blanks, each once."""
    return list(dict.fromkeys(filter(None, re.split(r"[、，,；;\s]+", text))))


def first_holding(
    columns: Iterable[Any], kind: str, units: Collection[str], categories: Collection[str]
) -> Any | None:
    """Return the column that a detail page names: one that names categories goes before others."""
    held = [one for one in columns if one.rule.holds(kind, units, categories)]
    return min(held, key=lambda one: not one.rule.categories, default=None)
