"""The figures as a table to take away."""

import csv
import io

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mingchuang.progress import figures
from mingchuang.progress.figures import MEASURES
from mingchuang.progress.public import everybody
from mingchuang.records import reading


@require_safe
@cache_control(no_store=True)
def table(request):
    """The figures of today as a table to take away."""
    with reading.snapshot():
        rows = everybody()
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["unit", "name", "kind", "group", "on", "late"]
                   + [f"{name}_{part}" for name in MEASURES for part in ("done", "of")])  # fmt: skip
    for row in rows:
        counts = [n for name in MEASURES for n in row.totals.get(name, ("", ""))]
        group = figures.group_of(row.kind)
        write.writerow([row.unit, row.name, row.kind, group, row.on, row.late, *counts])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="progress.csv"'
    return response
