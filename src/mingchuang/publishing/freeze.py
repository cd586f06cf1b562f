"""A draft row as a value for checks and builders."""

from collections.abc import Mapping
from typing import Any

from mingchuang.publishing.frozen import Frozen, FrozenFile
from mingchuang.publishing.models import Draft
from mingchuang.records import blobs

TEXT_TYPES = ("text/plain", "text/csv")
READ_LIMIT = 5 * 1024 * 1024


def _text(file) -> str | None:
    if file.media_type not in TEXT_TYPES or file.size > READ_LIMIT:
        return None
    data = blobs.read(file.sha256)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def freeze(
    draft: Draft, *, index_no: str = "", standing: Mapping[str, Any] | None = None
) -> Frozen:
    """Return the draft at this moment; files decided ``closed`` are left out."""
    files = tuple(
        FrozenFile(
            f.key, f.sha256, f.size, f.media_type, f.filename, f.title, f.alt, f.decision, _text(f)
        )
        for f in draft.files.all()
        if f.decision != "closed"
    )
    return Frozen(
        kind=draft.kind,
        unit=draft.unit_id,
        content=draft.content,
        context=draft.context,
        files=files,
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
