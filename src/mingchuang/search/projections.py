"""The search projection: what may be read is in the index, what is gone is not."""

import json
from collections.abc import Sequence

from mingchuang.ledger.models import LogEntry
from mingchuang.records import kinds
from mingchuang.records.models import Head, Part, Record
from mingchuang.search import engine


class Search:
    """Follows the heads, with its position inside the index folder."""

    name = "search"

    def position(self) -> int:
        return engine.index().position

    def clear(self) -> None:
        engine.reset()

    def apply(self, entries: Sequence[LogEntry]) -> None:
        documents, gone = [], []
        for head in Head.objects.filter(obj__in={entry.obj for entry in entries}):
            kind = kinds.get(head.kind)
            if not kind.listed:
                continue
            if head.state != "open":
                gone.append(head.obj)
                continue
            record = Record.objects.get(obj=head.obj, ver=head.version)
            parts = {
                part.name: json.loads(bytes(part.content))
                for part in Part.objects.filter(
                    record=record, media_type="application/json", closed=False
                )
                if part.content is not None
            }
            fields = kind.search(json.loads(bytes(record.body)), parts)
            number = " ".join([fields.docno, parts.get("head", {}).get("index_no", "")])
            documents.append(engine.Document(head.obj, fields.title, number, fields.text))
        engine.index().write(documents, gone, entries[-1].idx + 1)
