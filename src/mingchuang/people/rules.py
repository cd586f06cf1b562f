"""Who may change posts. Pure."""

from mingchuang.units.roles import ADMINISTRATOR, DISTRICT_ROLES, OFFICE, UNIT_ADMIN, Roles


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
