"""Editions of the catalogue: loaded, tried by pilot units, taken into use on their day."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import record, rules
from mingchuang.catalogue.acts.owed import publish_lists
from mingchuang.catalogue.models import Category, Edition, Obligation
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.reading import office_exists
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require
from mingchuang.records.models import Part, Record
from mingchuang.units.models import Unit
from mingchuang.units.roles import Roles

COLUMNS = (
    "category",
    "level1",
    "level2",
    "level3",
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
"""Columns of an obligation beside its code."""
_EMPTY: dict[str, Any] = {"applies": {}} | {
    name: [] for name in ("elements", "basis", "carriers", "audience", "method", "tiers")
}
"""What a column holds that says nothing; of a text it is the empty text."""


def _office(by: Roles) -> None:
    require(
        rules.may_load(by, office_exists()),
        _("Editions of the catalogue are loaded by the openness office."),
    )


@transaction.atomic
def load_edition(
    data: Mapping[str, Any],
    *,
    unit: str,
    by: Roles,
    current: bool = True,
    effective_on: date | None = None,
) -> Edition:
    """Publish an edition as a record, and take it into use unless it waits for its day.

    ``data`` is the file's object: ``edition``, ``version``, ``name``, ``source`` and either
    ``categories`` with ``obligations`` or plain ``items``. A day of ``effective_on`` in the future
    needs a code of its own, so that the edition in use stays what it is until then. What is
    published stays attached: rows are known by their code in every edition.
    Raises NotAllowed, NotReady.
    """
    _office(by)
    wrong = rules.problems(data)
    today = clock.today()
    waiting = bool(effective_on and effective_on > today)
    old = Edition.objects.select_for_update().filter(pk=data["edition"]).first()
    if waiting and old and old.current:
        wrong.append(
            _("An edition for a later day needs another code than “%(code)s”, which is in use.")
            % {"code": old.code}
        )
    if wrong:
        raise NotReady(wrong)
    current = current and not waiting
    day = (effective_on or today) if current or waiting else None
    return _publish(data, unit, old, current, day)


def _publish(
    data: Mapping[str, Any],
    unit: str,
    old: Edition | None,
    current: bool,
    day: date | None,
    role: str = "operator",
) -> Edition:
    before = _applies() if current else {}
    stored = writing.store(
        record.edition(data, unit, current, day),
        act="register",
        at=clock.now(),
        obj=old.obj if old else None,
    )
    append([Entry("register", stored, role=role)])
    if current:
        _give_way(data["edition"], day or clock.today())
    edition, _created = Edition.objects.update_or_create(
        code=data["edition"],
        defaults={
            "version": data["version"],
            "name": data["name"],
            "source": data["source"],
            "confidence": data.get("confidence", ""),
            "current": current,
            "effective_on": day,
            "used_until": None,
            "waiting": bool(day) and not current,
            "obj": stored.obj,
        },
    )
    _keep_categories(edition, data.get("categories", ()))
    _keep_obligations(edition, data.get("obligations", ()))
    if current:
        _carry_over(before, unit, role)
    return edition


def _give_way(code: str, day: date) -> None:
    """Note until when the edition in use was used, if another one comes into use on ``day``."""
    for old in Edition.objects.filter(current=True).exclude(pk=code):
        last = day - timedelta(days=1)
        old.used_until = max(last, old.effective_on) if old.effective_on else last
        old.save(update_fields=["used_until"])
    Edition.objects.update(current=False)


def _keep_categories(edition: Edition, categories: Sequence[Mapping[str, Any]]) -> None:
    rows = []
    for parent in categories:
        for category in (parent, *parent.get("children", ())):
            rows.append(
                Category(
                    edition=edition,
                    code=category["code"],
                    name=category["name"],
                    name_en=category.get("name_en", ""),
                    parent="" if category is parent else parent["code"],
                    order=len(rows) + 1,
                )
            )
    edition.categories.all().delete()
    Category.objects.bulk_create(rows)


def _keep_obligations(edition: Edition, obligations: Sequence[Mapping[str, Any]]) -> None:
    edition.obligations.exclude(code__in=[row["code"] for row in obligations]).update(dropped=True)
    Obligation.objects.bulk_create(
        (
            Obligation(
                edition=edition,
                code=row["code"],
                order=number,
                **{name: row.get(name) or _EMPTY.get(name, "") for name in COLUMNS},
            )
            for number, row in enumerate(obligations, start=1)
        ),
        update_conflicts=True,
        unique_fields=["edition", "code"],
        update_fields=["order", "dropped", *COLUMNS],
    )


def data_of(edition: Edition) -> dict[str, Any]:
    """Return an edition as the object it was loaded from, read from its record."""
    stored = Record.objects.filter(obj=edition.obj).order_by("-ver").first()
    parts = {
        part.name: json.loads(bytes(part.content))
        for part in Part.objects.filter(record=stored, name__in=("head", "table"))
        if part.content is not None
    }
    return {
        "edition": edition.code,
        "version": edition.version,
        "confidence": edition.confidence,
        **parts["head"],
        **parts["table"],
    }


@transaction.atomic
def take_effect(code: str) -> Edition:
    """Take an edition into use whose day has come, and publish the owed lists that change with it.

    An act of the calendar. Raises Edition.DoesNotExist when it does not wait any more.
    """
    edition = Edition.objects.select_for_update().get(
        pk=code, waiting=True, effective_on__lte=clock.today()
    )
    unit = Record.objects.filter(obj=edition.obj).order_by("-ver").values_list("unit", flat=True)[0]
    edition = _publish(data_of(edition), unit, edition, True, edition.effective_on, "system")
    publish_lists()
    return edition


@transaction.atomic
def try_out(code: str, units: Sequence[str], *, unit: str, by: Roles) -> Edition:
    """Let a row of the edition in use be owed by these units only, as a pilot (试点).

    Without units it is extended to all that it applies to (推开); a unit that owed it before the
    pilot owes it from its old day on. The edition gets its next version and the owed lists that
    change are published. Raises NotAllowed; NotReady, also when nothing would change.
    """
    _office(by)
    edition, data, row = _row_of(code)
    if wrong := _pilot_problems(row["applies"], units):
        raise NotReady(wrong)
    applies = {name: value for name, value in row["applies"].items() if name != "pilot"}
    row["applies"] = applies | ({"pilot": list(units)} if units else {})
    return _next_of(edition, data, unit, resumed=(code,))


@transaction.atomic
def assign(
    code: str,
    *,
    kinds: Sequence[str],
    sectors: Sequence[str],
    unit: str,
    by: Roles,
    edition: str = "",
) -> Edition:
    """Say which units owe a row: those of one of the kinds and sectors.

    The row is one of the edition in use, or of the one named by ``edition``, which waits for its day.
    The edition gets its next version; the owed lists that change are published if it is in use.
    Raises NotAllowed, NotReady.
    """
    _office(by)
    if not kinds or not sectors:
        raise NotReady([_("Choose at least one kind of unit and one sector.")])
    found, data, row = _row_of(code, edition)
    row["applies"] = {"kinds": list(kinds), "sectors": list(sectors)}
    return _next_of(found, data, unit)


def pilot_problems(code: str, units: Sequence[str]) -> list[str]:
    """Return why :func:`try_out` would refuse these units for a row of the edition in use."""
    row = Obligation.objects.filter(edition__current=True, dropped=False, code=code).first()
    return _pilot_problems(row.applies, units) if row else []


def _pilot_problems(applies: Mapping[str, Any], units: Sequence[str]) -> list[str]:
    pilot = applies.get("pilot") or []
    if not units and not pilot:
        return [_("No unit tries this row first; there is nothing to extend.")]
    if set(units) == set(pilot):
        return [_("These units try the row already.")]
    whole = {name: value for name, value in applies.items() if name != "pilot"}
    return [
        _("“%(name)s” would not owe this row, so it cannot try it.") % {"name": each.short_name}
        for each in Unit.objects.filter(pk__in=units)
        if not rules.owes(whole, code=each.code, kind=each.kind, sector=each.sector)
    ]


def _row_of(code: str, edition: str = "") -> tuple[Edition, dict[str, Any], dict[str, Any]]:
    which = {"pk": edition, "waiting": True} if edition else {"current": True}
    found = Edition.objects.select_for_update().filter(**which).first()
    data = data_of(found) if found else {"obligations": []}
    row = next((row for row in data["obligations"] if row["code"] == code), None)
    if found is None or row is None:
        raise NotReady([_("The edition has no row “%(code)s”.") % {"code": code}])
    return found, data, row


def _next_of(
    edition: Edition, data: dict[str, Any], unit: str, resumed: Sequence[str] = ()
) -> Edition:
    """Publish a changed edition as its next version, and the owed lists that change with it."""
    data["version"] = next_version(edition.version)
    day = clock.today() if edition.current else edition.effective_on
    edition = _publish(data, unit, edition, edition.current, day)
    if edition.current:
        publish_lists(resumed)
    return edition


def _applies() -> dict[str, tuple[Any, ...]]:
    """Return to whom each row of the edition in use applies, with its names, by code."""
    rows = Obligation.objects.filter(edition__current=True, dropped=False)
    return {
        row.code: (row.applies, (row.level1, row.level2, row.level3))
        for row in rows.only("code", "applies", "level1", "level2", "level3")
    }


def _carry_over(before: Mapping[str, tuple[Any, ...]], unit: str, role: str) -> None:
    """Bring pilots and assignments set in the edition in use to the editions that wait for their
    day, where these say of a row what the edition in use said until now."""
    changed = {
        code: (before[code], now)
        for code, now in _applies().items()
        if code in before and before[code][0] != now[0]
    }
    if not changed:
        return
    for waiting in Edition.objects.select_for_update().filter(waiting=True):
        data, taken = data_of(waiting), False
        for row in data["obligations"]:
            was, now = changed.get(row["code"], (None, None))
            if was is None or now is None or (row.get("applies") or {}) != was[0]:
                continue
            if not was[0] and now[1] != (row["level1"], row["level2"], row.get("level3") or ""):
                continue  # two new rows that were given the same code
            row["applies"], taken = now[0], True
        if taken:
            data["version"] = next_version(waiting.version)
            _publish(data, unit, waiting, False, waiting.effective_on, role)


def next_version(text: str) -> str:
    """Return the version after ``2026.1``: ``2026.2``; one without a number gets ``.1``."""
    found = re.fullmatch(r"(.*?)(\d+)", text)
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{text}.1"
