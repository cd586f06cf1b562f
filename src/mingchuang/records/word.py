"""Word files that people hand in, read so that no file can harm the process.

As with ``sheets``: a look into the archive, then a child process with limits on memory and time;
a child that dies for whatever reason means the file is refused. Nothing outside the file is read.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from mingchuang.records import sheets

MAX_PICTURES = 40


class WordError(ValueError):
    """A file that is not read; the message says why and what to hand in instead."""


@dataclass(frozen=True)
class Picture:
    """A picture of the file: its name in the text (``files/p1``), suffix, words and bytes."""

    src: str
    suffix: str
    alt: str
    data: bytes


@dataclass(frozen=True)
class Text:
    """What a Word file holds.

    ``html`` is for ``richtext.clean``; ``left`` counts what was not taken, by kind: ``textboxes``,
    ``footnotes``, ``comments``, ``deletions``, ``formulas``, ``objects``, ``drawings``,
    ``pictures``, ``tables`` (tables in tables, whose words were kept).
    """

    html: str
    title: str
    pictures: tuple[Picture, ...]
    left: dict[str, int]


def read(path: Path) -> Text:
    """Read a ``.docx`` file. Raises WordError."""
    if path.suffix.lower() != ".docx":
        raise WordError(
            _("%(name)s: only .docx is read. Open it in Word or WPS, save it as .docx.")
            % {"name": path.name}
        )
    _look_into(path)
    with tempfile.TemporaryDirectory() as folder:
        found = _in_child(path, Path(folder))
        return Text(
            html=found["html"],
            title=found["title"],
            pictures=tuple(
                Picture(
                    f"files/{picture['name']}",
                    picture["suffix"],
                    picture["alt"],
                    (Path(folder) / picture["name"]).read_bytes(),
                )
                for picture in found["pictures"]
            ),
            left=found["left"],
        )


def _look_into(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sheets.unpacks_too_far(members):
                raise WordError(
                    _("%(name)s unpacks to far more than a text needs and is refused.")
                    % {"name": path.name}
                )
            if any("vbaProject.bin" in member.filename for member in members):
                raise WordError(
                    _("%(name)s holds macros. Save it as a plain .docx.") % {"name": path.name}
                )
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
            if "wordprocessingml.document.main+xml" not in types:
                raise WordError(
                    _("%(name)s is not a plain .docx text. Save it as .docx and hand that in.")
                    % {"name": path.name}
                )
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise WordError(
            _("%(name)s cannot be opened as .docx. Save it again from the program that made it.")
            % {"name": path.name}
        ) from error


def _in_child(path: Path, folder: Path) -> dict:
    script = Path(__file__).with_name("word_child.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(script), str(path), str(folder), str(MAX_PICTURES)],
            capture_output=True,
            timeout=sheets.SECONDS * 2,
            preexec_fn=sheets.limits,
            check=False,
        )
        if done.returncode == 0:
            return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        pass
    raise WordError(
        _("%(name)s could not be read within the limits and is refused. Save a plain copy of it.")
        % {"name": path.name}
    )
