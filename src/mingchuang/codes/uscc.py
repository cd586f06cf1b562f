"""统一社会信用代码, GB 32100-2015: eighteen characters.

1 registration authority, 2 kind of organisation, 3–8 administrative division (digits), 9–17
organisation code (GB 11714), 18 check character. Which authorities and kinds exist is not checked:
the annex of the standard keeps growing, and a list here would refuse good codes.
"""

import re

from mingchuang.codes import orgcode
from mingchuang.codes.text import CodeError, dashes, tidy
from mingchuang.words import _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(body: str) -> str:
    """Return the check character of ``body``, the first seventeen characters.

    GB 32100-2015: 31 less the sum, weighted with powers of 3, modulo 31. 31 is prime, so every
    change of one character shows. Raises :class:`CodeError` for another length or alphabet.
    """
    if len(body) != 17 or any(char not in ALPHABET for char in body):
        raise CodeError(
            _("The body of a unified social credit code is 17 characters of {alphabet}.").format(
                alphabet=ALPHABET
            )
        )
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def normalise(text: str) -> str:
    """Return the code in capitals, from text with spaces, dashes, full-width or small characters.

    Raises :class:`CodeError` for another length, a character outside the alphabet, letters in the
    administrative division, or a check character (its own, or the organisation code's) that does
    not fit.
    """
    code = dashes(tidy(text)).replace("-", "").upper()
    wrong = [(place, char) for place, char in enumerate(code, start=1) if char not in ALPHABET]
    if wrong:
        place, char = wrong[0]
        raise CodeError(
            _(
                "Unified social credit code: character {place} is “{char}”, which the code never "
                "uses. It has digits and capitals but no I, O, S, V or Z: look for 1, 0, 5, U, 2."
            ).format(place=place, char=char)
        )
    if len(code) != 18:
        raise CodeError(
            _(
                "A unified social credit code has 18 characters; this has {count}. Copy the whole "
                "code from the certificate."
            ).format(count=len(code))
        )
    if not re.fullmatch(r"[0-9]{6}", code[2:8]):
        raise CodeError(
            _(
                "Unified social credit code {value}: characters 3 to 8 are the administrative "
                "division and must be digits; they are “{part}”."
            ).format(value=code, part=code[2:8])
        )
    if check_character(code[:17]) != code[17]:
        raise CodeError(
            _(
                "Unified social credit code {value}: the check character does not fit, so at least "
                "one character is mistyped. Compare it with the certificate."
            ).format(value=code)
        )
    if orgcode.check_character(code[8:16]) != code[16]:
        raise CodeError(
            _(
                "Unified social credit code {value}: the organisation code in it ({part}) fails "
                "its own check. Compare characters 9 to 17 with the certificate."
            ).format(value=code, part=code[8:17])
        )
    return code
