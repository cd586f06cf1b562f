"""What a machine has read in attached files, kept by their hash: findings, and text for reviewers.

Reading happens when a file is taken in, never in an act: it takes up to a minute of a process of
its own (``inspection.files``). Of hostile files nothing is kept.
"""

from collections.abc import Sequence
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from mingchuang.inspection import files as inspecting
from mingchuang.inspection.collect import Collector
from mingchuang.publishing.finding_words import place_words, sentence
from mingchuang.publishing.frozen import FileFinding
from mingchuang.publishing.models import Draft, FileReading
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

AT_ONCE = 2
"""Files that are read at the same time on one machine; the web process answers meanwhile."""
REFUSED = frozenset(
    [
        "unreadable",
        "encrypted",
        "wrong_type",
        "zip_bomb",
        "too_large",
        "macro",
        "bad_member",
        "javascript",
    ]
)
"""Kinds of findings for which a file is not taken in at all."""
HIDDEN = frozenset({"hidden_sheet", "hidden_row", "hidden_column", "hidden_cell", "hidden_text"})
SMALL = 200_000
"""Bytes of a plain-text file that is read without a process of its own."""
MOST_TEXT = 400
"""Pieces of text kept for reviewers."""


def read(sha256: str, filename: str, *, own: bool = False) -> FileReading:
    """Read the stored file of that hash, once; returns what is known of it.

    ``own`` files are of the product's making and are read in this process. Raises NotReady for a
    file that is refused, and when as many files are being read as may be.
    """
    known = FileReading.objects.filter(pk=sha256).first()
    if known:
        return known
    path = blobs.path(sha256)
    suffix = PurePath(filename).suffix.lower()
    plain = suffix in (".txt", ".csv") and path.stat().st_size <= SMALL
    if own or plain:
        found = inspecting.inspect_here(path, filename)
    else:
        try:
            with inspecting.limited(settings.DATA / "readings", AT_ONCE):
                found = inspecting.inspect(path, filename)
        except inspecting.Busy as error:
            raise NotReady(
                [_("Other files are being read just now. Attach it again in half a minute.")]
            ) from error
    hostile = [finding for finding in found.findings if finding.kind in REFUSED]
    if hostile:
        raise NotReady(
            _("%(name)s: %(what)s (%(place)s)")
            % {
                "name": filename,
                "what": sentence(finding.kind),
                "place": place_words(finding.place),
            }
            for finding in hostile
        )
    return FileReading.objects.update_or_create(
        pk=sha256,
        defaults={
            "findings": [
                {
                    "kind": finding.kind,
                    "place": finding.place,
                    "excerpt": finding.excerpt,
                    "blocking": finding.blocking,
                }
                for finding in found.findings
            ],
            "text": [list(pair) for pair in found.text[:MOST_TEXT]],
            "read": found.read,
        },
    )[0]


def nothing_hidden(path: Path) -> None:
    """Refuse a table with hidden sheets, rows or columns: taken into a text they would be seen.

    Raises NotReady with each place.
    """
    if path.suffix.lower() != ".xlsx":
        return
    found = inspecting.inspect(path)
    hidden = [finding for finding in found.findings if finding.kind in HIDDEN]
    if hidden:
        raise NotReady(
            _("%(where)s: %(what)s")
            % {"where": place_words(finding.place), "what": sentence(finding.kind)}
            for finding in hidden
        )


def read_list(digest: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Look through a list of persons as through a table in a file; only masked excerpts are kept."""
    found = Collector()
    for number, row in enumerate([columns, *rows], start=1):
        places = [f"row {number}, column {n}" for n in range(1, len(row) + 1)]
        found.row(places, list(row))
    FileReading.objects.update_or_create(
        pk=key_of(digest), defaults={"findings": found.finish()["findings"], "read": True}
    )


def key_of(digest: str) -> str:
    """Return under which key the reading of a list of persons stands."""
    return digest.rpartition(":")[2]


def read_all(draft: Draft) -> None:
    """Read those files of a draft that were attached without being read (taken over from an old site).

    Raises NotReady.
    """
    known = FileReading.objects.values("pk")
    for file in draft.files.exclude(sha256__in=known):
        read(file.sha256, file.filename)


def findings(hashes: set[str]) -> dict[str, tuple[FileFinding, ...]]:
    """Return what was found in files, by hash; a file that was not read is not in the answer."""
    return {
        row.pk: tuple(FileFinding(**finding) for finding in row.findings)
        for row in FileReading.objects.filter(pk__in=hashes)
    }


def forget(hashes: set[str]) -> None:
    """Delete what was read in files whose bytes are deleted (port of ``records.blobs``)."""
    FileReading.objects.filter(pk__in=hashes).delete()
