"""What can happen to the catalogue: an edition is loaded, owed lists follow from it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import record, rules
from mingchuang.catalogue.models import Category, Edition, Obligation, Owed, OwedList
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import Roles

COLUMNS = (
    "code",
    "category",
    "level1",
    "level2",
    "title",
    "title_en",
    "elements",
    "basis",
    "time_limit",
    "organ",
    "applies",
    "carriers",
    "audience",
    "audience_text",
    "method",
    "tiers",
    "facet",
    "key_item",
    "source",
    "confidence",
)


@transaction.atomic
def load_edition(data: Mapping[str, Any], *, unit: str, by: Roles, current: bool = True) -> Edition:
    """Take an edition into force and publish it as a record.

    ``data`` is the file's object: ``edition``, ``version``, ``name``, ``source`` and either
    ``categories`` with ``obligations`` or plain ``items``. Raises NotAllowed, NotReady.
    """
    require(
        rules.may_load(by, office_exists()),
        _("Editions of the catalogue are loaded by the openness office."),
    )
    wrong = rules.problems(data)
    if wrong:
        raise NotReady(wrong)
    now = clock.now()
    old = Edition.objects.filter(pk=data["edition"]).first()
    stored = writing.store(
        record.edition(data, unit, current), act="register", at=now, obj=old.obj if old else None
    )
    append([Entry("register", stored, role="operator")])
    if current:
        Edition.objects.update(current=False)
    edition, _created = Edition.objects.update_or_create(
        code=data["edition"],
        defaults={
            "version": data["version"],
            "name": data["name"],
            "source": data["source"],
            "confidence": data.get("confidence", ""),
            "current": current,
            "obj": stored.obj,
        },
    )
    edition.categories.all().delete()
    order = 0
    for parent in data.get("categories", ()):
        order += 1
        Category.objects.create(
            edition=edition,
            code=parent["code"],
            name=parent["name"],
            name_en=parent.get("name_en", ""),
            order=order,
        )
        for child in parent.get("children", ()):
            order += 1
            Category.objects.create(
                edition=edition,
                code=child["code"],
                name=child["name"],
                name_en=child.get("name_en", ""),
                parent=parent["code"],
                order=order,
            )
    kept = [row["code"] for row in data.get("obligations", ())]
    edition.obligations.exclude(code__in=kept).delete()
    for number, row in enumerate(data.get("obligations", ()), start=1):
        values = {name: row.get(name) or "" for name in COLUMNS if name != "code"}
        Obligation.objects.update_or_create(
            edition=edition,
            code=row["code"],
            defaults={**values, "level3": row.get("level3") or "", "order": number},
        )
    return edition


@transaction.atomic
def publish_owed_lists(*, by: Roles) -> int:
    """Work out what each unit owes under the current edition; publish the lists that changed.

    Returns how many were published: one record and one entry each.
    """
    require(
        rules.may_load(by, office_exists()), _("Owed lists are published by the openness office.")
    )
    edition = Edition.objects.get(current=True)
    obligations = list(edition.obligations.all())
    entries = []
    for unit in Unit.objects.all():
        for obligation in obligations:
            if rules.owes(obligation.applies, code=unit.code, kind=unit.kind, sector=unit.sector):
                Owed.objects.get_or_create(unit=unit, obligation=obligation)
            else:
                Owed.objects.filter(unit=unit, obligation=obligation).delete()
        stored = _publish_list(unit, edition)
        if stored:
            entries.append(Entry("register", stored, role="operator"))
    append(entries)
    return len(entries)


@transaction.atomic
def set_not_owed(owed_id: int, *, note: str, by: Roles) -> None:
    """Say that a unit does not have this business (不适用), with the reason; or, with an empty
    note, that it owes the row after all. The owed list is published again."""
    require(
        rules.may_load(by, office_exists()), _("Owed lists are published by the openness office.")
    )
    owed = (
        Owed.objects.select_for_update()
        .select_related("unit", "obligation__edition")
        .get(pk=owed_id)
    )
    owed.applies, owed.note = not note.strip(), note.strip()[:200]
    owed.save(update_fields=["applies", "note"])
    stored = _publish_list(owed.unit, owed.obligation.edition)
    if stored:
        append([Entry("register", stored, role="operator")])


def _publish_list(unit: Unit, edition: Edition) -> writing.Stored | None:
    rows = [
        {"code": owed.obligation.code, "applies": owed.applies, "note": owed.note}
        for owed in unit.owed.filter(obligation__edition=edition).select_related("obligation")
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
