"""Checks for drafts of every kind: what ``inspection`` finds in texts, titles and attached files."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingchuang.inspection import prose, scan
from mingchuang.publishing import work
from mingchuang.publishing.finding_words import place_words, sentence
from mingchuang.publishing.frozen import FileFinding, Finding, Frozen


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
        place = f"file:{file.key}"
        about = "\n".join([file.title, file.filename, file.alt])
        found += _scanned(place, about)
        if file.media_type.startswith("image/"):
            found += [
                Finding(place, False, sentence(remark.kind), remark.excerpt)
                for remark in prose.check(about, picture=True)
                if remark.kind == "map_number"
            ]
        elif file.findings is None:
            found.append(
                Finding(place, True, _("This file has not been read yet. Attach it once more."))
            )
        else:
            found += [_in_file(place, one) for one in file.findings]
    found += [_in_file("persons", one) for one in frozen.persons]
    return found


def _scanned(place: str, text: str) -> Iterator[Finding]:
    for hit in scan(text):
        yield Finding(place, hit.blocking, sentence(hit.kind), hit.excerpt_masked, hit.kind)


def _in_file(place: str, found: FileFinding) -> Finding:
    """Return a file's finding as one of the draft: the sentence says where in the file it is."""
    words = _("%(where)s: %(what)s") % {
        "where": place_words(found.place),
        "what": sentence(found.kind),
    }
    return Finding(place, found.blocking, words, found.excerpt, found.kind)
