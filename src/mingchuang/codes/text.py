"""What all codes share: the error, and the tidying of typed and pasted text."""

# Full-width forms (！ to ～) are the ASCII characters shifted; people type them without noticing.
_HALF = {0xFF01 + n: 0x21 + n for n in range(94)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class CodeError(ValueError):
    """A code is wrong. The message says what is wrong and how to mend it, for the person typing."""


def tidy(text: str) -> str:
    """Return ``text`` with full-width forms made ASCII, and all space and invisible marks gone."""
    return "".join(text.translate(_HALF).translate(_INVISIBLE).split())


def dashes(text: str) -> str:
    """Return ``text`` with the look-alikes of the hyphen made ``-``."""
    return text.translate(_DASHES)
