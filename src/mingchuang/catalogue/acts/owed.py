"""Owed lists: which rows a unit owes, from when, how they are fulfilled, and who answers for them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import elsewhere, record, rules
from mingchuang.catalogue.models import Edition, Obligation, Owed, OwedList
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import Roles


def _office(by: Roles) -> None:
    require(
        rules.may_load(by, office_exists()), _("Owed lists are published by the openness office.")
    )


@transaction.atomic
def publish_owed_lists(*, by: Roles) -> int:
    """Work out what each unit owes under the edition in use; publish the lists that changed.

    A row that no longer applies is kept with its last day. Returns how many lists were published:
    one record and one entry each. Raises NotAllowed.
    """
    _office(by)
    return publish_lists()


def publish_lists(resumed: Collection[str] = ()) -> int:
    """The same without asking who; part of other acts, in their transaction.

    Rows of the codes ``resumed`` that are owed again go on from the day from which they were owed:
    what was missed before a pilot took them off stays missed.
    """
    edition = Edition.objects.get(current=True)
    obligations = list(edition.obligations.filter(dropped=False))
    today = clock.today()
    entries = []
    for unit in Unit.objects.all():
        wanted = [
            row
            for row in obligations
            if rules.owes(row.applies, code=unit.code, kind=unit.kind, sector=unit.sector)
        ]
        _bring_up_to_date(unit, wanted, today, resumed)
        stored = _publish_list(unit, edition)
        if stored:
            entries.append(Entry("register", stored, role="operator"))
    append(entries)
    return len(entries)


def _bring_up_to_date(
    unit: Unit, wanted: Sequence[Obligation], today: date, resumed: Collection[str]
) -> None:
    """Make the unit's rows those of ``wanted``. What a new edition took over under the same code
    keeps its beginning, what it says of the unit, and its post."""
    rows = list(unit.owed.select_related("obligation"))
    by_code = {row.obligation.code: row for row in sorted(rows, key=lambda row: row.pk)}
    codes = {obligation.code for obligation in wanted}
    fresh, changed = [], []
    for obligation in wanted:
        row = by_code.get(obligation.code)
        if row is None:
            fresh.append(
                Owed(
                    unit=unit,
                    obligation=obligation,
                    since=today,
                    how=rules.usual_how(obligation.audience),
                )
            )
        elif row.obligation_id != obligation.pk or row.until:
            row.obligation = obligation
            if row.until:
                if row.until < today and obligation.code not in resumed:
                    row.since = today
                row.until = None
            changed.append(row)
    for row in rows:
        if row.obligation.code not in codes and row.until is None:
            row.until = today
            changed.append(row)
    Owed.objects.bulk_create(fresh)
    Owed.objects.bulk_update(changed, ["obligation", "since", "until"])


@transaction.atomic
def set_not_owed(owed_id: int, *, note: str, by: Roles) -> None:
    """Say that a unit does not have this business (不适用), with the reason; or, with an empty
    note, that it owes the row after all. The owed list is published again. Raises NotAllowed."""
    _office(by)
    _change(owed_id, applies=not note.strip(), note=note.strip()[:200])


@transaction.atomic
def arrange(owed_id: int, *, how: str, post: str, by: Roles) -> None:
    """Say how a row is fulfilled (``Owed.How``) and which post answers for it.

    Raises NotAllowed; NotReady when the catalogue wants the row on the site, or no link is there to
    stand for it.
    """
    owed = Owed.objects.select_related("obligation").get(pk=owed_id)
    require(
        rules.may_arrange(by, owed.unit_id),
        _("The officer and the leaders of the unit say how a row is fulfilled."),
    )
    if how not in Owed.How.values:
        raise NotReady([_("Choose how the row is fulfilled.")])
    if how == Owed.How.LINK and not owed.elsewhere.filter(ended=False).exists():
        raise NotReady([_("Add the link first: without one readers find nothing there.")])
    if how == Owed.How.ONSITE and (
        problems := elsewhere.needs_everybody(owed.obligation.audience, owed.obligation.carriers)
    ):
        raise NotReady(problems)
    _change(owed_id, how=how, post=post.strip()[:80])


def settle(owed_id: int, how: str) -> None:
    """Make a row say how it is fulfilled; part of other acts, in their transaction."""
    _change(owed_id, how=str(how))


def _change(owed_id: int, **values: Any) -> None:
    owed = (
        Owed.objects.select_for_update(of=("self",))
        .select_related("unit", "obligation__edition")
        .get(pk=owed_id)
    )
    for name, value in values.items():
        setattr(owed, name, value)
    owed.save(update_fields=list(values))
    stored = _publish_list(owed.unit, owed.obligation.edition)
    if stored:
        append([Entry("register", stored, role="operator")])


def _publish_list(unit: Unit, edition: Edition) -> writing.Stored | None:
    rows = [
        {
            "code": owed.obligation.code,
            "applies": owed.applies,
            "note": owed.note,
            "since": _text(owed.since),
            "until": _text(owed.until),
            "how": owed.how,
            "post": owed.post,
        }
        for owed in unit.owed.select_related("obligation").order_by("obligation__order", "pk")
    ]
    digest = writing.ledger.sha256(writing.canonical([edition.code, rows]))
    before = OwedList.objects.filter(pk=unit.code).first()
    if before and before.digest == digest:
        return None
    stored = writing.store(
        record.owed_list(unit.code, edition.code, rows),
        act="register",
        at=clock.now(),
        obj=before.obj if before else None,
    )
    OwedList.objects.update_or_create(pk=unit.code, defaults={"obj": stored.obj, "digest": digest})
    return stored


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
