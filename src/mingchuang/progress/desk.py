"""The desk's page of progress: which unit needs help, and what it does first."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _

from mingchuang.catalogue import public as catalogue
from mingchuang.people.access import staff_page
from mingchuang.progress import rules
from mingchuang.progress.models import UnitFigures
from mingchuang.progress.public import lines_of
from mingchuang.publishing.acts import OPEN
from mingchuang.publishing.models import Draft
from mingchuang.publishing.rules import MEMBERS
from mingchuang.records.errors import require
from mingchuang.units.roles import AUDITOR, OFFICE

OPENED = 6
"""Units that are shown opened: as many as somebody can call in a morning."""


@staff_page
def help_needed(request):
    """Units that miss a target, those that lack most first, each with the shortest list of steps."""
    roles = request.roles
    require(rules.may_see(roles), _("Progress on the desk is for units and the openness office."))
    rows = list(UnitFigures.objects.exclude(on=None).order_by("order", "unit"))
    whole = roles.district(OFFICE, AUDITOR)
    own = rows if whole else [row for row in rows if row.unit in set(roles.units(*MEMBERS))]
    table = catalogue.table()
    names = {code: one["title"] for code, one in table.obligations.items()} if table else {}
    patterns = _patterns(rows)
    found = []
    for row, line in zip(own, lines_of(own), strict=True):
        lacking = rules.behind(line.figures)
        if not lacking and line.listed:
            continue
        kind = row.kind

        def pattern_of(code: str, kind: str = kind, unit: str = row.unit) -> str:
            return next((u for u in patterns.get((kind, code), ()) if u != unit), "")

        found.append((line, lacking, rules.steps(row.rows, pattern_of)))
    short = {row.unit: lines_of([row])[0].name for row in rows}
    drafts = _drafts([row.unit for row in own])
    return render(
        request,
        "progress/desk.html",
        {
            "whole": whole,
            "fold": OPENED + 1,
            "reached": len(own) - len(found),
            "units": [
                {
                    "line": line,
                    "measures": [m for m in line.measures if m.name in lacking],
                    "steps": [
                        {"step": step, "title": names.get(step.code, step.code),
                         "pattern": short.get(step.pattern, "")}
                        for step in steps
                    ],
                    "drafts": drafts[line.code],
                }
                for line, lacking, steps in sorted(
                    found, key=lambda one: (-one[0].late, -sum(one[1].values()))
                )
            ],
        },
    )  # fmt: skip


def _patterns(rows) -> dict[tuple[str, str], list[str]]:
    """Return by kind and row the units that have published it, the most complete first."""
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for row in rows:
        for code, _category, counts, _late in row.rows:
            done, wanted = counts["completeness"]
            if counts["coverage"][0] and wanted:
                found.setdefault((row.kind, code), []).append((-done / wanted, row.unit))
    return {key: [unit for _share, unit in sorted(units)] for key, units in found.items()}


def _drafts(units: list[str]) -> Counter[str]:
    """Return how many documents are being written in each unit: internal, in no figure."""
    return Counter(
        Draft.objects.filter(unit__in=units, state__in=OPEN).values_list("unit", flat=True)
    )
