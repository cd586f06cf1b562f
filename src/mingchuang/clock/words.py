"""Days and holidays in the reader's language."""

from datetime import date

from mingchuang.words import _


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


def say_date(day: date) -> str:
    """Return ``day`` for a reader: ``2026-03-05``, in Chinese ``2026年3月5日``.

    A translation may leave the width out of the pattern; the order of its parts is its own.
    """
    pattern = _("{year:04}-{month:02}-{day:02}")
    return pattern.format(year=day.year, month=day.month, day=day.day)


def say_day(day: date) -> str:
    """Return ``day`` for a reader, with its weekday: ``2026-03-05 (Thursday)``."""
    return _("{day} ({weekday})").format(day=say_date(day), weekday=weekday(day))


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
