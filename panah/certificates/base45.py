"""Base45 after RFC 9285: bytes in the 45 characters that a QR code stores most densely."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


class NotBase45(ValueError):
    """A character outside the alphabet, a length that cannot be, or a value too large."""


def encode(content: bytes) -> str:
    """Write two bytes as three characters, a last single byte as two."""
    return "".join(_written(content[i : i + 2]) for i in range(0, len(content), 2))


def decode(text: str) -> bytes:
    """Read what `encode` wrote. Every byte string has one spelling, and no other is taken.

    Raises:
        NotBase45: the text is no spelling of anything.
    """
    return b"".join(_read(text[i : i + 3]) for i in range(0, len(text), 3))


def _written(pair: bytes) -> str:
    number = int.from_bytes(pair, "big")
    digits = [number % 45, number // 45 % 45, number // 2025]
    return "".join(ALPHABET[digit] for digit in digits[: len(pair) + 1])


def _read(part: str) -> bytes:
    size = len(part) - 1
    if size == 0 or any(character not in _VALUE for character in part):
        raise NotBase45("not base45")
    first, second, *third = (_VALUE[character] for character in part)
    number = first + 45 * second + 2025 * sum(third)
    if number >= 256**size:
        raise NotBase45("not base45")
    return number.to_bytes(size, "big")
