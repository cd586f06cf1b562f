"""Facts out of an exported folder (``mingchuang export DIR``), held against its log. No Django."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mingchuang.ledger import entries as codec
from mingchuang.ledger.folder import Halt, TileFolder
from mingchuang.progress.facts import Version
from mingchuang.words import _


class NotTheLog(Exception):
    """A folder that is no export, or that says something else than its log; the message says what."""


def versions(folder: Path) -> Iterator[Version]:
    """Yield the log's entries with their records. Raises NotTheLog.

    Every body is compared with the digest that its entry holds, every open table with the digest in
    its body: figures are those of what was signed. Whether the log itself holds is another question
    (``mingchuang check``, any tile-log auditor).
    """
    log = TileFolder(folder / "log", sync=False)
    try:
        note = log.checkpoint()
        size = int(note.split("\n")[1]) if note else 0
        leaves = list(log.entries(0, size))
    except (Halt, OSError, ValueError, IndexError) as error:
        raise NotTheLog(
            _("{folder} holds no log: {why}").format(folder=folder, why=error)
        ) from error
    if not leaves:
        raise NotTheLog(
            _("{folder} holds no log: {why}").format(folder=folder, why="log/checkpoint")
        )
    for idx, leaf in enumerate(leaves):
        entry = codec.decode(leaf)
        place = folder / "items" / entry.obj / f"v{entry.ver}"
        file = place.with_name(place.name + ".json")
        if not file.exists():
            continue  # an entry whose record was lost, or is not public
        data = file.read_bytes()
        if entry.content not in (None, codec.sha256(data)):
            raise NotTheLog(_("{file} is not what the log says it is.").format(file=file))
        body = json.loads(data)
        yield Version(
            idx,
            datetime.fromisoformat(entry.time),
            entry.type,
            entry.reason or "",
            entry.obj,
            entry.unit,
            body["kind"],
            body,
            _reader(place, body),
        )


def _reader(place: Path, body: dict[str, Any]) -> Callable[[str], Any]:
    def part(name: str) -> Any:
        file = place / "parts" / f"{name}.json"
        if not file.exists():
            return None
        text = json.loads(file.read_bytes())["content"]
        said = body["parts"][name]["digest"]
        if said.startswith("sha256:") and said != codec.sha256(text.encode()):
            raise NotTheLog(_("{file} is not what the log says it is.").format(file=file))
        return json.loads(text)

    return part
