"""A series: several documents of one unit, handed in together and reviewed in one go."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang.ledger.writing import Receipt, newest
from mingchuang.people.models import User
from mingchuang.publishing.acts.reviewing import approve, send_back, submit
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import ActError, NotReady

MOST = 100


@transaction.atomic
def submit_series(
    draft_ids: Sequence[Any], *, actor: User, revisions: Mapping[str, int] | None = None
) -> uuid.UUID:
    """Hand several documents in as one series: all of them or none.

    ``revisions`` says of documents (by their ids) which revision was looked at; one saved since is
    not handed in. Raises NotReady naming each document that cannot be handed in, with what stops it.
    """
    drafts = list(Draft.objects.filter(pk__in=draft_ids).order_by("pk"))
    if not 2 <= len(drafts) <= MOST:
        raise NotReady([_("A series has two to %(n)d documents.") % {"n": MOST}])
    if len({(draft.unit_id, draft.kind, draft.emergency) for draft in drafts}) > 1:
        raise NotReady([_("A series is of one unit and one kind.")])
    series, problems = uuid.uuid4(), []
    looked_at = revisions or {}
    for draft in drafts:
        revision = looked_at.get(str(draft.pk), draft.revision)
        try:
            with transaction.atomic():
                submit(draft.pk, revision=revision, actor=actor)
        except NotReady as error:
            problems += [f"{draft.title}: {problem}" for problem in error.problems]
        except ActError as error:
            problems.append(f"{draft.title}: {error}")
    if problems:
        raise NotReady(problems)
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(series=series)
    return series


def members(series: uuid.UUID) -> list[Draft]:
    """Return the documents of a series that are in review, in a fixed order."""
    found = Draft.objects.filter(series=series, state=Draft.State.REVIEW)
    return list(found.select_related("unit", "drafter").order_by("opened_at", "pk"))


@transaction.atomic
def approve_series(
    series: uuid.UUID, *, actor: User, seen: dict[str, str], note: str = ""
) -> list[Receipt]:
    """Approve the step of every document of a series, or of none; the last step publishes them all.

    ``seen`` says for each document (by its id) what the page showed.
    """
    drafts, problems, receipts = members(series), [], []
    if not drafts:
        raise NotReady([_("Nothing of this series waits any more.")])
    for obj in sorted(draft.obj for draft in drafts if draft.obj):
        newest(obj)
    for draft in drafts:
        try:
            receipt = approve(draft.pk, actor=actor, note=note, seen=seen.get(str(draft.pk)) or "-")
        except NotReady as error:
            problems += [f"{draft.title}: {problem}" for problem in error.problems]
        else:
            receipts += [receipt] if receipt else []
    if problems:
        raise NotReady(problems)
    return receipts


@transaction.atomic
def send_back_series(series: uuid.UUID, *, actor: User, seen: dict[str, str], note: str) -> None:
    """Return every document of a series with the same words."""
    for draft in members(series):
        send_back(draft.pk, actor=actor, note=note, seen=seen.get(str(draft.pk)) or "-")
