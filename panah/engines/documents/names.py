"""The names of a machine-readable zone: reading, folding to A–Z, and cutting to length."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from panah.engines.documents import letters
from panah.engines.documents.check_digits import FILLER, LETTERS

_SEPARATOR = FILLER * 2


class LetterNotWritable(ValueError):
    """A letter has no counterpart in the zone."""


@dataclass(frozen=True, slots=True, repr=False)
class ZoneNames:
    """The parts of a name field, in capitals."""

    surname: str = ""
    given_names: str = ""
    patronymic: str = ""
    may_be_cut: bool = False


def read_latin(field: str) -> ZoneNames:
    """Take surname and given names out of a name field of ICAO's formats."""
    surname, _, given = field.partition(_SEPARATOR)
    return ZoneNames(_words(surname), _words(given), may_be_cut=field[-1:] not in ("", FILLER))


def read_russian(field: str) -> ZoneNames:
    """Take surname, given name and patronymic, in Cyrillic, out of an internal passport's field.

    The last part is the patronymic; with a word such as ОГЛЫ, the last two. Of a single part
    nothing is known but that it is the given name.
    """
    latin = read_latin(field)
    parts = letters.decode_russian(latin.given_names).split()
    split = len(parts) - _patronymic_parts(parts)
    return ZoneNames(
        letters.decode_russian(latin.surname),
        " ".join(parts[:split]),
        " ".join(parts[split:]),
        latin.may_be_cut,
    )


def write_latin(surname: str, given_names: str, *, width: int) -> str:
    """Write a name field, cut as ICAO asks: both parts remain and the last position is a letter."""
    primary, secondary = fold_latin(surname), fold_latin(given_names)
    if not primary or not secondary:
        return _cut(primary or secondary, width).ljust(width, FILLER)
    whole = f"{primary}{_SEPARATOR}{secondary}"
    if len(whole) > width:
        primary = _cut(primary, width - len(_SEPARATOR) - 1)
        room = width - len(primary) - len(_SEPARATOR)
        whole = f"{primary}{_SEPARATOR}{_cut(secondary, room)}"
    return whole.ljust(width, FILLER)


def write_russian(names: ZoneNames, *, width: int) -> str:
    """Write the name field of a Russian internal passport, cut by the ministry's rule.

    The patronymic is cut first; then the given name, which leaves room for the patronymic's
    first letter; a surname only when it is longer than 34 letters.
    """
    surname, given, patronymic = (
        letters.encode_russian(part)
        for part in (names.surname, names.given_names, names.patronymic)
    )
    kept = len(FILLER + patronymic[:1]) if patronymic else 0
    surname = _cut(surname, width - len(_SEPARATOR) - 1 - kept) if given else surname
    given = _cut(given, width - len(surname) - len(_SEPARATOR) - kept)
    whole = surname + (_SEPARATOR + given if given else "")
    if patronymic:
        whole = _cut(f"{whole}{FILLER if given else _SEPARATOR}{patronymic}", width)
    return _cut(whole, width).ljust(width, FILLER)


def fold_latin(name: str) -> str:
    """Write a Latin name with A–Z and single fillers only, letters with marks as ICAO advises.

    Raises:
        LetterNotWritable: a letter is neither Latin nor a mark that may be left out.
    """
    folded = "".join(map(_fold, unicodedata.normalize("NFC", name).upper()))
    return FILLER.join(folded.replace(FILLER, " ").split())


def _fold(character: str) -> str:
    if character in LETTERS:
        return character
    if (advised := letters.latin_marks().get(character)) is not None:
        return advised
    plain = unicodedata.normalize("NFKD", character)
    if plain[0] in LETTERS:
        return plain[0]
    if character.isspace() or character == FILLER or unicodedata.category(character) == "Pd":
        return FILLER
    if unicodedata.category(character)[0] in "MP":
        return ""
    raise LetterNotWritable(f"U+{ord(character):04X} has no counterpart in A–Z")


def _cut(text: str, room: int) -> str:
    # A cut text must end with a letter: where the cut falls behind a filler, the part before it
    # gives one letter up, so that at least the initial of the next part can be read.
    if len(text) <= room:
        return text
    cut = text[:room]
    if not cut.endswith(FILLER):
        return cut
    if len(cut.rstrip(FILLER)) < 2:
        return cut.rstrip(FILLER)
    return cut.rstrip(FILLER)[:-1] + FILLER + text[room : room + 1]


def _words(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


def _patronymic_parts(parts: list[str]) -> int:
    if len(parts) < 2:
        return 0
    return 2 if len(parts) > 2 and parts[-1] in letters.patronymic_words() else 1
