"""The figures of a month as a public record. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part

DEFINITIONS = "1"
"""Version of what the measures mean; a figure is compared with those of the same version."""


def month(unit: str, last: date, units: Mapping[str, Mapping[str, Any]]) -> Composition:
    """Return the record of a month's figures (kind ``figures``) as of its ``last`` day.

    ``units`` maps each unit to ``{kind, group, late, coverage, completeness, timeliness, rhythm}``,
    each measure as ``[done, of]``.
    """
    return Composition(
        kind="figures",
        schema="figures-1",
        unit=unit,
        fields={
            "month": f"{last:%Y-%m}",
            "on": last.isoformat(),
            "definitions": DEFINITIONS,
            "units": len(units),
        },
        parts={"table": json_part(dict(units), salted=False)},
    )


def figures_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a month's figures: they are found by the month."""
    return Fields(title=body["month"], key=body["month"], formed_on=body["on"])
