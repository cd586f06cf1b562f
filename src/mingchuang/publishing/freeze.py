"""A draft row as a value for checks and builders."""

from collections.abc import Iterable, Mapping
from typing import Any

from mingchuang.publishing import readings
from mingchuang.publishing.frozen import FileFinding, Frozen, FrozenFile
from mingchuang.publishing.models import Draft, DraftFile


def freeze_files(files: Iterable[DraftFile]) -> tuple[FrozenFile, ...]:
    """Return files as values, with what was found in them; those decided ``closed`` are left out."""
    wanted = [file for file in files if file.decision != "closed"]
    found = readings.findings({file.sha256 for file in wanted}) if wanted else {}
    return tuple(
        FrozenFile(
            f.key,
            f.sha256,
            f.size,
            f.media_type,
            f.filename,
            f.title,
            f.alt,
            f.decision,
            found.get(f.sha256),
        )
        for f in wanted
    )


def freeze(
    draft: Draft, *, index_no: str = "", standing: Mapping[str, Any] | None = None
) -> Frozen:
    """Return the draft at this moment; files decided ``closed`` are left out."""
    return Frozen(
        kind=draft.kind,
        unit=draft.unit_id,
        content=draft.content,
        context=draft.context,
        files=freeze_files(draft.files.all()),
        obligation=draft.obligation,
        edition=draft.edition,
        amendment=draft.amendment,
        amendment_note=draft.amendment_note,
        index_no=index_no,
        obj=draft.obj,
        joint=tuple(draft.joint),
        emergency=draft.emergency,
        persons=_in_list(draft.content.get("persons", {}).get("list", "")),
        standing=dict(standing or {}),
    )


def _in_list(digest: str) -> tuple[FileFinding, ...]:
    if not digest:
        return ()
    key = readings.key_of(digest)
    return readings.findings({key}).get(key, ())
