"""Which obligations a unit owes, who may change the catalogue, what an edition must hold. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mingchuang.units.roles import FIRST, OFFICE, OFFICER, SIGNER, Roles
from mingchuang.units.rules import sectors_of

CARRIERS = (
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏(电子屏)",
    "精准推送",
    "其他",
)
"""The thirteen carriers of the standard table."""
EVERYBODY = "全社会"
"""The audience that is the whole society; the other is a specific group (特定群体)."""
ON_SITE = frozenset(
    {
        "公开查阅点",
        "政务服务中心",
        "便民服务站",
        "入户/现场",
        "社区/企事业单位/村公示栏(电子屏)",
        "精准推送",
    }
)
"""Carriers that are a place or a person: what hangs there only is registered (落实登记)."""
FACETS = ("人", "财", "物", "事")


def owes(applies: Mapping[str, Any], *, code: str, kind: str, sector: str) -> bool:
    """Whether a unit owes an obligation: named itself, or both its kind and a sector of its are.

    ``applies["any"]`` lists alternatives of which one is enough. ``sector`` may hold several codes.
    While ``pilot`` names units (试点), only those of them that it would apply to owe it.
    """
    if applies.get("pilot") and code not in applies["pilot"]:
        return False
    if applies.get("any"):
        return any(owes(one, code=code, kind=kind, sector=sector) for one in applies["any"])
    if applies.get("units"):
        return code in applies["units"]
    if kind not in applies.get("kinds", ()):
        return False
    return not set(applies.get("sectors", ())).isdisjoint(sectors_of(sector))


def may_load(roles: Roles, office_exists: bool) -> bool:
    """Editions and owed lists are the office's; the operator's while there is no office."""
    return roles.district(OFFICE) or (roles.operator and not office_exists)


def may_open(roles: Roles, unit: str) -> bool:
    """An officer starts a document from an owed row of the own unit."""
    return roles.has(unit, [OFFICER])


def may_arrange(roles: Roles, unit: str) -> bool:
    """How a row is fulfilled is said by the unit's officer and leaders, and by the office."""
    return roles.has(unit, [OFFICER, SIGNER, FIRST]) or roles.district(OFFICE)


def may_record(roles: Roles, unit: str) -> bool:
    """Events of a unit are recorded by its officer, or by the office for it."""
    return roles.has(unit, [OFFICER]) or roles.district(OFFICE)


def for_some_only(audience: Sequence[str]) -> bool:
    """Whether a row is for specific groups and not for everybody."""
    return bool(audience) and EVERYBODY not in audience


def may_be_on_site(audience: Sequence[str], carriers: Sequence[str]) -> bool:
    """Whether showing on the spot is enough: the row is for specific groups, or all its carriers
    are places (入户/现场, 村公示栏 …)."""
    return for_some_only(audience) or (bool(carriers) and set(carriers) <= ON_SITE)


def usual_how(audience: Sequence[str]) -> str:
    """Return how a row is fulfilled (``Owed.How``) unless the unit says otherwise."""
    return "onsite" if for_some_only(audience) else "published"


def occasion_problems(
    name: str, on: date, obligations: Collection[str], owed: Collection[str]
) -> list[str]:
    """Return what is wrong with an event of a unit that owes the rows ``owed``."""
    found = []
    if not name.strip():
        found.append(_("Say what happened, such as “budget approved”."))
    if not obligations:
        found.append(_("Choose at least one row whose time starts with it."))
    if unknown := sorted(set(obligations) - set(owed)):
        found.append(
            _("The unit does not owe these rows: %(codes)s.") % {"codes": ", ".join(unknown)}
        )
    return found


def problems(data: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with an edition's file, each with the row it stands in."""
    found = []
    categories = set()
    for category in data.get("categories", ()):
        categories.add(category["code"])
        categories.update(child["code"] for child in category.get("children", ()))
    seen = set()
    for row in data.get("obligations", ()):
        where = row.get("code", "?")
        if where in seen:
            found.append(_("%(row)s: this code stands twice.") % {"row": where})
        seen.add(where)
        if row.get("category") not in categories:
            found.append(
                _("%(row)s: the edition has no category “%(category)s”.")
                % {"row": where, "category": row.get("category") or ""}
            )
        if not row.get("elements"):
            found.append(_("%(row)s: no element says what is published.") % {"row": where})
        if unknown := set(row.get("carriers", ())) - set(CARRIERS):
            found.append(
                _("%(row)s: these are none of the thirteen carriers: %(carriers)s.")
                % {"row": where, "carriers": "、".join(sorted(unknown))}
            )
        if row.get("facet") not in FACETS:
            found.append(
                _("%(row)s: “%(facet)s” is none of 人, 财, 物, 事.")
                % {"row": where, "facet": row.get("facet") or ""}
            )
        if not row.get("basis"):
            found.append(_("%(row)s: no legal basis is named.") % {"row": where})
        if not row.get("time_limit"):
            found.append(_("%(row)s: no time limit is named.") % {"row": where})
    return found
