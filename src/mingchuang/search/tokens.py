"""Normal form and bigram tokens, made here and sent to the engine ready. Pure."""

import re
import unicodedata

_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"[{_CJK}]+|[0-9a-z]+")
_DOCNO = re.compile(r"[〔\[【(（﹝]\s*(\d{4})\s*[〕\]】)）﹞]\s*第?\s*0*(\d+)\s*号")
START = "^"
"""Marker before a title's tokens, so that «title starts with the query» can be asked."""


def normal(text: str) -> str:
    """Return text in the form that is indexed: NFKC, lower case, document numbers alike."""
    text = unicodedata.normalize("NFKC", text)
    return _DOCNO.sub(r"(\1)\2号", text).lower()


def tokens(text: str) -> list[str]:
    """Return overlapping pairs of Chinese characters, and whole runs of letters and digits."""
    out = []
    for run in _RUNS.findall(normal(text)):
        if run[0].isascii() or len(run) == 1:
            out.append(run)
        else:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return out


def phrases(query: str, cut) -> list[list[str]]:
    """Return a query as phrases of tokens, one a word; ``cut`` is the dictionary's word cutter.

    Single characters are dropped when longer words exist.
    """
    words = [word for word in cut(normal(query)) if tokens(word)]
    long = [word for word in words if len(tokens(word)[0]) > 1 or tokens(word)[0].isascii()]
    return [tokens(word) for word in (long or words)]
