"""How unlikely it is that two spellings are of one name, in bits: a noisy channel after Kernighan.

Each letter that differs costs what spellings.toml says: little where tables of letters disagree
(Г is G and H), much where no table does.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from math import inf
from typing import Any

from rapidfuzz.distance import Levenshtein

Step = tuple[str, str]
"""A letter of each spelling, "" where one leaves it out; the first in alphabetical order."""


def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "spellings.toml").read_text(encoding="utf-8"))


_TABLE = _table()
_EXCHANGED: dict[str, float] = _TABLE["exchanged"]
_LEFT_OUT: dict[str, float] = _TABLE["left_out"]
_OTHER: float = _TABLE["other"]
_AT_THE_START: float = _TABLE["at_the_start"]
_BITS: dict[str, float] = _TABLE["at_most"]
SPELT_OTHERWISE_BITS = _BITS["same_consonants"]
NATIONAL_BITS = _BITS["two_languages"]
AFFIX_BITS = _BITS["affix"]
CUT_BITS = _BITS["cut_off"]
HOUSE_BITS = _BITS["other_ending"]
BARE_HOUSE_BITS = _BITS["no_ending"]
ALIKE_BITS = _BITS["alike"]
_HEARD_BITS = _BITS["vowels_as_heard"]
_COUNTED: float = _TABLE["counted"]
_AS_LONG_AS = 3
"""One letter in this many may differ, and one more: beyond, two spellings are two names."""


def cost_bits(a: str, b: str) -> float:
    """What the differences between two folds cost together, 0 for none; infinite beyond reason."""
    if (len(a), a) > (len(b), b):  # which letters answer to each other can depend on the order
        a, b = b, a
    most = 1 + len(b) // _AS_LONG_AS
    if Levenshtein.distance(a, b, score_cutoff=most) > most:
        return inf
    cost = _sum(a, b)
    if cost > _HEARD_BITS:
        cost = min(cost, _HEARD_BITS + _sum(_heard(a), _heard(b)))
    return cost


def least_bits(letter: str) -> float:
    """The least that a letter costs which the other spelling does not have anywhere."""
    if letter in _TOUCHED:
        return 0.0
    exchanged = [bits for pair, bits in _EXCHANGED.items() if letter in pair]
    return _COUNTED * min(_OTHER, _LEFT_OUT.get(letter, _OTHER), *exchanged)


_TOUCHED = "aeio"
"""Vowels that `_heard` exchanges."""


def _heard(folded: str) -> str:
    """Vowels as Belarusian writes them where they are not stressed: Пятроў, Петров."""
    return folded.replace("ia", "e").replace("io", "e").replace("o", "a")


def _sum(a: str, b: str) -> float:
    whole = 0.0
    edits: Any = Levenshtein.editops(a, b).as_list()  # bare tuples, in a third of the time
    for kind, at_a, at_b in edits:
        if kind == "replace":
            one, two = a[at_a], b[at_b]
            bits = _EXCHANGED.get(one + two if one <= two else two + one, _OTHER)
        else:
            bits = _LEFT_OUT.get(a[at_a] if kind == "delete" else b[at_b], _OTHER)
        if not (at_a or at_b or bits < _AT_THE_START):
            bits += _AT_THE_START  # but Громов is Hromov in Ukrainian, by a rule
        whole += bits
    return round(2 * _COUNTED * whole) / 2  # half bits: few different weights are kept faster


def steps(a: str, b: str) -> list[tuple[Step, int]]:
    """The letters in which two folds differ, and where."""
    found = []
    for edit in Levenshtein.editops(a, b):
        if edit.tag == "replace":
            one, two = sorted((a[edit.src_pos], b[edit.dest_pos]))
        else:
            one, two = "", a[edit.src_pos] if edit.tag == "delete" else b[edit.dest_pos]
        found.append(((one, two), max(edit.src_pos, edit.dest_pos)))
    return found
