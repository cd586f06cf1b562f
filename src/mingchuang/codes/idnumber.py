"""公民身份号码, GB 11643-1999: eighteen characters.

No message repeats the number: messages reach logs and screens, the number must not.
"""

import re
from datetime import date

from mingchuang.clock.instant import today as clock_today
from mingchuang.codes.text import CodeError, dashes, tidy
from mingchuang.words import _

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# GB/T 2260 provinces; 71 台湾, 81 香港, 82 澳门; 81–83 also open the numbers of 港澳台居民居住证.
PROVINCES = frozenset(
    str(code)
    for block in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in block
)


def check_character(body: str) -> str:
    """Return the check character of ``body``, the first seventeen digits (ISO 7064, MOD 11-2)."""
    if not re.fullmatch(r"[0-9]{17}", body):
        raise CodeError(_("The body of an identity number is 17 digits."))
    total = sum(int(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def normalise(text: str, today: date | None = None) -> str:
    """Return the eighteen characters, the last a digit or a capital X.

    Spaces, dashes, full-width digits and a small x are accepted. ``today`` (default: the clock's)
    is the last possible day of birth. Raises :class:`CodeError`; its message never holds the number.
    """
    number = dashes(tidy(text)).replace("-", "").upper()
    if re.fullmatch(r"[0-9]{15}", number):
        raise CodeError(
            _(
                "This is a 15-digit number of a first-generation card, which is no longer valid. "
                "Take the 18-character number from the holder's present card."
            )
        )
    if len(number) != 18:
        raise CodeError(
            _(
                "An identity number has 18 characters; this has {count}. Copy it again from the "
                "card."
            ).format(count=len(number))
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise CodeError(
            _(
                "An identity number is 17 digits and then a digit or the Latin letter X. Replace "
                "the other characters."
            )
        )
    if number[:2] not in PROVINCES:
        raise CodeError(
            _(
                "Identity number: the first two digits are not the code of a province. Compare "
                "them with the card."
            )
        )
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise CodeError(
            _(
                "Identity number: characters 7 to 14 are the date of birth, and this is not a day "
                "of the calendar. Compare them with the card."
            )
        ) from error
    if born > (today or clock_today()):
        raise CodeError(
            _(
                "Identity number: the date of birth (characters 7 to 14) lies in the future. "
                "Compare it with the card."
            )
        )
    if check_character(number[:17]) != number[17]:
        raise CodeError(
            _(
                "Identity number: the check character does not fit, so at least one digit is "
                "mistyped. Compare it with the card."
            )
        )
    return number
