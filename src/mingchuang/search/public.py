"""The search page. Text shown comes from the records, so a stale index can show nothing gone."""

from math import ceil

import rjieba
from django.shortcuts import render
from django.utils.html import escape, format_html, mark_safe

from mingchuang.pages.views import public_page
from mingchuang.records import kinds, reading
from mingchuang.search import engine, tokens
from mingchuang.units import public as units

PAGE = 20
AROUND = 60


def marked(text: str, words: list[str]) -> str:
    """Return ``text`` escaped, with each of ``words`` marked."""
    low = text.lower()
    spans: list[tuple[int, int]] = []
    for word in words:
        at = low.find(word)
        while at >= 0:
            spans.append((at, at + len(word)))
            at = low.find(word, at + len(word))
    out, done = [], 0
    for start, stop in sorted(spans):
        if start >= done:
            out.append(escape(text[done:start]))
            out.append(format_html('<mark class="hit">{}</mark>', text[start:stop]))
            done = stop
    out.append(escape(text[done:]))
    return mark_safe("".join(out))


def excerpt(text: str, words: list[str]) -> str:
    """Return the stretch of ``text`` around the first word found, with all words marked."""
    flat = " ".join(text.split())
    places = [place for word in words if (place := flat.lower().find(word)) >= 0]
    start = max(0, min(places, default=0) - AROUND)
    piece = flat[start : start + 3 * AROUND]
    return mark_safe(
        ("…" if start else "")
        + marked(piece, words)
        + ("…" if start + 3 * AROUND < len(flat) else "")
    )


@public_page
def search(request, tags):
    """Find items by words in title, number and text."""
    tags.never()
    query = request.GET.get("q", "").strip()[:100]
    try:
        page = min(max(1, int(request.GET.get("page", "1"))), 500)
    except ValueError:
        page = 1
    rows, total = [], 0
    if query:
        keys, total = engine.index().search(query, PAGE, (page - 1) * PAGE)
        words = [
            word
            for word in rjieba.cut(tokens.normal(query))
            if word.strip() and (len(word) > 1 or len(query) == 1)
        ]
        heads = {head.obj: head for head in reading.open_heads().filter(obj__in=keys)}
        for key in keys:
            if key not in heads:
                continue
            head = heads[key]
            item = reading.item(key)
            parts = {
                name: item.json(name)
                for name in item.parts
                if item.parts[name].media_type == "application/json"
            }
            fields = kinds.get(head.kind).search(item.body, parts)
            rows.append((head, marked(head.title, words), excerpt(fields.text, words)))
    return render(
        request,
        "search/search.html",
        {
            "query": query,
            "rows": rows,
            "total": total,
            "page": page,
            "pages": ceil(total / PAGE),
            "units": units.names(head.unit for head, *_ in rows),
        },
    )
