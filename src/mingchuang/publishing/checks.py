"""Checks for drafts of every kind: the detectors over text, titles and plain-text files."""

from mingchuang.publishing import detectors, work
from mingchuang.publishing.frozen import Finding, Frozen


def detector_findings(frozen: Frozen) -> list[Finding]:
    """Return what the detectors find; personal numbers and secrecy marks block."""
    found = []
    for place, _label, lines in work.get(frozen.kind).texts(frozen.content, frozen.context):
        for what, excerpt in detectors.scan("\n".join(lines)):
            found.append(Finding(place, True, what, excerpt))
    for file in frozen.files:
        for what, excerpt in detectors.scan(
            "\n".join([file.title, file.filename, file.alt, file.text or ""])
        ):
            found.append(Finding(f"file:{file.key}", True, what, excerpt))
    return found
