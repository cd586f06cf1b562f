"""What can happen to columns: made, changed, closed; the home page composed of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue.models import Category
from mingchuang.columns import record, rules
from mingchuang.columns.models import Column, Home
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.records import kinds, writing
from mingchuang.records.errors import Conflict, NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import OFFICE


def known() -> rules.Known:
    """Return what a column may name today."""
    return rules.Known(
        units=set(Unit.objects.values_list("code", flat=True)),
        categories=set(
            Category.objects.filter(edition__current=True).values_list("code", flat=True)
        ),
        kinds={kind.name for kind in kinds.all_kinds() if kind.listed},
    )


def _office(actor: User) -> str:
    """Return the unit for which the office acts. Raises NotAllowed."""
    roles = roles_of(actor)
    require(
        rules.may_arrange(roles),
        _("Columns and the home page are arranged by the openness office."),
    )
    return min(roles.units(OFFICE))


@transaction.atomic
def make_column(code: str, facts: Mapping[str, Any], *, actor: User) -> Column:
    """Open a column and publish it; ``facts`` are ``rules.FIELDS``.

    Raises NotAllowed, NotReady (everything that is wrong), Conflict when the code is taken.
    """
    unit = _office(actor)
    if problems := rules.problems(code, facts, known()):
        raise NotReady(problems)
    if Column.objects.filter(pk=code).exists():
        raise Conflict(_("There is a column with this code; a closed one can be opened again."))
    return _store(Column(code=code, made_at=clock.now()), facts, unit)


@transaction.atomic
def change_column(code: str, facts: Mapping[str, Any], *, version: int, actor: User) -> Column:
    """Publish a column anew with other facts; a closed one is open again.

    ``version`` is the one the change was made from. Raises NotAllowed, NotReady, Conflict,
    Column.DoesNotExist.
    """
    unit = _office(actor)
    row = _locked(code, version)
    if problems := rules.problems(code, facts, known()):
        raise NotReady(problems)
    return _store(row, facts, unit)


@transaction.atomic
def close_column(code: str, *, why: str, version: int, actor: User) -> Column:
    """Close a column; its items stay where they are, its address says why it was closed.

    A column of the home page leaves the home page in the same act.
    Raises NotAllowed, NotReady, Conflict, Column.DoesNotExist.
    """
    unit = _office(actor)
    row = _locked(code, version)
    if not why.strip():
        raise NotReady([_("Say why the column is closed; readers see the reason.")])
    if row.closed:
        raise NotReady([_("The column is closed already.")])
    home = Home.objects.select_for_update().first()
    if home and code in home.columns:
        _store_home(home, [name for name in home.columns if name != code], unit)
    facts = {name: getattr(row, name) for name in rules.FIELDS if name != "owner"}
    return _store(row, facts | {"owner": row.owner_id}, unit, closed=True, note=why.strip())


@transaction.atomic
def compose_home(codes: Sequence[str], *, version: int, actor: User) -> Home:
    """Say which columns the home page is made of, in their order.

    ``version`` is the one the order was made from, 0 when there is none.
    Raises NotAllowed, NotReady, Conflict.
    """
    unit = _office(actor)
    row = Home.objects.select_for_update().first()
    if (row.version if row else 0) != version:
        raise Conflict(_("Somebody else has changed the home page meanwhile. Look again."))
    open_codes = set(Column.objects.filter(closed=False).values_list("code", flat=True))
    if problems := rules.home_problems(codes, open_codes):
        raise NotReady(problems)
    return _store_home(row, list(codes), unit)


def _locked(code: str, version: int) -> Column:
    row = Column.objects.select_for_update().get(pk=code)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this column meanwhile. Look again."))
    return row


def _store(
    row: Column, facts: Mapping[str, Any], unit: str, *, closed: bool = False, note: str = ""
) -> Column:
    stored = writing.store(
        record.column(row.code, facts, unit, closed=closed, note=note),
        act="register",
        at=clock.now(),
        obj=row.obj or None,
    )
    append([Entry("register", stored, role="operator")])
    for name in rules.FIELDS:
        setattr(row, "owner_id" if name == "owner" else name, facts[name])
    row.obj, row.version, row.closed = stored.obj, stored.ver, closed
    row.save()
    return row


def _store_home(row: Home | None, codes: list[str], unit: str) -> Home:
    stored = writing.store(
        record.home(codes, unit), act="register", at=clock.now(), obj=row.obj if row else None
    )
    append([Entry("register", stored, role="operator")])
    row = row or Home(obj=stored.obj)
    row.version, row.columns = stored.ver, codes
    row.save()
    return row
