"""What a published item has to do with others: joint units, documents it repeals or explains."""

from dataclasses import dataclass, field

from mingchuang.records import reading
from mingchuang.units import public as units


@dataclass(frozen=True)
class Relations:
    """Other items and units that an item's page names."""

    joint: list = field(default_factory=list)
    repeals: list[dict] = field(default_factory=list)
    """``{"how", "id", "title"}`` of what this one repeals; the title is empty once that is gone."""
    by: dict | None = None
    """What repealed this one."""
    explains: dict | None = None
    explained_by: list[dict] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is something to show beside the banner."""
        return bool(self.joint or self.repeals or self.explains or self.explained_by)


def _named(tags, obj: str) -> dict:
    tags.record(obj)
    head = reading.open_heads().filter(obj=obj).first()
    return {"id": obj, "title": head.title if head else "", "docno": head.docno if head else ""}


def relations(item: reading.Item, tags) -> Relations:
    """Return an item's relations and declare the tags of what is shown."""
    body = item.body
    status = body.get("status", {})
    names = units.names(body.get("joint", ()))
    for code in names:
        tags.key("unit", code)
    explained = f"explains={item.record.obj}"
    tags.list(explained)
    return Relations(
        joint=[names[code] for code in body.get("joint", ()) if code in names],
        repeals=[{**_named(tags, row["id"]), "how": row["how"]} for row in body.get("repeals", ())],
        by=_named(tags, status["by"]) if status.get("by") else None,
        explains=_named(tags, body["explains"]) if body.get("explains") else None,
        explained_by=[
            {"id": row.head.obj, "title": row.head.title}
            for row in reading.front(explained).rows
            if row.state == "open"
        ],
    )


def persons(item: reading.Item, tags) -> dict:
    """Return the list of persons that the item shows, ``{}`` when it shows none or it is deleted.

    A page with such a list is never kept on disk.
    """
    if "persons" not in item.body.get("parts", {}):
        return {}
    tags.never()
    return item.json("persons")
