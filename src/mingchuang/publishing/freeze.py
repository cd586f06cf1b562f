"""A draft row as a value for checks and builders."""

from collections.abc import Iterable, Mapping
from typing import Any

from mingchuang.publishing.files import READ_LIMIT, TEXT_TYPES, text_of
from mingchuang.publishing.frozen import Frozen, FrozenFile
from mingchuang.publishing.models import Draft, DraftFile
from mingchuang.records import blobs


def _text(file: DraftFile) -> str | None:
    if file.media_type not in TEXT_TYPES or file.size > READ_LIMIT:
        return None
    return text_of(blobs.read(file.sha256))


def freeze_files(files: Iterable[DraftFile]) -> tuple[FrozenFile, ...]:
    """Return files as values; those decided ``closed`` are left out."""
    return tuple(
        FrozenFile(
            f.key, f.sha256, f.size, f.media_type, f.filename, f.title, f.alt, f.decision, _text(f)
        )
        for f in files
        if f.decision != "closed"
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
        standing=dict(standing or {}),
    )
