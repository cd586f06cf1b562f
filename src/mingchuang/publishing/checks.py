"""Checks for drafts of every kind: what ``inspection`` finds in texts, titles and plain-text files."""

from collections.abc import Iterator

from mingchuang.inspection import prose, scan
from mingchuang.publishing import work
from mingchuang.publishing.finding_words import sentence
from mingchuang.publishing.frozen import Finding, Frozen


def detector_findings(frozen: Frozen) -> list[Finding]:
    """Return what is found; personal numbers, persons' data and secrecy marks block.

    Remarks on form (punctuation, dates, document numbers) are hints, and made on the text only:
    a table's cells are no prose.
    """
    found: list[Finding] = []
    for place, _label, lines in work.get(frozen.kind).texts(frozen.content, frozen.context):
        text = "\n".join(lines)
        found += _scanned(place, text)
        found += [
            Finding(place, False, sentence(remark.kind), remark.excerpt)
            for remark in prose.check(text)
        ]
    for file in frozen.files:
        about = "\n".join([file.title, file.filename, file.alt])
        found += _scanned(f"file:{file.key}", "\n".join([about, file.text or ""]))
        if file.media_type.startswith("image/"):
            found += [
                Finding(f"file:{file.key}", False, sentence(remark.kind), remark.excerpt)
                for remark in prose.check(about, picture=True)
                if remark.kind == "map_number"
            ]
    return found


def _scanned(place: str, text: str) -> Iterator[Finding]:
    for hit in scan(text):
        yield Finding(place, hit.blocking, sentence(hit.kind), hit.excerpt_masked)
