"""What was meant, as digits: full-width, Arabic-Indic and all other decimal digits of Unicode are understood.

[1] Unicode Standard Annex #44, property Numeric_Type=Decimal.
"""

from __future__ import annotations

import unicodedata

from inkdigits.errors import BadCorrection

LONGEST = 1_000  # signs of a text
NO_DIGIT = "?"
SHOWN = 40  # signs of a text that an error repeats


def digits_meant(text: object, *, field: str = "meant", no_digit: bool = False) -> str:
    """Return ``text`` in the digits 0 to 9, without blanks, one line below the other.

    Args:
        text: what somebody typed.
        field: what errors call it.
        no_digit: whether "?" may stand in it, for what is no digit.

    Raises:
        BadCorrection: it is no text, holds something that is no digit, is empty or too long.
    """
    lines = _lines(text, field=field, no_digit=no_digit)
    if not lines:
        raise BadCorrection(f'field "{field}" is empty; write the number that was meant, such as "4073"')
    return "\n".join(lines)


def text_read(text: object, *, field: str = "read") -> str:
    """Return what was read, as a reading tells it: digits, "?", lines; it may be empty.

    Raises:
        BadCorrection: it is something else.
    """
    return "\n".join(_lines(text, field=field, no_digit=True))


def _lines(text: object, *, field: str, no_digit: bool) -> list[str]:
    if not isinstance(text, str):
        raise BadCorrection(f'field "{field}" is a {type(text).__name__}, not text; put it in quotes: "7"')
    if len(text) > LONGEST:
        raise BadCorrection(f'field "{field}" has {len(text):,} signs, but at most {LONGEST:,} are kept')
    signs = ("".join(_sign(sign, text, field, no_digit) for sign in line) for line in text.splitlines())
    return [line for line in signs if line]


def _sign(sign: str, text: str, field: str, no_digit: bool) -> str:  # noqa: FBT001  of one place
    if sign.isspace():
        return ""
    if sign == NO_DIGIT and no_digit:
        return sign
    value = unicodedata.decimal(sign, None)
    if value is None:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
        raise BadCorrection(f'field "{field}" is {shown!r}, which is no number: digits alone, such as "4073"')
    return str(value)
