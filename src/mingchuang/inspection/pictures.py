"""Pictures: what they carry unseen. Their writing is not read, and that is said."""

from pathlib import Path
from typing import IO

from mingchuang.inspection.collect import Collector


def look(source: Path | IO[bytes], place: str, notes: Collector, *, alone: bool = True) -> None:
    """Report place, comments and names inside a picture. ``alone``: the picture is the file itself.

    A picture that is a file of its own is drawn anew on upload; one inside a document stays as it is.
    """
    from PIL import ExifTags, Image  # most documents have no picture, and this takes a while

    Image.MAX_IMAGE_PIXELS = None  # only the header is read, nothing is unpacked
    try:
        with Image.open(source) as image:
            exif = image.getexif()
            if exif.get_ifd(ExifTags.IFD.GPSInfo):
                notes.add("picture_place", f"{place}: GPS" if not alone else "GPS")
            said = {
                "comment": image.info.get("comment"),
                **{str(k): v for k, v in image.info.items() if isinstance(v, str)},
                "artist": exif.get(ExifTags.Base.Artist),
                "description": exif.get(ExifTags.Base.ImageDescription),
                "copyright": exif.get(ExifTags.Base.Copyright),
            }
    except Exception:
        if alone:
            notes.add("unreadable", "picture")
        return
    for name, value in said.items():
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
        if text.strip("\x00 "):
            notes.shown("picture_note", f"{place}: {name}" if not alone else name, text)
    if alone:
        notes.add("unread_image", "picture")


def read(path: Path, notes: Collector) -> None:
    """Read a picture that is a file of its own."""
    look(path, "picture", notes)
