"""Leading groups and tasks as public records. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, json_part

GROUP_HEAD = ("name", "document", "document_name", "office", "office_phone", "members")


def group(unit: str, data: Mapping[str, Any]) -> Composition:
    """Return the record of a leading group (kind ``leading-group``): its term open, names salted."""
    return Composition(
        kind="leading-group",
        schema="leading-group-1",
        unit=unit,
        fields={
            "since": data["since"],
            "until": data["until"],
            "size": len(data["members"]),
        },
        parts={"head": json_part({name: data[name] for name in GROUP_HEAD})},
    )


def assignment(
    *,
    lead: str,
    supporting: Sequence[str],
    source: str,
    number: int,
    due: date,
    state: str,
    done_on: date | None,
    links: Sequence[str],
    head: Mapping[str, str],
    note: str = "",
) -> Composition:
    """Return the record of a decision or work point (kind ``assignment``).

    ``head`` is ``{title, text, document, document_name, result}``; ``note`` says what a new version
    changes and why.
    """
    return Composition(
        kind="assignment",
        schema="assignment-1",
        unit=lead,
        fields={
            "source": source,
            "number": number,
            "supporting": list(supporting),
            "due": due.isoformat(),
            "state": state,
            "done_on": done_on.isoformat() if done_on else "",
            "links": list(links),
        },
        parts={
            "head": json_part(dict(head)),
            **({"note": json_part({"text": note})} if note else {}),
        },
    )


def group_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a group: it is found by its unit."""
    return Fields(title=parts.get("head", {}).get("name", ""), key=body["unit"])


def assignment_fields(body: dict, parts: dict) -> Fields:
    """Return what pages need of a task: its name and how far it has come."""
    head = parts.get("head", {})
    return Fields(
        title=head.get("title", ""),
        docno=head.get("document", ""),
        facets={"state": (body["state"],), "source": (body["source"],)},
    )
