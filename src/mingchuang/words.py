"""The words of the packages without Django: a translation hook that needs no framework.

The source text is English. Whoever wires the product calls :func:`set_translator` once with the
catalogue's lookup; until then the text is returned as it is.
"""

from collections.abc import Callable


def _same(text: str) -> str:
    return text


translate: Callable[[str], str] = _same


def set_translator(fn: Callable[[str], str] | None) -> None:
    """Use ``fn`` to look up every message from now on; ``None`` goes back to the source text.

    ``fn`` takes a source message and returns its translation with the same named placeholders.
    It is asked at the moment a message is made, so a per-request language is honoured.
    """
    global translate
    translate = fn if fn is not None else _same


def _(text: str) -> str:
    """Return the translation of ``text``; placeholders are filled in afterwards, by the caller."""
    return translate(text)
