"""Who may change the register of units. Pure."""

import re

from django.utils.translation import gettext_lazy as _

from mingchuang import codes
from mingchuang.units.roles import OFFICE, UNIT_ADMIN, Roles

KINDS = ("district", "organ", "town", "zone", "centre", "hospital", "school", "utility")
SECTORS = (
    "government",
    "education",
    "health",
    "water",
    "gas",
    "heat",
    "power",
    "transport",
    "environment",
    "services",
    # What an organ has to do with, besides ``government``: the catalogue gives it its rows.
    "agriculture",
    "civil_affairs",
    "culture",
    "development",
    "emergency",
    "finance",
    "housing",
    "human_resources",
    "justice",
    "market",
    "medical_insurance",
    "municipal",
    "natural_resources",
    "police",
    "preschool",
    "statistics",
    "tax",
    "urban_management",
    "water_resources",
)
KIND_NAMES = {
    "district": _("District"),
    "organ": _("Organ"),
    "town": _("Town or street office"),
    "zone": _("Development zone"),
    "centre": _("Service centre"),
    "hospital": _("Hospital"),
    "school": _("School"),
    "utility": _("Public utility"),
}
SECTOR_NAMES = {
    "government": _("Government"),
    "education": _("Education"),
    "health": _("Health"),
    "water": _("Water"),
    "gas": _("Gas"),
    "heat": _("Heat"),
    "power": _("Power"),
    "transport": _("Public transport"),
    "environment": _("Environment"),
    "services": _("Public services"),
    "agriculture": _("Agriculture"),
    "civil_affairs": _("Civil affairs"),
    "culture": _("Culture"),
    "development": _("Development and reform"),
    "emergency": _("Emergency management"),
    "finance": _("Finance"),
    "housing": _("Housing"),
    "human_resources": _("Human resources"),
    "justice": _("Justice"),
    "market": _("Market supervision"),
    "medical_insurance": _("Medical insurance"),
    "municipal": _("Municipal services"),
    "natural_resources": _("Natural resources"),
    "police": _("Police"),
    "preschool": _("Kindergartens"),
    "statistics": _("Statistics"),
    "tax": _("Taxes"),
    "urban_management": _("Urban management"),
    "water_resources": _("Water resources"),
}
PUBLIC_SERVICES = ("hospital", "school", "utility")
"""Kinds that are public institutions and enterprises (公共企事业单位, 条例 第五十五条)."""
CODE = re.compile(r"^[A-Z0-9]{2,8}$")
PHONE = re.compile(r"^[0-9][0-9 -]{2,18}[0-9]$")
FIELDS = (
    "code",
    "name",
    "short_name",
    "name_en",
    "former_names",
    "kind",
    "sector",
    "parent",
    "order",
    "uscc",
    "address",
    "phone",
    "hours",
    "duty",
    "supervisor",
)


def sectors_of(sector: str) -> tuple[str, ...]:
    """Return the codes in a unit's ``sector``: one, or several parted by 、 as in
    ``government、education``."""
    return tuple(code.strip() for code in sector.split("、") if code.strip())


def may_propose(roles: Roles, code: str, office_exists: bool) -> bool:
    """The office, or the unit's own administrator; the operator before there is an office."""
    return (
        roles.district(OFFICE)
        or roles.has(code, [UNIT_ADMIN])
        or (roles.operator and not office_exists)
    )


def may_confirm(roles: Roles, proposed_by: int | None, office_exists: bool) -> bool:
    """A second person of the office, never the one who proposed."""
    if roles.operator:
        return not office_exists
    return roles.district(OFFICE) and roles.user_id != proposed_by


def problems(data: dict[str, str], known: set[str]) -> list[tuple[str, str]]:
    """Return what is wrong with a unit's facts as ``(field, reason code)``.

    ``known`` are the codes of units that exist.
    """
    found = []
    if not CODE.match(data.get("code", "")):
        found.append(("code", "code"))
    for name in ("name", "short_name"):
        if not data.get(name):
            found.append((name, "required"))
    if data.get("kind") not in KINDS:
        found.append(("kind", "kind"))
    sectors = sectors_of(data.get("sector", ""))
    if not sectors or not set(sectors) <= set(SECTORS):
        found.append(("sector", "sector"))
    for name in ("parent", "supervisor"):
        if data.get(name) and data[name] not in known:
            found.append((name, "unknown_unit"))
        if data.get(name) and data[name] == data.get("code"):
            found.append((name, "itself"))
    if not str(data.get("order", "")).isdigit():
        found.append(("order", "number"))
    if data.get("phone") and not PHONE.match(data["phone"]):
        found.append(("phone", "phone"))
    if data.get("uscc"):
        try:
            codes.KINDS["uscc"](data["uscc"])
        except ValueError:
            found.append(("uscc", "uscc"))
    return found
