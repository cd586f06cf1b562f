"""Staff page of masking: a text or a table comes in, the masked one goes out, nothing is kept.

The same address answers the editor's script in JSON.
"""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from mingchuang.people.access import staff_page
from mingchuang.publishing import intake, masking
from mingchuang.records import sheetwriting
from mingchuang.records.errors import NotReady
from mingchuang.records.sheets import SheetError

MOST_BYTES = 5 * 1024 * 1024
SHOWN = 3
"""Values of a column that the page shows before and after."""
_FILES = {
    "csv": (sheetwriting.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        sheetwriting.as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@sensitive_variables()
@sensitive_post_parameters()
@staff_page
def mask(request):
    """Mask a text, or the columns of a table that is sent and given back as a file."""
    if request.method == "POST" and request.content_type == "application/json":
        return _answer(request.body)
    shown: dict[str, Any] = {"columns": masking.COLUMNS}
    status = 200
    if request.method == "POST":
        try:
            if (file := _file(request.POST)) is not None:
                return file
            shown |= _asked(request)
        except NotReady as error:
            shown["problems"] = error.problems
            shown["text"] = request.POST.get("text", "")
            status = 422
    return render(request, "publishing/mask.html", shown, status=status)


def _answer(body: bytes) -> JsonResponse:
    """Answer the editor. Places count characters of the text that was sent."""
    try:
        texts, kind = masking.asked(body)
    except NotReady as error:
        return JsonResponse({"error": str(error)}, status=422)
    out = []
    for given in texts:
        text, done = masking.masked(kind, given)
        out.append(
            {
                "text": text,
                "masked": [
                    {"kind": one.kind, "from": one.start, "to": one.end, "now": one.now}
                    for one in done
                ],
            }
        )
    several = "texts" in json.loads(body)
    return JsonResponse({"texts": out} if several else out[0])


def _asked(request) -> dict[str, Any]:
    if "rows" in request.POST:
        rows = masking.again(request.POST["rows"])
        return _table(rows, _kinds(request.POST, len(rows[0])))
    if sent := request.FILES.get("table"):
        if sent.size > MOST_BYTES:
            raise NotReady([_("The table is larger than 5 MB.")])
        found = intake.read_sheets(sent.name, sent.read())
        rows = masking.table(found[0].rows)
        kinds = [masking.guess(cell) for cell in rows[masking.heading_row(rows)]]
        return _table(rows, kinds) | {"sheet": found[0].name, "sheets": len(found)}
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise NotReady([_("Paste a text or choose a table first.")])
    if len(text) > masking.MOST_CHARS:
        raise NotReady(
            [
                _("The text is longer than %(n)d characters. Mask it in parts.")
                % {"n": masking.MOST_CHARS}
            ]
        )
    done, places = masking.masked(masking.AUTO, text)
    return {"text": text, "done": done, "places": places}


def _kinds(data, width: int) -> list[str]:
    kinds = [data.get(f"column_{place}", masking.AUTO) for place in range(width)]
    return [kind if kind in masking.COLUMNS else masking.AUTO for kind in kinds]


def _table(rows: list[list[str]], kinds: list[str]) -> dict[str, Any]:
    """Return what the page shows of each column: heading, kind, first values before and after."""
    head = masking.heading_row(rows)
    lines = []
    for place, kind in enumerate(kinds):
        before = [row[place] for row in rows[head + 1 :] if row[place].strip()][:SHOWN]
        if kind == masking.KEEP:
            after = before
        elif kind == masking.DROP:
            after = []
        else:
            after = [masking.masked(kind, value)[0] for value in before]
        lines.append(
            {"place": place, "head": rows[head][place], "kind": kind}
            | {"pairs": list(zip(before, after or [""] * len(before), strict=True))}
        )
    return {
        "rows": json.dumps(rows, ensure_ascii=False, separators=(",", ":")),
        "lines": lines,
        "count": len(rows) - head - 1,
    }


def _file(data) -> HttpResponse | None:
    if data.get("as") not in _FILES or "rows" not in data:
        return None
    rows = masking.again(data["rows"])
    write, media_type = _FILES[data["as"]]
    try:
        content = write(masking.mask_table(rows, _kinds(data, len(rows[0]))))
    except SheetError as error:
        raise NotReady([str(error)]) from error
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="masked.{data["as"]}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
