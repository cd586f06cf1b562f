"""A unit's statutory directory (公开目录): index, name, summary and date of all that it published.

《政府信息公开条例》 第十二条 asks for these four columns. The directory lists information that is there;
what ought to be there is the standard table (公开标准目录), another matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mingchuang.frame import meta
from mingchuang.pages.views import public_page
from mingchuang.records import reading, richtext, sheetwriting
from mingchuang.records.models import Counter, Line
from mingchuang.units import public as units
from mingchuang.units import rules

LONGEST = 80
"""Characters of a summary (内容概述) taken from the text itself."""
COLUMNS = ("索引号", "名称", "内容概述", "生成日期")
CHUNK = 100
"""Lines read at once for a download."""


@dataclass(frozen=True)
class Entry:
    """One line of the directory."""

    obj: str
    index_no: str
    name: str
    summary: str
    formed_on: date | None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The four columns as text."""
        day = self.formed_on.isoformat() if self.formed_on else ""
        return self.index_no, self.name, self.summary, day


def entries(rows: Iterable[reading.Row]) -> list[Entry]:
    """Return the lines of the directory that may be read; what was withdrawn or moved has none."""
    heads = [row.head for row in rows if row.state == "open"]
    return [_entry(item) for item in reading.items(heads)]


def _entry(item: reading.Item) -> Entry:
    head = item.json("head")
    return Entry(
        item.head.obj,
        head.get("index_no") or head.get("index_before", ""),
        item.head.title,
        head.get("summary") or beginning(item.json("text")),
        item.head.formed_on,
    )


def beginning(text: dict[str, Any]) -> str:
    """Return how a text begins, at most ``LONGEST`` characters: the body, else the first element."""
    trees = [text.get("body", []), *(section["tree"] for section in text.get("sections", ()))]
    for tree in trees:
        if words := " ".join(richtext.plain(tree).split()):
            return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return ""


@public_page
def directory(request, tags, code, page=None):
    """The directory of a unit, newest first."""
    name = units.names([code]).get(code)
    tags.key("unit", code)
    if name is None:
        raise Http404
    listed = f"unit={code}"
    tags.list(listed, page)
    shown = reading.front(listed) if page is None else reading.list_page(listed, page)
    if shown is None:
        raise Http404
    for row in shown.rows:
        tags.record(row.head.obj)
    live = Counter.objects.using(reading.PUBLIC).filter(pk=listed).values_list("live", flat=True)
    return render(
        request,
        "portal/public/directory.html",
        {
            "section": "services" if name.kind in rules.PUBLIC_SERVICES else "units",
            "column_tags": meta.plain_column(
                _("Directory of %(unit)s") % {"unit": name.short}, name.name
            ),
            "unit": name,
            "page": shown,
            "entries": entries(shown.rows),
            "base": request.path if page is None else request.path.rsplit("p", 1)[0],
            "live": (live.first() or 0) if page is None else None,
        },
    )


@require_safe
@cache_control(no_store=True)
def directory_file(request, code, form):
    """The whole directory as a table to take away: csv line by line, or xlsx."""
    with reading.snapshot():
        name = units.names([code]).get(code)
    if name is None:
        raise Http404
    filename = _("%(unit)s directory") % {"unit": name.short} + f".{form}"
    if form == "csv":
        response = StreamingHttpResponse(
            sheetwriting.csv_lines(_table(code)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = content_disposition_header(True, filename)
        return response
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    sheetwriting.write_xlsx(file, _table(code))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename)


def _table(code: str) -> Iterator[tuple[str, ...]]:
    """Yield the head and every line, newest first.

    A download may last long, so each stretch is read in a view of its own: what is withdrawn
    meanwhile is left out from then on.
    """
    yield COLUMNS
    listed = f"unit={code}"
    last = Line.objects.using(reading.PUBLIC).filter(list=listed).order_by("-line").first()
    line = last.line if last else 0
    while line > 0:
        with reading.snapshot():
            found = entries(reading.lines(listed, line - CHUNK + 1, line))
        yield from (entry.cells for entry in found)
        line -= CHUNK
