"""What is fixed about a document beside its text: who may read it, with whom, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.people.models import User
from mingchuang.publishing import exemptions, readings, rules
from mingchuang.publishing.acts.state import note_down, remember_author, writable
from mingchuang.publishing.models import Draft
from mingchuang.records import held
from mingchuang.records.errors import Conflict, NotReady
from mingchuang.units.models import Unit

MOST_PERSONS = 5_000


@transaction.atomic
def arrange(
    draft_id: Any,
    *,
    revision: int,
    actor: User,
    attribute: str = Draft.Attribute.ACTIVE,
    attribute_reason: str = "",
    reassess_on: date | None = None,
    joint: Sequence[str] = (),
    publish_at: datetime | None = None,
    window_end: date | None = None,
    repeals: Sequence[Mapping[str, str]] = (),
    explains: str = "",
) -> Draft:
    """Fix 公开属性, joint units, hour, display window and relations to other documents.

    ``repeals`` holds ``{"id": object, "how": repealed|partly|superseded}``.
    Raises NotAllowed, Conflict, NotReady with everything that is wrong.
    """
    draft = writable(draft_id, actor)
    if draft.revision != revision:
        raise Conflict(_("Somebody saved this document meanwhile. Load the page again."))
    problems = []
    if attribute not in Draft.Attribute.values:
        problems.append(_("Choose: active disclosure, on request, or not disclosed."))
    if attribute != Draft.Attribute.ACTIVE:
        if attribute_reason not in exemptions.reasons():
            problems.append(_("What is not disclosed actively needs its ground in the regulation."))
        if draft.obj:
            problems.append(_("A published item is withdrawn; it cannot be made non-public here."))
        reassess_on = reassess_on or clock.due(clock.today(), 1, "year").date
        if reassess_on <= clock.today():
            problems.append(_("The day on which this is looked at again lies in the future."))
    unknown = set(joint) - set(Unit.objects.filter(pk__in=joint).values_list("pk", flat=True))
    if unknown or draft.unit_id in joint:
        problems.append(_("Joint units are other units of the register, by their codes."))
    if publish_at and publish_at <= clock.now():
        problems.append(_("The hour of publication has passed. Set a later one or none."))
    if any(row.get("how") not in rules.STATUSES or not row.get("id") for row in repeals):
        problems.append(
            _("Say of each document whether it is repealed, repealed in part or replaced.")
        )
    if problems:
        raise NotReady(problems)
    active = attribute == Draft.Attribute.ACTIVE
    draft.attribute = attribute
    draft.attribute_reason = "" if active else attribute_reason
    draft.reassess_on = None if active else reassess_on
    draft.joint, draft.publish_at = list(joint), publish_at
    draft.content = {
        **draft.content,
        "window_end": window_end.isoformat() if window_end else "",
        "repeals": [dict(row) for row in repeals],
        "explains": explains,
    }
    _saved(draft, actor)
    return draft


@transaction.atomic
def set_persons(
    draft_id: Any,
    *,
    revision: int,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    actor: User,
) -> Draft:
    """Put a list of persons (名单) into a draft; no rows take it out.

    The draft names the list and holds no copy of it. Raises NotAllowed, Conflict, NotReady.
    """
    draft = writable(draft_id, actor)
    if draft.revision != revision:
        raise Conflict(_("Somebody saved this document meanwhile. Load the page again."))
    if len(rows) > MOST_PERSONS:
        raise NotReady(
            [_("A list holds at most %(n)d rows. Cut it into parts.") % {"n": MOST_PERSONS}]
        )
    if rows and not any(name.strip() for name in columns):
        raise NotReady([_("The first row of the list holds the headings.")])
    before = draft.content.get("persons", {}).get("list", "")
    content = {key: value for key, value in draft.content.items() if key != "persons"}
    if rows:
        digest = held.keep({"columns": list(columns), "rows": [list(row) for row in rows]})
        content["persons"] = {"list": digest, "rows": len(rows)}
        readings.read_list(digest, columns, rows)
    draft.content = content
    _saved(draft, actor)
    held.drop_unpublished(before)
    return draft


def _saved(draft: Draft, actor: User) -> None:
    draft.revision += 1
    draft.saved_at = clock.now()
    remember_author(draft, actor)
    draft.save()
    note_down(draft, "write", "arrange", actor)
