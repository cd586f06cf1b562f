"""Taking over what an older system has published: entered as what it is, never backdated."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger.writing import Entry, Receipt, append_new
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of
from mingchuang.publishing import rules, work
from mingchuang.publishing.acts.publication import issue_indexes
from mingchuang.publishing.freeze import freeze_files
from mingchuang.publishing.frozen import Frozen
from mingchuang.publishing.models import Draft, DraftFile, TakenOver
from mingchuang.records import writing
from mingchuang.records.errors import Conflict, require
from mingchuang.units.models import Unit
from mingchuang.units.roles import OPERATOR

STAND_IN = "legacy-import"
"""Account in whose name the operator takes over; nobody can sign in with it."""


@dataclass(frozen=True)
class Legacy:
    """One published document of an older system, checked, its files stored (``files.take``).

    ``source`` and ``index_key`` are keys for finding it again; what readers see of them stands in
    ``content``.
    """

    row: int
    unit: str
    content: Mapping[str, Any]
    context: Mapping[str, Any] = field(default_factory=dict)
    obligation: str = ""
    edition: str = ""
    source: str = ""
    index_key: str = ""
    files: tuple[Mapping[str, Any], ...] = ()


def fingerprint(unit: str, title: str, formed_on: str) -> str:
    """Return what stands for a document where two of the same must not be taken over."""
    return hashlib.sha256("\n".join((unit, title, formed_on)).encode()).hexdigest()


def stand_in() -> User:
    """Return the locked account in whose name the operator takes over."""
    user = User.objects.filter(username=STAND_IN).first()
    if user is None:
        user = User.objects.create_user(STAND_IN, _("Taken over from the old site"))
        user.is_active = False
        user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def take_over(
    kind: str, items: Sequence[Legacy], *, file: str, actor: User | None = None
) -> list[Receipt]:
    """Publish documents that an older system published before, all of them or none.

    Each becomes an object of its unit with a draft in state published, so that the unit amends and
    withdraws it like any other. The log says ``publish`` with reason ``legacy``, role ``operator``
    and the time of now; the first publication is a statement of the record. There is no review:
    each was public already. ``file`` is the SHA-256 of the table they come from; ``actor`` a member
    of the openness office, None the operator.

    Raises NotAllowed, and Conflict when one of them has been taken over before.
    """
    require(
        rules.may_take_over(OPERATOR if actor is None else roles_of(actor)),
        _("Only the operator or the openness office takes over what an old site has published."),
    )
    drafter, now = actor or stand_in(), clock.now()
    objs = [writing.new_object() for _item in items]
    numbers = _numbers(items, objs)
    drafts, rows, compositions = [], [], []
    build = work.get(kind).build
    for obj, item in zip(objs, items, strict=True):
        draft = Draft(
            kind=kind,
            unit_id=item.unit,
            obligation=item.obligation,
            edition=item.edition,
            context=dict(item.context),
            content=dict(item.content),
            obj=obj,
            state=Draft.State.PUBLISHED,
            published_ver=1,
            drafter=drafter,
            opened_at=now,
            saved_at=_saved(item, now),
        )
        files = [
            DraftFile(draft=draft, key=str(n), decision=DraftFile.Decision.OPEN, **taken)
            for n, taken in enumerate(item.files, start=1)
        ]
        drafts.append(draft)
        rows += files
        frozen = Frozen(
            kind=kind,
            unit=item.unit,
            content=draft.content,
            context=draft.context,
            files=freeze_files(files),
            obligation=item.obligation,
            edition=item.edition,
            index_no=numbers[obj],
        )
        compositions.append((obj, build(frozen)))
    try:
        TakenOver.objects.bulk_create(
            TakenOver(
                obj=obj,
                source=item.source or None,
                fingerprint=fingerprint(
                    item.unit, item.content["title"], item.content["formed_on"]
                ),
                index_key=item.index_key or None,
                file=file,
                row=item.row,
            )
            for obj, item in zip(objs, items, strict=True)
        )
    except IntegrityError as error:
        raise Conflict(
            _("One of these documents has been taken over already; nothing was taken twice.")
        ) from error
    Draft.objects.bulk_create(drafts)
    DraftFile.objects.bulk_create(rows)
    stored = writing.store_new(compositions, act="publish", at=now)
    return append_new([Entry("publish", one, role="operator", reason="legacy") for one in stored])


def _saved(item: Legacy, now: datetime) -> datetime:
    """Return when the text was last touched: on the old site, so that thousands taken over on one
    day do not hide what the unit is writing."""
    day = parse_date(str(item.content.get("published_before") or ""))
    return datetime.combine(day, time(12), clock.SHANGHAI) if day else now


def _numbers(items: Sequence[Legacy], objs: Sequence[str]) -> dict[str, str]:
    """Issue index numbers unit by unit, in one order of units; returns them by object."""
    of_unit: dict[str, list[str]] = {}
    for obj, item in zip(objs, items, strict=True):
        of_unit.setdefault(item.unit, []).append(obj)
    numbers: dict[str, str] = {}
    for unit in Unit.objects.filter(pk__in=of_unit).order_by("pk"):
        issued = issue_indexes(unit, of_unit[unit.pk])
        numbers |= dict(zip(of_unit[unit.pk], issued, strict=True))
    return numbers
