"""Taking in an uploaded file: what kinds are taken, pictures cleaned of what they carry unseen."""

import io
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from mingchuang.inspection.formats import STARTS, TYPES
from mingchuang.publishing import readings
from mingchuang.publishing.models import DraftFile, Version
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

MAX_PIXELS = 40_000_000
TEXT_TYPES = ("text/plain", "text/csv")
READ_LIMIT = 5 * 1024 * 1024
"""Bytes of the largest plain-text file whose text is read for the detectors."""
IN_TEXT = 2000
"""Pixels of the longer side that a picture in a text has at most."""


def take(
    name: str, data: bytes, *, longest: int | None = None, own: bool = False, read: bool = True
) -> dict:
    """Store a file and return what :func:`publishing.acts.attach` needs of it.

    It is read before anybody attaches it (``readings.read``), unless ``read`` is False: then at its
    first amendment. ``own``: of the product's own making. ``longest`` makes a picture smaller whose
    longer side has more pixels.
    Raises NotReady: too large, a kind that is not taken, content of another kind than its name, or
    a file that could harm whoever opens it.
    """
    name = PurePath(name.replace("\\", "/")).name.replace("\x00", "") or "file"
    suffix = _kind(name, len(data), data[:16])
    if TYPES[suffix].startswith("image/"):
        data = _picture(name, data, TYPES[suffix], longest)
    sha256, size = blobs.put([data])
    if read and not TYPES[suffix].startswith("image/"):
        readings.read(sha256, name, own=own)
    return {"sha256": sha256, "size": size, "media_type": TYPES[suffix], "filename": name}


def look(path: Path) -> str | None:
    """Look at a file on disk as :func:`take` would; returns its text where it is plain text.

    Raises NotReady. Only pictures and plain text are read as a whole.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(16)
    media_type = TYPES[_kind(path.name, size, start)]
    if media_type.startswith("image/"):
        _picture(path.name, path.read_bytes(), media_type, None)
    if media_type in TEXT_TYPES and size <= READ_LIMIT:
        return text_of(path.read_bytes())
    return None


def text_of(data: bytes) -> str | None:
    """Return a plain-text file's text, None when it is neither UTF-8 nor GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _kind(name: str, size: int, start: bytes) -> str:
    """Return the suffix of a file that is taken. Raises NotReady."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES:
        raise NotReady(
            [
                _("%(name)s: this kind of file is not taken. Taken are %(kinds)s.")
                % {"name": name, "kinds": " ".join(TYPES)}
            ]
        )
    if size > settings.UPLOAD_BYTES:
        raise NotReady(
            [
                _("%(name)s is larger than %(mb)d MB. Make it smaller or cut it into parts.")
                % {"name": name, "mb": settings.CONFIG.upload_mb}
            ]
        )
    if not size:
        raise NotReady([_("%(name)s is empty.") % {"name": name}])
    if suffix in STARTS and not start.startswith(STARTS[suffix]):
        raise NotReady(
            [
                _(
                    "%(name)s is not what its name says. Save it again from the program that made it."
                )
                % {"name": name}
            ]
        )
    return suffix


def named(hashes: set[str]) -> set[str]:
    """Return those of ``hashes`` that a draft, or a version handed in, names (port of ``blobs``)."""
    found = set(DraftFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    if left := hashes - found:
        for files in Version.objects.exclude(files=[]).values_list("files", flat=True).iterator():
            found |= left & {file["sha256"] for file in files}
    return found


def _picture(name: str, data: bytes, media_type: str, longest: int | None) -> bytes:
    """Return the picture drawn anew: no place, no camera, no thumbnail of what was cut away."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise NotReady(
                    [_("%(name)s has too many pixels. Make it smaller.") % {"name": name}]
                )
            image = ImageOps.exif_transpose(image)
            image = image.convert(
                "RGBA" if media_type == "image/png" and image.mode in ("RGBA", "LA", "P") else "RGB"
            )
            if longest:
                image.thumbnail((longest, longest))
            image.info.clear()  # comments and profiles would be written again
            out = io.BytesIO()
            image.save(out, "PNG" if media_type == "image/png" else "JPEG", quality=90)
            return out.getvalue()
    except NotReady:
        raise
    except Exception as error:
        raise NotReady([_("%(name)s cannot be read as a picture.") % {"name": name}]) from error
