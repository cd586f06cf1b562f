"""What the catalogue publishes: editions, owed lists, events, fulfilment elsewhere, notices. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from mingchuang.clock import YearTable
from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part


def edition(
    data: Mapping[str, Any], unit: str, current: bool, effective_on: date | None = None
) -> Composition:
    """Return the record of an edition (kind ``edition``); the table is an open part."""
    rows = data.get("obligations") or data.get("items") or ()
    return Composition(
        kind="edition",
        schema="edition-2",
        unit=unit,
        fields={
            "edition": data["edition"],
            "edition_version": data["version"],
            "rows": len(rows),
            "confidence": data.get("confidence", ""),
            "in_use": current,
            "effective_on": effective_on.isoformat() if effective_on else "",
        },
        parts={
            "head": json_part({name: data.get(name, "") for name in ("name", "source", "note")}),
            "table": json_part(
                {"categories": data.get("categories", []), "obligations": list(rows)}, salted=False
            ),
        },
    )


def owed_list(unit: str, edition_code: str, rows: Sequence[Mapping[str, Any]]) -> Composition:
    """Return the record of what a unit owes (kind ``owed-list``).

    Each row is ``{code, since, until, how, post, applies, note}``; days as text, empty when open.
    ``owed`` names the rows that count today, the part ``rows`` says all of every row.
    """
    return Composition(
        kind="owed-list",
        schema="owed-list-2",
        unit=unit,
        fields={
            "edition": edition_code,
            "owed": [row["code"] for row in rows if row["applies"] and not row["until"]],
        },
        parts={
            "head": json_part(
                {
                    "not_owed": [
                        {"code": row["code"], "why": row["note"]}
                        for row in rows
                        if not row["applies"] and not row["until"]
                    ]
                }
            ),
            "rows": json_part(
                [
                    {name: row[name] for name in ("code", "since", "until", "how", "post")}
                    for row in rows
                    if row["applies"]
                ],
                salted=False,
            ),
        },
    )


def occasion(
    unit: str, name: str, on: date, at: time | None, obligations: Sequence[str], note: str
) -> Composition:
    """Return the record of an event (kind ``event``) from which the time of rows runs."""
    return Composition(
        kind="event",
        schema="event-1",
        unit=unit,
        fields={
            "event_on": on.isoformat(),
            "event_at": at.strftime("%H:%M") if at else "",
            "obligations": list(obligations),
        },
        parts={"head": json_part({"name": name, "note": note})},
    )


def fulfilment(
    unit: str,
    obligation: str,
    how: str,
    standing: str,
    head: Mapping[str, str],
    **days: date | None,
) -> Composition:
    """Return the record that a row is fulfilled elsewhere (kind ``fulfilment``).

    ``head`` is ``{title, platform, url}`` of a link, ``{title, place}`` of what was shown on the
    spot; of a person it says nothing, and a photo is no part of it.
    """
    return Composition(
        kind="fulfilment",
        schema="fulfilment-1",
        unit=unit,
        fields={
            "obligation": obligation,
            "how": how,
            "standing": standing,
            **{name: day.isoformat() if day else "" for name, day in days.items()},
        },
        parts={"head": json_part(head)},
    )


def calendar(table: YearTable, raw: Mapping[str, Any], unit: str) -> Composition:
    """Return the record of a year's holiday notice (kind ``calendar``); the table is open."""
    return Composition(
        kind="calendar",
        schema="calendar-1",
        unit=unit,
        fields={
            "year": table.year,
            "table_version": table.version,
            "confirmed": table.confirmed,
        },
        parts={
            "head": json_part({"source": table.source, "confidence": table.confidence}),
            "table": json_part(raw, salted=False),
        },
    )


def edition_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of an edition: it is found by its code."""
    facets = {"in_use": ("1",)} if body.get("in_use") else {}
    return Fields(title=parts.get("head", {}).get("name", ""), key=body["edition"], facets=facets)


def owed_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of an owed list: it is found by its unit."""
    return Fields(title="", key=body["unit"])


def occasion_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of an event: its name, its day, the rows it starts."""
    return Fields(
        title=parts.get("head", {}).get("name", ""),
        formed_on=body["event_on"],
        facets={"occasion": tuple(body["obligations"])},
    )


def fulfilment_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a fulfilment: which row it answers, while it stands."""
    stands = body["standing"] in ("reachable", "shown")
    return Fields(
        title=parts.get("head", {}).get("title", ""),
        formed_on=body.get("shown_from"),
        facets={"obligation": (body["obligation"],), "how": (body["how"],)} if stands else {},
    )


def calendar_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a notice: it is found by its year."""
    return Fields(title=parts.get("head", {}).get("source", ""), key=f"calendar-{body['year']}")
