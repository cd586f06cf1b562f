"""Looking units up as people write them."""

import unicodedata

from mingchuang.units.models import Unit


def name_key(text: str) -> str:
    """Return what names of units are compared by: no blanks, no width, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def unit_by_name() -> dict[str, str]:
    """Return the code of every unit by :func:`name_key` of its code and its names, former ones included.

    What two units are called is left out: whoever writes it has to write the code. A code is
    always its own unit's.
    """
    found: dict[str, set[str]] = {}
    codes = {}
    for unit in Unit.objects.all():
        codes[name_key(unit.code)] = unit.code
        for name in (unit.name, unit.short_name, *unit.old_names):
            found.setdefault(name_key(name), set()).add(unit.code)
    return {name: next(iter(of)) for name, of in found.items() if len(of) == 1} | codes
