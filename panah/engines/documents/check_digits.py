"""The check digit of ICAO Doc 9303 part 3: values weighted 7, 3, 1, summed modulo 10."""

from __future__ import annotations

from itertools import cycle

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = DIGITS + LETTERS + FILLER
"""Every character that may stand in a machine-readable zone."""

_VALUES = {character: value for value, character in enumerate(DIGITS + LETTERS)} | {FILLER: 0}
_WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str | None:
    """Return the check digit over the text, or None when a character of it is unreadable."""
    total = 0
    for character, weight in zip(text, cycle(_WEIGHTS)):
        if character not in _VALUES:
            return None
        total += _VALUES[character] * weight
    return str(total % 10)
