"""Rows fulfilled otherwise than here: by a link to a platform, or shown on the spot (落实登记).

Each is a record of its own with an entry. The photo of what hung on the spot is evidence: it stays
among the stored bytes of the work plane, and no record, entry or public address names it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import elsewhere, record, rules
from mingchuang.catalogue.acts import owed as owed_acts
from mingchuang.catalogue.models import Elsewhere, OnSite, Owed
from mingchuang.ledger.writing import Entry, append
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import files
from mingchuang.records import writing
from mingchuang.records.errors import NotReady, require

Photo = tuple[bytes, str]
"""A photo as it was sent: its bytes and the name of its file."""
NIGHTS = 3
"""Nights in a row without an answer after which an address counts as unreachable."""


@transaction.atomic
def add_link(owed_id: int, *, title: str, platform: str, url: str, actor: User) -> Elsewhere:
    """Name the platform where an owed row is published, and make that the way it is fulfilled.

    Raises NotAllowed, NotReady with everything that is wrong, Owed.DoesNotExist.
    """
    owed = _owed(owed_id, actor)
    _refuse(_standing(owed), elsewhere.link_problems(title, platform, url))
    row = Elsewhere(
        owed=owed, title=title.strip(), platform=platform.strip(), url=url.strip(), obj=""
    )
    row.obj = _store_link(row)
    row.save(force_insert=True)
    owed_acts.settle(owed.pk, Owed.How.LINK)
    return row


@transaction.atomic
def change_link(obj: str, *, title: str, platform: str, url: str, actor: User) -> Elsewhere:
    """Put a link right; another address is looked at anew. Raises NotAllowed, NotReady."""
    row = _mine(Elsewhere, obj, actor)
    _refuse(_open(row), elsewhere.link_problems(title, platform, url))
    before = (row.title, row.platform, row.url)
    moved = row.url != url.strip()
    row.title, row.platform, row.url = title.strip(), platform.strip(), url.strip()
    if (row.title, row.platform, row.url) == before:
        return row
    if moved:
        row.state, row.failed, row.looked_at = Elsewhere.State.REACHABLE, 0, None
    _store_link(row)
    row.save()
    return row


@transaction.atomic
def end_link(obj: str, *, why: str = "", actor: User) -> Elsewhere:
    """Say that the row is not fulfilled by this link any more. Raises NotAllowed, NotReady."""
    row = _mine(Elsewhere, obj, actor)
    _refuse(_open(row), elsewhere.why_problems(why))
    row.ended = True
    _store_link(row, why=why.strip())
    row.save(update_fields=["ended"])
    _settle_after(row.owed)
    return row


@transaction.atomic
def looked(obj: str, url: str, *, ok: bool, at: datetime, counts: bool = True) -> bool:
    """Note what the nightly look found at a link's address; returns whether its state changed.

    Three nights in a row without an answer make it unreachable, one answer makes it reachable; only
    that is a record. ``counts`` is False for a night on which nothing answered at all. A link that
    was ended or given another address meanwhile is left alone.
    """
    row = (
        Elsewhere.objects.select_for_update(of=("self",))
        .select_related("owed__obligation")
        .filter(pk=obj, url=url, ended=False)
        .first()
    )
    if row is None:
        return False
    before, row.looked_at = row.state, at
    if ok:
        row.failed, row.state = 0, Elsewhere.State.REACHABLE
    elif counts:
        row.failed = min(row.failed + 1, 1000)
        if row.failed >= NIGHTS:
            row.state = Elsewhere.State.UNREACHABLE
    row.save(update_fields=["looked_at", "failed", "state"])
    if row.state == before:
        return False
    _store_link(row, role="system")
    return True


@transaction.atomic
def register_on_site(
    owed_id: int,
    *,
    title: str,
    place: str,
    shown_from: date,
    shown_to: date | None,
    photo: Photo | None,
    actor: User,
) -> OnSite:
    """Register that something was shown on the spot, where the catalogue lets that be enough.

    The record says what, where and from when to when; the photo stays on the desk. Raises
    NotAllowed, NotReady with everything that is wrong, Owed.DoesNotExist.
    """
    owed = _owed(owed_id, actor)
    wanted = owed.obligation
    problems = _standing(owed) + elsewhere.needs_everybody(wanted.audience, wanted.carriers)
    found = elsewhere.on_site_problems(title, place, shown_from, shown_to, clock.today())
    row = OnSite(
        owed=owed,
        title=title.strip(),
        place=place.strip(),
        shown_from=shown_from,
        shown_to=shown_to,
        by=actor.pk,
    )
    problems += _take_photo(row, photo)
    _refuse(problems, found)
    row.obj = _store_on_site(row)
    row.save(force_insert=True)
    owed_acts.settle(owed.pk, Owed.How.ONSITE)
    return row


@transaction.atomic
def change_on_site(
    obj: str,
    *,
    title: str,
    place: str,
    shown_from: date,
    shown_to: date | None,
    photo: Photo | None,
    actor: User,
) -> OnSite:
    """Put a registration right; without a photo the one that is there stays.

    A new photo alone is no record. Raises NotAllowed, NotReady.
    """
    row = _mine(OnSite, obj, actor)
    found = elsewhere.on_site_problems(title, place, shown_from, shown_to, clock.today())
    before = (row.title, row.place, row.shown_from, row.shown_to)
    problems = _open(row) + _take_photo(row, photo)
    _refuse(problems, found)
    row.title, row.place = title.strip(), place.strip()
    row.shown_from, row.shown_to = shown_from, shown_to
    if (row.title, row.place, row.shown_from, row.shown_to) != before:
        _store_on_site(row)
    row.save()
    return row


@transaction.atomic
def end_on_site(obj: str, *, why: str = "", actor: User) -> OnSite:
    """Say that a registration does not count any more. Raises NotAllowed, NotReady."""
    row = _mine(OnSite, obj, actor)
    _refuse(_open(row), elsewhere.why_problems(why))
    row.ended = True
    _store_on_site(row, why=why.strip())
    row.save(update_fields=["ended"])
    _settle_after(row.owed)
    return row


def photos_named(hashes: set[str]) -> set[str]:
    """Return those of ``hashes`` that a registration names (port of ``records.blobs``)."""
    return set(OnSite.objects.filter(photo__in=hashes).values_list("photo", flat=True))


def _owed(owed_id: int, actor: User) -> Owed:
    """Lock and return the owed row, for an officer of its unit."""
    owed = Owed.objects.select_for_update(of=("self",)).select_related("obligation").get(pk=owed_id)
    _officer(owed, actor)
    return owed


def _officer(owed: Owed, actor: User) -> None:
    require(
        rules.may_open(roles_of(actor), owed.unit_id),
        _("Only a disclosure officer of the unit says where a row is fulfilled."),
    )


def _mine(model: type, obj: str, actor: User) -> Any:
    """Lock a link or a registration and its owed row, which is locked first everywhere."""
    owed_id = model.objects.values_list("owed", flat=True).get(pk=obj)
    owed = _owed(owed_id, actor)
    row = model.objects.select_for_update().get(pk=obj)
    row.owed = owed
    return row


def _standing(owed: Owed) -> list[str]:
    if owed.applies and owed.until is None:
        return []
    return [_("The unit does not owe this row; there is nothing to fulfil.")]


def _open(row: Elsewhere | OnSite) -> list[str]:
    return [_("This has been ended already. Enter a new one.")] if row.ended else []


def _refuse(problems: Sequence[str], found: Sequence[elsewhere.Problem]) -> None:
    if problems or found:
        raise NotReady([*problems, *(words for _field, words in found)])


def _take_photo(row: OnSite, photo: Photo | None) -> list[str]:
    """Store the photo drawn anew, so that it carries no place and no camera; returns problems."""
    if photo is None:
        return []
    data, name = photo
    if found := elsewhere.photo_problems(name, len(data)):
        return [words for _field, words in found]
    try:
        taken = files.take(name, data)
    except NotReady as error:
        return error.problems
    row.photo, row.photo_name = taken["sha256"], taken["filename"][-200:]
    return []


def _store_link(row: Elsewhere, *, why: str = "", role: str = "publisher") -> str:
    head = {"title": row.title, "platform": row.platform, "url": row.url}
    standing = "ended" if row.ended else str(row.state)
    return _store(row, Owed.How.LINK, standing, head, why, role)


def _store_on_site(row: OnSite, *, why: str = "") -> str:
    head = {"title": row.title, "place": row.place}
    days = {"shown_from": row.shown_from, "shown_to": row.shown_to}
    standing = "ended" if row.ended else "shown"
    return _store(row, Owed.How.ONSITE, standing, head, why, "publisher", **days)


def _store(
    row: Elsewhere | OnSite,
    how: str,
    standing: str,
    head: Mapping[str, str],
    why: str,
    role: str,
    **days: date | None,
) -> str:
    """Store the next version of the record with its entry; returns the object's id."""
    owed = row.owed
    stored = writing.store(
        record.fulfilment(
            owed.unit_id,
            owed.obligation.code,
            str(how),
            standing,
            {**head, **({"note": why} if why else {})},
            **days,
        ),
        act="register",
        at=clock.now(),
        obj=row.obj or None,
    )
    append([Entry("register", stored, role=role)])
    return stored.obj


def _settle_after(owed: Owed) -> None:
    """Make the owed row say how it is fulfilled now that one of its ways has ended."""
    if owed.elsewhere.filter(ended=False).exists():
        how = str(Owed.How.LINK)
    elif owed.on_site.filter(ended=False).exists():
        how = str(Owed.How.ONSITE)
    else:
        how = rules.usual_how(owed.obligation.audience)
    owed_acts.settle(owed.pk, how)
