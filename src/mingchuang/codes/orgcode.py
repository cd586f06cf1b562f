"""全国组织机构代码, GB 11714: eight characters and a check character, ``00001434-9``."""

import re

from mingchuang.codes.text import CodeError, dashes, tidy
from mingchuang.words import _

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(r"([0-9A-Z]{8})-?([0-9X])")


def check_character(body: str) -> str:
    """Return the check character of ``body``, eight of ``0-9A-Z`` (A is 10, Z is 35).

    GB 11714: 11 less the weighted sum modulo 11; 10 is written X and 11 is written 0.
    """
    if not re.fullmatch(r"[0-9A-Z]{8}", body):
        raise CodeError(
            _("The body of an organisation code is eight digits or capitals; got {count}.").format(
                count=len(body)
            )
        )
    total = sum(int(char, 36) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def normalise(text: str) -> str:
    """Return the code in its printed form, ``00001434-9``, from text with or without the dash.

    Letters may be lower-case, characters full-width, spaces anywhere. Raises :class:`CodeError`.
    The check is modulo 11, so it misses the exchange of a character with the one 11, 22 or 33 above
    it (0 and B, 1 and C …); inside a unified social credit code that code's own check finds them.
    """
    code = dashes(tidy(text)).upper()
    match = _SHAPE.fullmatch(code)
    if not match:
        raise CodeError(
            _(
                "An organisation code is eight digits or letters, a dash and a check character "
                "(0-9 or X), like 00001434-9. “{value}” has another shape: compare it with the "
                "certificate."
            ).format(value=code)
        )
    body, check = match.groups()
    if check_character(body) != check:
        raise CodeError(
            _(
                "Organisation code {value}: the check character does not fit, so at least one "
                "character is mistyped. Compare it with the certificate."
            ).format(value=f"{body}-{check}")
        )
    return f"{body}-{check}"
