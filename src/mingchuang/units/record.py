"""A unit's facts as a public record. Pure."""

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part
from mingchuang.units.rules import sectors_of

HEAD = ("name", "short_name", "name_en", "former_names", "address", "phone", "hours", "duty")
BODY = ("code", "sector", "parent", "uscc", "supervisor")


def build(data: dict) -> Composition:
    """Return the record of a unit (register fact, kind ``unit``)."""
    return Composition(
        kind="unit",
        schema="unit-1",
        unit=data["code"],
        fields={
            **{name: data.get(name, "") for name in BODY},
            "unit_kind": data["kind"],
            "order": int(data["order"]),
        },
        parts={"head": json_part({name: data.get(name, "") for name in HEAD})},
    )


def search_fields(body: dict, parts: dict) -> Fields:
    """Return what lists need: a unit is found by its code."""
    head = parts.get("head", {})
    return Fields(
        title=head.get("name", ""),
        key=body["code"],
        facets={
            "kind": (body["unit_kind"],),
            "sector": sectors_of(body["sector"]),
            "short": (head.get("short_name", ""),),
            "en": (head.get("name_en", ""),),
            "order": (str(body["order"]).zfill(6),),
        },
        text=head.get("duty", ""),
    )
