"""Editions and owed lists as public records. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part


def edition(data: Mapping[str, Any], unit: str, current: bool) -> Composition:
    """Return the record of an edition (kind ``edition``); the table is an open part."""
    rows = data.get("obligations") or data.get("items") or ()
    return Composition(
        kind="edition",
        schema="edition-1",
        unit=unit,
        fields={
            "edition": data["edition"],
            "edition_version": data["version"],
            "rows": len(rows),
            "confidence": data.get("confidence", ""),
            "in_use": current,
        },
        parts={
            "head": json_part({name: data.get(name, "") for name in ("name", "source", "note")}),
            "table": json_part(
                {"categories": data.get("categories", []), "obligations": list(rows)}, salted=False
            ),
        },
    )


def owed_list(unit: str, edition_code: str, rows: Sequence[Mapping[str, Any]]) -> Composition:
    """Return the record of what a unit owes (kind ``owed-list``)."""
    return Composition(
        kind="owed-list",
        schema="owed-list-1",
        unit=unit,
        fields={"edition": edition_code, "owed": [row["code"] for row in rows if row["applies"]]},
        parts={
            "head": json_part(
                {
                    "not_owed": [
                        {"code": row["code"], "why": row["note"]}
                        for row in rows
                        if not row["applies"]
                    ]
                }
            )
        },
    )


def edition_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of an edition: it is found by its code."""
    facets = {"in_use": ("1",)} if body.get("in_use") else {}
    return Fields(title=parts.get("head", {}).get("name", ""), key=body["edition"], facets=facets)


def owed_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of an owed list: it is found by its unit."""
    return Fields(title="", key=body["unit"])
