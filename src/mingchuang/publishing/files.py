"""Taking in an uploaded file: what kinds are taken, pictures cleaned of what they carry unseen."""

import io
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".wps": "application/vnd.ms-works",
    ".ofd": "application/ofd",
}
_STARTS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".ofd": b"PK\x03\x04",
    ".doc": b"\xd0\xcf\x11\xe0",
    ".xls": b"\xd0\xcf\x11\xe0",
}
MAX_PIXELS = 40_000_000
IN_TEXT = 2000
"""Pixels of the longer side that a picture in a text has at most."""


def take(name: str, data: bytes, *, longest: int | None = None) -> dict:
    """Store a file and return what :func:`publishing.acts.attach` needs of it.

    ``longest`` makes a picture smaller whose longer side has more pixels.
    Raises NotReady: too large, a kind that is not taken, or content of another kind than its name.
    """
    name = PurePath(name.replace("\\", "/")).name.replace("\x00", "") or "file"
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES:
        raise NotReady(
            [
                _("%(name)s: this kind of file is not taken. Taken are %(kinds)s.")
                % {"name": name, "kinds": " ".join(TYPES)}
            ]
        )
    if len(data) > settings.UPLOAD_BYTES:
        raise NotReady(
            [
                _("%(name)s is larger than %(mb)d MB. Make it smaller or cut it into parts.")
                % {"name": name, "mb": settings.CONFIG.upload_mb}
            ]
        )
    if not data:
        raise NotReady([_("%(name)s is empty.") % {"name": name}])
    if suffix in _STARTS and not data.startswith(_STARTS[suffix]):
        raise NotReady(
            [
                _(
                    "%(name)s is not what its name says. Save it again from the program that made it."
                )
                % {"name": name}
            ]
        )
    if TYPES[suffix].startswith("image/"):
        data = _picture(name, data, TYPES[suffix], longest)
    sha256, size = blobs.put([data])
    return {"sha256": sha256, "size": size, "media_type": TYPES[suffix], "filename": name}


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
