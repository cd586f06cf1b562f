"""The words of the clock and of the codes: a translation hook that needs no framework.

The source text is English. Whoever wires the product calls :func:`set_translator` once with the
catalogue's lookup; until then the text is returned as it is.
"""

from collections.abc import Callable
from datetime import date


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


def weekday(day: date) -> str:
    """Return the name of the day of the week of ``day``, in the reader's language."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]


def say_day(day: date) -> str:
    """Return ``day`` for a reader, with its weekday: ``2026-03-05 (Thursday)``."""
    return _("{day} ({weekday})").format(day=day.isoformat(), weekday=weekday(day))


def say_holiday(name: str) -> str:
    """Return a holiday's name in the reader's language; a name we do not know stays as it is."""
    known = {
        "New Year's Day": _("New Year's Day"),
        "Spring Festival": _("Spring Festival"),
        "Qingming Festival": _("Qingming Festival"),
        "Labour Day": _("Labour Day"),
        "Dragon Boat Festival": _("Dragon Boat Festival"),
        "Mid-Autumn Festival": _("Mid-Autumn Festival"),
        "National Day": _("National Day"),
    }
    return known.get(name, name)
