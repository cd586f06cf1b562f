"""Who somebody is today: a value that every rule reads, loaded once per request."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

OFFICER = "officer"
DEPARTMENT = "department_reviewer"
SECRECY = "secrecy_reviewer"
SIGNER = "signer"
FIRST = "first_responsible"
DUTY = "duty_signer"
CLERK = "window_clerk"
HANDLER = "case_handler"
KEEPER = "carrier_keeper"
UNIT_ADMIN = "unit_admin"
OFFICE = "office"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

ROLE_NAMES = {
    OFFICER: _("Disclosure officer"),
    DEPARTMENT: _("Department reviewer"),
    SECRECY: _("Secrecy reviewer"),
    SIGNER: _("Signer"),
    FIRST: _("First responsible person"),
    DUTY: _("Duty signer"),
    CLERK: _("Window clerk"),
    HANDLER: _("Case handler"),
    KEEPER: _("Carrier keeper"),
    UNIT_ADMIN: _("Unit administrator"),
    OFFICE: _("Openness office"),
    AUDITOR: _("Auditor"),
    ADMINISTRATOR: _("Administrator"),
}
"""Every role by its code: 公开经办人, 科室审核, 保密审查, 签发, 第一责任人, 值班签发 …"""

DISTRICT_ROLES = frozenset({OFFICE, AUDITOR, ADMINISTRATOR})
"""Roles that count for the whole district, whichever unit the post is in."""

PUBLIC_ROLES = frozenset({FIRST, SECRECY, OFFICER})
"""Posts that are published with name and telephone (条例 第四条, 第十二条, 第十七条)."""


@dataclass(frozen=True)
class Held:
    """One role somebody holds today; ``deputy`` when it is held for the post's owner."""

    unit: str
    role: str
    deputy: bool = False


@dataclass(frozen=True)
class Roles:
    """What one person may appear as on one day. ``operator`` is the machine's own operator,
    who may fill an empty register before the first member of the office exists."""

    user_id: int | None = None
    name: str = ""
    held: frozenset[Held] = frozenset()
    operator: bool = False

    def has(self, unit: str, roles: Iterable[str]) -> bool:
        """Whether one of ``roles`` is held in ``unit``."""
        wanted = set(roles)
        return any(held.unit == unit and held.role in wanted for held in self.held)

    def district(self, *roles: str) -> bool:
        """Whether one of these district roles is held."""
        return any(held.role in roles and held.role in DISTRICT_ROLES for held in self.held)

    def units(self, *roles: str) -> frozenset[str]:
        """Units in which one of ``roles`` is held; all units of the person when none is given."""
        return frozenset(held.unit for held in self.held if not roles or held.role in roles)


OPERATOR = Roles(operator=True)
NOBODY = Roles()
