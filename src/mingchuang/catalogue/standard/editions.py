"""An edition as a standard table and back: what each row becomes, what changed. Pure.

A row is the one whose code it names in the column 事项编码. Without that, rows are the same row when
they share level 1, level 2 and level 3; of several with the same names those whose elements are alike
come first, and only then the rest, in their order or, if some are new or gone, by what is most alike.
So a row keeps its code, its elements keep theirs, and what is published stays attached.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from mingchuang.catalogue.standard.reading import SOME, Understood

COLUMNS = (
    "level1",
    "level2",
    "level3",
    "elements",
    "basis",
    "time_limit",
    "organ",
    "carriers",
    "audience",
    "audience_text",
    "method",
    "tiers",
)
"""What a table says of a row and an edition may change."""
CODE = "事项编码"
"""Heading of the column that names a row's code, kept among the columns of one's own."""
REQUIRED, OPTIONAL = "●", "〇"
_PART = re.compile(r"[；;]|(?<!^)(?=\d{1,2}[.、．](?!\d))|(?<!^)(?=[●〇○■□①-⑳])")
_MARK = re.compile(r"^(?:\d{1,2}[.、．]|[（(]\d{1,2}[）)]|[●〇○■□▲·•①-⑳])\s*")
_LAW = re.compile(r"《([^《》]*(?:《[^》]*》[^《》]*)*)》(（[^）]*）)?([^《；;]*)")


@dataclass(frozen=True)
class Change:
    """What a table makes of one row: ``new``, ``changed``, ``gone`` or ``same``.

    ``columns`` maps each column that differs to its words before and after.
    """

    what: str
    code: str
    title: str
    columns: Mapping[str, tuple[str, str]]


def as_rows(data: Mapping[str, Any]) -> list[Understood]:
    """Return an edition's rows as the standard table says them."""
    return [
        Understood(
            sheet=data.get("name", ""),
            row=number,
            **{name: _text(row, name) for name in COLUMNS[:7]},
            **{name: list(row.get(name) or ()) for name in ("carriers", "audience", "method", "tiers")},
            audience_text=_group(row),
            extra=dict(row.get("extra") or {}) | {CODE: row["code"]},
        )
        for number, row in enumerate(data.get("obligations", ()), start=3)
    ]  # fmt: skip


def _text(row: Mapping[str, Any], name: str) -> str:
    """Return one column in words: as it was written, if it came from a table."""
    written = (row.get("raw") or {}).get(name)
    if written is not None:
        return written
    if name == "elements":
        return "".join(
            f"{REQUIRED if element.get('required') else OPTIONAL}{element['name']}"
            for element in row["elements"]
        )
    if name == "basis":
        return "；".join(_basis(basis) for basis in row["basis"])
    return row.get(name) or ""


def _basis(basis: Mapping[str, str] | str) -> str:
    if isinstance(basis, str):
        return basis
    return f"《{basis['name']}》{basis.get('article', '')}"


def elements_of(text: str, known: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return a cell of elements as the parts of a document: ``{code, name, required, help}``.

    A part that ``known`` has under the same name keeps its code and its help; ``〇`` marks an
    optional one.
    """
    by_name = {element["name"]: element for element in known}
    used = {element["code"] for element in known}
    found: list[dict[str, Any]] = []
    names = set()
    for part in _PART.split(text):
        name = _MARK.sub("", part.strip()).strip(" 、；;。")[:120]
        if not name or name in names:
            continue
        names.add(name)
        old = by_name.get(name)
        code = old["code"] if old else _next(used)
        used.add(code)
        required = not part.strip().startswith((OPTIONAL, "○", "□"))
        found.append(
            {"code": code, "name": name, "required": required, "help": (old or {}).get("help", "")}
        )
    return found


def _next(used: set[str]) -> str:
    number = 1 + max((int(code[1:]) for code in used if re.fullmatch(r"e\d+", code)), default=0)
    return f"e{number}"


def basis_of(text: str) -> list[dict[str, str]]:
    """Return a cell of legal bases as ``{name, article}``; words without a title stay one basis."""
    found = [
        {"name": f"{name}{number or ''}".strip(), "article": article.strip(" 、，,；;。和及")}
        for name, number, article in _LAW.findall(text)
    ]
    return found or ([{"name": text, "article": ""}] if text else [])


def matched(
    rows: Sequence[Understood], old: Sequence[Mapping[str, Any]]
) -> list[tuple[Understood, Mapping[str, Any] | None]]:
    """Return each row of a table with the row of the edition before that it continues."""
    waiting = list(zip(as_rows({"obligations": old}), old, strict=True))
    found: dict[int, Mapping[str, Any]] = {}
    for alike in _ALIKE:
        places: dict[tuple, list[int]] = {}
        for place, (row, _before) in enumerate(waiting):
            places.setdefault(alike(row), []).append(place)
        left: dict[tuple, list[int]] = {}
        for number, row in enumerate(rows):
            if number not in found and (key := alike(row)) and key in places:
                left.setdefault(key, []).append(number)
        gone = set()
        for key, numbers in left.items():
            now = [rows[number].elements for number in numbers]
            then = [waiting[place][0].elements for place in places[key]]
            for one, other in _pairs(now, then):
                place = places[key][other]
                found[numbers[one]] = waiting[place][1]
                gone.add(place)
        waiting = [each for place, each in enumerate(waiting) if place not in gone]
    return [(row, found.get(number)) for number, row in enumerate(rows)]


def _pairs(now: Sequence[str], then: Sequence[str]) -> list[tuple[int, int]]:
    """Return which text of ``now`` goes on from which of ``then``: in their order if they are as
    many, else the most alike first."""
    if len(now) == len(then):
        return [(place, place) for place in range(len(now))]
    ranked = sorted(
        (-SequenceMatcher(None, a, b, autojunk=False).ratio(), one, other)
        for one, a in enumerate(now)
        for other, b in enumerate(then)
    )
    pairs: dict[int, int] = {}
    for _rank, one, other in ranked:
        if one not in pairs and other not in pairs.values():
            pairs[one] = other
    return list(pairs.items())


def _names(row: Understood) -> tuple[str, ...]:
    return row.level1, row.level2, row.level3


def _code(row: Understood) -> tuple[str, ...]:
    code = row.extra.get(CODE, "").strip()
    return (code,) if code else ()


_ALIKE: tuple[Callable[[Understood], tuple[str, ...]], ...] = (
    lambda row: _code(row) and (*_code(row), *_names(row)),
    _code,
    lambda row: (*_names(row), row.elements),
    _names,
)
"""What makes two rows the same, the surest first; an empty key is like nothing."""


def changes(rows: Sequence[Understood], old: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return what a table changes against the edition before, row by row, then what it drops."""
    found, kept = [], set()
    for row, before in matched(rows, old):
        title = " / ".join(filter(None, (row.level1, row.level2, row.level3)))
        if before is None:
            found.append(Change("new", "", title, {}))
            continue
        kept.add(before["code"])
        differ = {
            name: (said, now)
            for name in COLUMNS
            if (said := _said(before, name)) != (now := _now(row, name))
        }
        found.append(
            Change("changed" if differ else "same", before["code"], before["title"], differ)
        )
    for before in old:
        if before["code"] not in kept:
            found.append(Change("gone", before["code"], before["title"], {}))
    return found


def _said(row: Mapping[str, Any], name: str) -> str:
    if name in ("carriers", "audience", "method", "tiers"):
        return "、".join(row.get(name) or ())
    return _text(row, name) if name != "audience_text" else _group(row)


def _group(row: Mapping[str, Any]) -> str:
    """Return which specific group a row is for; of everybody there is nothing to say."""
    return (row.get("audience_text") or "") if SOME in (row.get("audience") or ()) else ""


def _now(row: Understood, name: str) -> str:
    value = getattr(row, name)
    return "、".join(value) if isinstance(value, list) else value


def edition_from(
    rows: Sequence[Understood],
    before: Mapping[str, Any],
    *,
    code: str,
    version: str,
    name: str,
    source: str,
) -> dict[str, Any]:
    """Return an edition made of a table: known rows keep what the table does not say of them.

    A new row owes nothing yet (``applies`` is empty) until the office says which units it is for; its
    category is that of the rows of the same level 1, or a new one.
    """
    old = before.get("obligations", ())
    categories = [dict(category) for category in before.get("categories", ())]
    of_level = {row["level1"]: row["category"] for row in old}
    numbers = iter(_codes([row["code"] for row in old]))
    obligations = []
    for row, known in matched(rows, old):
        if row.level1 not in of_level:
            of_level[row.level1] = _category(categories, row.level1)
        obligations.append(_obligation(row, known, of_level, numbers, source))
    return {
        "edition": code,
        "version": version,
        "name": name,
        "source": source,
        "note": before.get("note", ""),
        "confidence": before.get("confidence", ""),
        "categories": categories,
        "obligations": obligations,
    }


def _obligation(row, known, of_level, numbers, source) -> dict[str, Any]:
    made: dict[str, Any] = dict(known) if known else {
        "code": next(numbers),
        "category": of_level[row.level1],
        "title": row.level3 or row.level2 or row.level1,
        "title_en": "",
        "applies": {},
        "facet": "事",
        "key_item": "",
        "source": source,
        "confidence": "table",
    }  # fmt: skip
    if known and known["title"] == (known.get("level3") or known["level2"] or known["level1"]):
        made["title"] = row.level3 or row.level2 or row.level1
    made |= {name: getattr(row, name) for name in COLUMNS if name not in ("elements", "basis")}
    if not known or _text(known, "elements") != row.elements:
        made["elements"] = elements_of(row.elements, known["elements"] if known else ())
    if not known or _text(known, "basis") != row.basis:
        made["basis"] = basis_of(row.basis)
    raw = {name: getattr(row, name) for name in ("elements", "basis")}
    written = {name: text for name, text in raw.items() if _text(made | {"raw": {}}, name) != text}
    made["raw"] = written
    made["extra"] = {name: text for name, text in row.extra.items() if name != CODE}
    for name in ("raw", "extra"):
        if not made[name]:
            del made[name]
    return made


def _category(categories: list[dict[str, Any]], name: str) -> str:
    """Return the code of the category of this name, a new one if there is none."""
    for category in categories:
        if category["name"] == name:
            return category["code"]
    used = {category["code"] for category in categories}
    code = next(f"c{number}" for number in range(1, 1000) if f"c{number}" not in used)
    categories.append({"code": code, "name": name, "name_en": "", "children": []})
    return code


def _codes(used: Iterable[str]) -> Iterable[str]:
    """Yield codes that follow the highest number used: ``MC-045`` after ``MC-044``."""
    numbered = [
        (found[1], int(found[2])) for code in used if (found := re.fullmatch(r"(.*?)(\d+)", code))
    ]
    prefix, last = max(numbered, key=lambda pair: pair[1], default=("OB-", 0))
    for number in range(last + 1, last + 100_000):
        yield f"{prefix}{number:03d}"
