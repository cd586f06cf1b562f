"""Taking in an uploaded file: what kinds are taken, pictures cleaned of what they carry unseen."""

import io
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from mingchuang.inspection.formats import STARTS, TYPES
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

MAX_PIXELS = 40_000_000


def take(name: str, data: bytes) -> dict:
    """Store a file and return what :func:`publishing.acts.attach` needs of it.

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
    if suffix in STARTS and not data.startswith(STARTS[suffix]):
        raise NotReady(
            [
                _(
                    "%(name)s is not what its name says. Save it again from the program that made it."
                )
                % {"name": name}
            ]
        )
    if TYPES[suffix].startswith("image/"):
        data = _picture(name, data, TYPES[suffix])
    sha256, size = blobs.put([data])
    return {"sha256": sha256, "size": size, "media_type": TYPES[suffix], "filename": name}


def _picture(name: str, data: bytes, media_type: str) -> bytes:
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
            image.info.clear()  # comments and profiles would be written again
            out = io.BytesIO()
            image.save(out, "PNG" if media_type == "image/png" else "JPEG", quality=90)
            return out.getvalue()
    except NotReady:
        raise
    except Exception as error:
        raise NotReady([_("%(name)s cannot be read as a picture.") % {"name": name}]) from error
