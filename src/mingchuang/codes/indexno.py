"""索引号: the unique index number that 条例 art. 12 asks of every record.

There is no national format, so each unit has a pattern. This module checks patterns and fills
them in; handing out serial numbers, once each and never again, is the work of the database.
"""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter

from mingchuang.codes import orgcode as organisation
from mingchuang.codes import uscc as credit
from mingchuang.codes.text import CodeError, dashes, tidy
from mingchuang.words import _

PLACEHOLDERS = ("region", "unit", "uscc", "orgcode", "category", "yyyy", "yyyymm", "n")

# What a program writes when it has no value; a real site published “null02D/01A/…”.
_NOTHING = {"null", "none", "nil", "undefined", "nan"}
_VALUE = re.compile(r"[\w.\-]+")
_LITERAL = re.compile(r"[\w./\-_:]*")


def key(text: str) -> str:
    """Return what to compare index numbers by: capitals, ASCII forms, no spaces.

    Sites write the letters of one code in both cases, so 1150…968x9/2024-00302 and
    1150…968X9/2024-00302 are the same number.
    """
    return dashes(tidy(text)).upper()


class Pattern:
    """A unit's index number pattern, such as ``{region}/{yyyy}-{n:05}``.

    Placeholders: ``{region}`` division code, ``{unit}`` the unit's own code, ``{uscc}``,
    ``{orgcode}`` (printed without its dash), ``{category}``, ``{yyyy}``, ``{yyyymm}``, and the
    serial ``{n:05}``, exactly once; 05 is the least width, a longer serial just grows.
    """

    def __init__(self, text: str) -> None:
        """Check ``text``. Raises :class:`CodeError` naming the placeholder that is wrong."""
        self.text = text.strip()
        self._pieces = _pieces(self.text)
        names = [name for _literal, name, _width in self._pieces if name]
        if names.count("n") != 1:
            raise CodeError(
                _(
                    "Index number pattern: the serial {{n:05}} must appear exactly once; it appears "
                    "{count} times."
                ).format(count=names.count("n"))
            )
        if not {"yyyy", "yyyymm"} & set(names):
            raise CodeError(
                _(
                    "Index number pattern: a year is missing. Add {yyyy}, or {yyyymm} when serials "
                    "restart each month."
                )
            )
        self.needs = frozenset(names) - {"n", "yyyy", "yyyymm"}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def format(
        self,
        n: int,
        day: date,
        *,
        region: str = "",
        unit: str = "",
        uscc: str = "",
        orgcode: str = "",
        category: str = "",
    ) -> str:
        """Return the index number with serial ``n`` (1 or more) for a record of ``day``.

        ``needs`` says which of the other values the pattern uses; they must be given. Raises
        :class:`CodeError` for a missing or unfit value, so that no “null…/2024-00001” is issued.
        """
        if n < 1:
            raise CodeError(_("Index number: the serial is {n}; serials begin at 1.").format(n=n))
        values = self._values(day, region, unit, uscc, orgcode, category)
        return "".join(
            literal + (str(n).zfill(width) if name == "n" else values.get(name, ""))
            for literal, name, width in self._pieces
        )

    def scope(
        self,
        day: date,
        *,
        region: str = "",
        unit: str = "",
        uscc: str = "",
        orgcode: str = "",
        category: str = "",
    ) -> str:
        """Return the key inside which serials count: the whole number but for the serial, ``#``.

        It is in the form of :func:`key`, so units that differ only in case share their serials.
        Arguments and errors are those of :meth:`format`.
        """
        values = self._values(day, region, unit, uscc, orgcode, category)
        return key(
            "".join(
                literal + ("#" if name == "n" else values.get(name, ""))
                for literal, name, _width in self._pieces
            )
        )

    def _values(
        self, day: date, region: str, unit: str, uscc: str, orgcode: str, category: str
    ) -> Mapping[str, str]:
        given = {
            "region": region,
            "unit": unit,
            "uscc": uscc,
            "orgcode": orgcode,
            "category": category,
        }
        values = {name: _value(name, given[name]) for name in self.needs}
        values["yyyy"] = f"{day.year:04}"
        values["yyyymm"] = f"{day.year:04}{day.month:02}"
        return values


def _value(name: str, text: str) -> str:
    value = dashes(tidy(text))
    if not value or value.lower() in _NOTHING:
        raise CodeError(
            _(
                "Index number: the pattern needs {{{name}}}, and the unit has none. Enter it."
            ).format(name=name)
        )
    if name == "uscc":
        return credit.normalise(value)
    if name == "orgcode":
        return organisation.normalise(value).replace("-", "")
    if not _VALUE.fullmatch(value):
        raise CodeError(
            _(
                "Index number: the value of {{{name}}} is “{value}”. Use letters, digits, dots, "
                "dashes and underscores only."
            ).format(name=name, value=value)
        )
    return value


def _pieces(text: str) -> list[tuple[str, str, int]]:
    """Return the pattern as (literal text, placeholder or "", least width of the serial)."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise CodeError(
            _(
                "Index number pattern “{pattern}”: a brace is open or closed alone. Write "
                "placeholders like {{yyyy}}."
            ).format(pattern=text)
        ) from error
    pieces: list[tuple[str, str, int]] = []
    for literal, name, spec, conversion in parsed:
        if not _LITERAL.fullmatch(literal):
            raise CodeError(
                _(
                    "Index number pattern: “{literal}” between placeholders. Use letters, digits "
                    "and . / - _ : there, without spaces."
                ).format(literal=literal)
            )
        if name is None:
            pieces.append((literal, "", 0))
            continue
        if name not in PLACEHOLDERS:
            raise CodeError(
                _(
                    "Index number pattern: {{{name}}} is not a placeholder. Use one of: {names}."
                ).format(name=name, names=" ".join(f"{{{each}}}" for each in PLACEHOLDERS))
            )
        width = re.fullmatch(r"0?([1-9]?)", spec or "")
        if conversion or not width or (spec and name != "n"):
            raise CodeError(
                _(
                    "Index number pattern: {{{name}}} has a format it cannot have. Only the serial "
                    "has one, its least width, like {{n:05}}."
                ).format(name=name)
            )
        pieces.append((literal, name, int(width[1] or 0)))
    return pieces
