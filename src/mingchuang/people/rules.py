"""Who may change posts, and in which order they stand. Pure."""

from mingchuang.units.roles import (
    ADMINISTRATOR,
    DISTRICT_ROLES,
    FIRST,
    OFFICE,
    OFFICER,
    SECRECY,
    UNIT_ADMIN,
    Roles,
)

ORDER = {FIRST: 10, SECRECY: 20, OFFICER: 30}
"""Place of a post in its unit's official order (任职排序) unless another is given."""
LAST = 90
"""Place of every other post."""


def place(role: str, given: int | None) -> int:
    """Return the place of a post in the official order of its unit; the smaller stands first."""
    return given or ORDER.get(role, LAST)


def may_see(roles: Roles, unit: str) -> bool:
    """The unit's administrator sees its people; office and administrator see everyone's."""
    return roles.district(OFFICE, ADMINISTRATOR) or roles.has(unit, [UNIT_ADMIN])


def may_propose(roles: Roles, unit: str, role: str, office_exists: bool) -> bool:
    """Posts of the own unit by its administrator, all posts by the office.

    District roles are proposed by the office alone. The operator fills an empty register.
    """
    if roles.operator:
        return not office_exists
    if roles.district(OFFICE):
        return True
    return role not in DISTRICT_ROLES and roles.has(unit, [UNIT_ADMIN])


def may_confirm(roles: Roles, proposed_by: int | None, office_exists: bool) -> bool:
    """A member of the office who is not the proposer."""
    if roles.operator:
        return not office_exists
    return roles.district(OFFICE) and roles.user_id != proposed_by


def may_end(roles: Roles, unit: str, role: str) -> bool:
    """Ending a post takes no second person: it only takes rights away."""
    return roles.district(OFFICE) or (role not in DISTRICT_ROLES and roles.has(unit, [UNIT_ADMIN]))


def may_manage_accounts(roles: Roles) -> bool:
    """New passwords and locked accounts are the administrator's."""
    return roles.district(ADMINISTRATOR)
