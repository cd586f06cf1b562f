"""A published post as a public record. Pure."""

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part


def build(*, unit: str, role: str, order: int, start: str, end: str, head: dict) -> Composition:
    """Return the record of a post (kind ``post``): role, place and term open, the rest salted."""
    return Composition(
        kind="post",
        schema="post-2",
        unit=unit,
        fields={"role": role, "order": order, "term_from": start, "term_to": end},
        parts={"head": json_part(head)},
    )


def search_fields(body: dict, parts: dict) -> Fields:
    """Return what a unit's page needs."""
    head = parts.get("head", {})
    return Fields(title=head.get("name", ""), facets={"role": (body["role"],)})
