"""What was done with the unit's documents: who, what, when, at which step, with which words."""

import re
from datetime import datetime

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingchuang import clock
from mingchuang.people.access import staff_page
from mingchuang.people.models import User
from mingchuang.publishing import rules
from mingchuang.publishing.forms import STEP_NAMES
from mingchuang.publishing.models import Draft, Review
from mingchuang.units.models import Unit

SHOWN = 200
ACTIONS = {
    "submit": gettext_lazy("Handed in"),
    "approve": gettext_lazy("Approved"),
    "return": gettext_lazy("Returned"),
    "withdraw": gettext_lazy("Withdrawn"),
    "discard": gettext_lazy("Laid aside"),
    "recall": gettext_lazy("Taken back"),
    "publish": gettext_lazy("Published at its hour"),
    "expire": gettext_lazy("Display over"),
    "status": gettext_lazy("Marked"),
    "withhold": gettext_lazy("Kept from active disclosure"),
    "keep": gettext_lazy("Stays withheld"),
    "open": gettext_lazy("Can be disclosed"),
    "object": gettext_lazy("Objected afterwards"),
    "arrange": gettext_lazy("Arranged"),
}
CODED = ("status", "withhold")
"""Acts whose note is a code, not somebody's words."""
SHAPES = {
    "approve": "ok",
    "publish": "ok",
    "object": "due",
    "expire": "off",
    "withhold": "off",
    "return": "due",
    "withdraw": "off",
    "discard": "off",
}
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_PERSON = re.compile(r"[0-9]{1,18}")


@require_safe
@staff_page
def history(request):
    """The newest acts on documents of one's units, narrowed by person, month and unit."""
    seen = Draft.objects.filter(rules.visible(request.roles))
    units = Unit.objects.filter(pk__in=seen.values("unit_id"))
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "month", "unit")}
    rows = Review.objects.filter(draft__in=seen)
    people = User.objects.filter(pk__in=rows.values("by_id")).order_by("name", "pk")
    problem = ""
    if asked["unit"]:
        rows = rows.filter(draft__unit_id=asked["unit"][:8])
    if asked["who"]:
        rows = (
            rows.filter(by_id=int(asked["who"])) if _PERSON.fullmatch(asked["who"]) else rows.none()
        )
    if asked["month"]:
        if _MONTH.fullmatch(asked["month"]):
            first, after = _month(asked["month"])
            rows = rows.filter(at__gte=first, at__lt=after)
        else:
            problem = _("“%(text)s” is not a month; write it like 2026-03.") % {
                "text": asked["month"][:20]
            }
    found = list(
        rows.select_related("by", "draft__unit", "draft__drafter").order_by("-pk")[: SHOWN + 1]
    )
    lines = [
        {
            "row": row,
            "word": ACTIONS.get(row.action, row.action),
            "shape": SHAPES.get(row.action, "info"),
            "said": "" if row.action in CODED else row.note,
            "step": STEP_NAMES.get(row.step, row.step),
        }
        for row in found[:SHOWN]
    ]
    return render(
        request,
        "desk/history.html",
        {
            "lines": lines,
            "more": len(found) > SHOWN,
            "shown": SHOWN,
            "asked": asked,
            "narrowed": any(asked.values()),
            "people": people,
            "units": units if len(units) > 1 else [],
            "problem": problem,
        },
        status=422 if problem else 200,
    )


def _month(text: str) -> tuple[datetime, datetime]:
    """Return the first instant of a month and of the next one, Shanghai time."""
    year, month = int(text[:4]), int(text[5:])
    start = datetime(year, month, 1, tzinfo=clock.SHANGHAI)
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=clock.SHANGHAI)
    return start, following
