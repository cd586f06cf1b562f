"""Reading a text before publication: what in it may not go out, and where.

``scan`` finds, it does not judge: whether a name may stand in a 公示 list is for people. Kinds and
whether they block are in ``kinds.py``; the rules were measured on 57 million bytes of laws and
regulations, see ``tests/inspection/test_inspection_corpus.py``.
"""

from dataclasses import dataclass
from itertools import chain

from mingchuang.inspection.context import persons
from mingchuang.inspection.fold import Folded
from mingchuang.inspection.kinds import KINDS
from mingchuang.inspection.marks import marks
from mingchuang.inspection.numbers import DETECTORS
from mingchuang.inspection.stars import RULES, mask


@dataclass(frozen=True)
class Hit:
    """One find: ``text[start:end]``; the excerpt is masked, so that a finding carries nothing on."""

    kind: str
    start: int
    end: int
    excerpt_masked: str
    blocking: bool


def scan(text: str) -> list[Hit]:
    """Return the finds in ``text``, in order of place; a number is found once.

    Full-width forms, invisible marks, blanks, hyphens and a line break inside a number make no
    difference. Places are those of the text as given.
    """
    folded = Folded(text)
    plain = folded.plain
    hits: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for detector in (*DETECTORS, persons, marks):
        for kind, start, end, blocking in detector(plain):
            # An illness and a minority may belong to one name; a number is one thing only.
            if detector in DETECTORS:
                if any(a < end and start < b for a, b in taken):
                    continue
                taken.append((start, end))
            a, b = folded.origin(start, end)
            excerpt = _excerpt(kind, plain[start:end])
            hits.append(Hit(kind, a, b, excerpt, blocking and KINDS[kind].blocking))
    return sorted(set(hits), key=lambda hit: (hit.start, hit.end, hit.kind))


def _excerpt(kind: str, found: str) -> str:
    found = " ".join(found.split())
    return mask(kind, found) if kind in RULES else found[:40]


def blocking(texts: list[str]) -> list[Hit]:
    """Return the blocking finds of several texts, in order."""
    return [hit for hit in chain.from_iterable(map(scan, texts)) if hit.blocking]
