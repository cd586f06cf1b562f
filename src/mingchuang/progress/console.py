"""``mingchuang progress --from-records DIR --on DATE``: the figures out of an export. No Django."""

import json
from datetime import date
from pathlib import Path
from typing import TextIO

from mingchuang.progress import facts, figures, folder
from mingchuang.words import _


def rows_of(district: facts.District) -> list[dict]:
    """Return every unit's figures as ``{unit, name, kind, group, late, measure: [done, of]}``, in
    the official order, and last their sum as the unit ``""``."""
    found = []
    sums = []
    for unit in sorted(district.units.values(), key=lambda unit: (unit.order, unit.code)):
        if unit.code not in district.owed:
            continue
        rows = figures.of_unit(district, unit.code)
        sums.append(figures.total(rows))
        found.append(
            {
                "unit": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "group": figures.group_of(unit.kind),
                "late": sum(row.late for row in rows),
                **sums[-1].to_json(),
            }
        )
    whole = {"unit": "", "name": "", "kind": "", "group": ""}
    late = sum(row["late"] for row in found)
    return [*found, whole | {"late": late} | figures.total(sums).to_json()]


def show(rows: list[dict], on: date, out: TextIO, as_json: bool) -> None:
    """Print figures, a line a unit with tabs between, or as one JSON object."""
    if as_json:
        print(
            json.dumps({"on": on.isoformat(), "units": rows}, ensure_ascii=False, indent=1),
            file=out,
        )
        return
    print("\t".join(("unit", "name", "group", *figures.MEASURES, "late")), file=out)
    for row in rows:
        counts = ("{}/{}".format(*row[name]) for name in figures.MEASURES)
        name = row["name"] or _("all")
        print(
            "\t".join((row["unit"] or "-", name, row["group"] or "-", *counts, str(row["late"]))),
            file=out,
        )


def run_from_records(place: Path, on: date, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the figures that an exported folder gives for a day; returns the exit status, 0 or 1."""
    try:
        district = facts.replay(folder.versions(place), on)
    except (folder.NotTheLog, OSError, ValueError, KeyError) as error:
        print(error, file=err)
        return 1
    show(rows_of(district), on, out, as_json)
    return 0
