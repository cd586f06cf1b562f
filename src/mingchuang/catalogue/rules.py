"""Which obligations a unit owes, who may change the catalogue, what an edition must hold. Pure."""

from collections.abc import Mapping
from typing import Any

from mingchuang.units.roles import OFFICE, OFFICER, Roles

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
FACETS = ("人", "财", "物", "事")


def owes(applies: Mapping[str, Any], *, code: str, kind: str, sector: str) -> bool:
    """Whether a unit owes an obligation: named itself, or both its kind and its sector are."""
    if applies.get("units"):
        return code in applies["units"]
    return kind in applies.get("kinds", ()) and sector in applies.get("sectors", ())


def may_load(roles: Roles, office_exists: bool) -> bool:
    """Editions and owed lists are the office's; the operator's while there is no office."""
    return roles.district(OFFICE) or (roles.operator and not office_exists)


def may_open(roles: Roles, unit: str) -> bool:
    """An officer starts a document from an owed row of the own unit."""
    return roles.has(unit, [OFFICER])


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
            found.append(f"{where}: code twice")
        seen.add(where)
        if row.get("category") not in categories:
            found.append(f"{where}: category {row.get('category')!r}")
        if not row.get("elements"):
            found.append(f"{where}: elements")
        if unknown := set(row.get("carriers", ())) - set(CARRIERS):
            found.append(f"{where}: carriers {sorted(unknown)}")
        if row.get("facet") not in FACETS:
            found.append(f"{where}: facet {row.get('facet')!r}")
        if not row.get("basis") or not row.get("time_limit"):
            found.append(f"{where}: basis, time_limit")
    return found
