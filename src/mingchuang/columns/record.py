"""What the office publishes of columns: each column, and which of them make the home page. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part

HOME = "home"
"""Key of the one record that composes the home page."""


def column(
    code: str, facts: Mapping[str, Any], unit: str, *, closed: bool = False, note: str = ""
) -> Composition:
    """Return the record of a column (kind ``column``), found by its code.

    ``facts`` are :data:`mingchuang.columns.rules.FIELDS`; ``unit`` is the office that publishes it.
    """
    return Composition(
        kind="column",
        schema="column-1",
        unit=unit,
        fields={
            "code": code,
            "column_type": facts["type"],
            "owner": facts["owner"],
            "cadence_days": facts["cadence"],
            "minimum": facts["minimum"],
            "rule": {name: list(facts[name]) for name in ("categories", "units", "kinds")},
            "closed": closed,
        },
        parts={
            "head": json_part(
                {
                    **{name: facts[name] for name in ("name", "name_en", "description")},
                    "keywords": list(facts["keywords"]),
                    "note": note,
                }
            )
        },
    )


def home(columns: Sequence[str], unit: str) -> Composition:
    """Return the record of the home page (kind ``home``): codes of columns in their order."""
    return Composition(kind="home", schema="home-1", unit=unit, fields={"columns": list(columns)})


def column_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a column: it is found by its code."""
    return Fields(title=parts.get("head", {}).get("name", ""), key=body["code"])


def home_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of the home page's record: there is one."""
    return Fields(title=HOME, key=HOME)
