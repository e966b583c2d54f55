"""Parts of names as rows of numbers: what comparing and blocking need, texts as 64-bit hashes.

A part of a name is its fold and its role, and everything else follows from these as in
`matching.parts`. Nearly all different parts are surnames, of which little has to be known; they
are read many at once. A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.hashes import Words
from panah.engines.matching.parts import Form, Part, forms_of
from panah.engines.names import CanonicalName, Role, endings, rarities, rarity, short_for
from panah.engines.names.canonical import token_of
from panah.engines.names.letters import skeleton, skeletons

Reference = tuple[str, int]
"""A part of a name: its fold and its role."""

_SURNAME = int(Role.SURNAME)
CUT = 6  # as in matching.parts
FULL = 4
"""Of how many names a short form may be one."""

PART = np.dtype(
    [
        ("fold", np.uint64),
        ("stem", np.uint64),
        ("kin", np.uint64),
        ("one", np.uint64),
        ("two", np.uint64),
        ("undated", np.uint64),
        ("three", np.uint64),
        ("six", np.uint64),
        ("coarse", np.uint64),
        ("name", np.uint64),
        ("skeleton", np.uint64),
        ("begin", np.uint64),
        ("house", np.uint64),
        ("root", np.uint64),
        ("root_d", np.uint64),
        ("full", np.uint64, (FULL,)),
        ("letters", np.uint32),
        ("length", np.uint8),
        ("is_short", np.bool_),
        ("is_known", np.bool_),
        ("start", np.uint8),
        ("role", np.uint8),
        ("is_initial", np.bool_),
        ("bits", np.uint8, (4,)),
    ]
)
"""One part of a name: 64-bit hashes of its texts; `one` to `six` are its coarse starts.

`begin`, `house`, `root` and `root_d` are what two spellings share that begin alike and end
otherwise: first letters, and consonants without an ending of a surname or of a given name.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Parts in order: a row of numbers for each, and the two texts that spelling is told by."""

    rows: NDArray[Any]
    stems: str
    """A line for each."""
    skeletons: str


NOBODYS = Made(np.zeros(1, dtype=PART), "", "")
"""What stands where a name has no part."""


def made_of(references: list[Reference]) -> Made:
    """The parts that these references stand for, at least one."""
    rows = np.zeros(len(references), dtype=PART)
    stems, sounds = [""] * len(references), [""] * len(references)
    surnames = [at for at, (_, role) in enumerate(references) if role == _SURNAME]
    others = [at for at, (_, role) in enumerate(references) if role != _SURNAME]
    for places, make in ((surnames, _surnames), (others, _others)):
        rows[places], *texts = make([references[at] for at in places])
        for at, stem, sound in zip(places, *texts, strict=True):
            stems[at], sounds[at] = stem, sound
    return Made(rows, "\n".join(stems), "\n".join(sounds))


_Parts = tuple[NDArray[Any], list[str], list[str]]


def _surnames(references: list[Reference]) -> _Parts:
    folds = [fold for fold, _ in references]
    stems = [endings.surname_stem(fold) for fold in folds]
    sounds = skeletons(stems)
    full = [short_for(fold) for fold in folds]
    rows = _hashed(folds, stems, sounds)
    columns: dict[str, Any] = {
        "skeleton": rows["kin"],
        "house": Words(skeletons([endings.house(stem) for stem in stems])).hashed(),
        "full": _full(full),
        "is_short": [bool(names) for names in full],
        "role": int(Role.SURNAME),
        "is_initial": [len(fold) == 1 for fold in folds],
        "bits": _rarities(stems, sounds),
    }
    for name, values in columns.items():
        rows[name] = values
    return rows, stems, sounds


def _rarities(stems: list[str], sounds: list[str]) -> NDArray[np.uint8]:
    """How rare each surname is, as itself and as whatever else it could be."""
    bits = np.empty((len(stems), 4), dtype=np.uint8)
    bits[:, Role.SURNAME] = rarities(sounds, Role.SURNAME)
    bits[:, Role.GIVEN] = rarity("", Role.GIVEN)  # a surname is no spelling of a known name
    bits[:, Role.PATRONYMIC] = rarities(stems, Role.PATRONYMIC)
    bits[:, Role.UNKNOWN] = np.minimum(bits[:, Role.SURNAME], bits[:, Role.GIVEN])
    return bits


def _others(references: list[Reference]) -> _Parts:
    parts = _parts(references)
    stems, sounds = [part.stem for part in parts], [part.skeleton for part in parts]
    rows = _hashed([part.fold for part in parts], stems, [part.kin for part in parts])
    columns: dict[str, Any] = {
        "name": Words([part.name for part in parts]).hashed(),
        "skeleton": Words(sounds).hashed(),
        "house": Words([_house(part) for part in parts]).hashed(),
        "root": Words([_root(part) for part in parts]).hashed(),
        "root_d": Words([_root(part, "d") for part in parts]).hashed(),
        "full": _full([part.full_names for part in parts]),
        "is_short": [bool(part.full_names) for part in parts],
        "is_known": [part.is_known for part in parts],
        "role": [int(part.role) for part in parts],
        "is_initial": [part.is_initial for part in parts],
        "bits": np.array([part.bits for part in parts], dtype=np.uint8).reshape(-1, 4),
    }
    for name, values in columns.items():
        rows[name] = values
    return rows, stems, sounds


def _hashed(folds: list[str], stems: list[str], kins: list[str]) -> NDArray[Any]:
    """Rows with everything that follows from the letters of three texts."""
    rows = np.zeros(len(folds), dtype=PART)
    of_stems, of_kins = Words(stems), Words(kins)
    rows["fold"] = Words(folds).hashed()
    rows["begin"], rows["stem"] = of_stems.hashes(CUT, None)
    rows["letters"] = of_stems.letters()
    rows["length"] = np.minimum(of_stems.lengths(), 255)
    rows["kin"] = of_kins.hashed()
    rows["one"], rows["two"] = of_kins.coarser().hashes(1, 2)
    rows["undated"] = of_kins.coarsest().hashed(3)
    rows["three"], rows["six"], rows["coarse"] = of_kins.coarse().hashes(3, 6, None)
    rows["start"] = of_kins.codes[:, 0] & 0xFF
    return rows


def _full(names: list[frozenset[str]]) -> NDArray[np.uint64]:
    """The consonants of the names that a part is a short form of."""
    found = np.full((len(names), FULL), ~np.uint64(0))
    for at in [at for at, full in enumerate(names) if full]:
        hashes = Words(sorted(names[at])).hashed()
        found[at, : len(hashes)] = hashes
    return found


def _house(part: Part) -> str:
    root = endings.house(part.stem)
    return skeleton(root) if root != part.stem else part.skeleton


def _root(part: Part, more: str = "") -> str:
    """The consonants of a given name without what is added to it."""
    return skeleton(endings.without_affix(part.stem) + more)


def _parts(references: list[Reference]) -> Form:
    tokens = tuple([token_of(fold, _BY_NUMBER[role]) for fold, role in references])
    return forms_of(CanonicalName((tokens,)))[0]


_BY_NUMBER = list(Role)


@lru_cache(maxsize=300_000)
def part_of(reference: Reference) -> Part:
    """A part of a name, ready to compare."""
    return _parts([reference])[0]


def to_spell(reference: Reference, stem: str, sound: str) -> Part:
    """The same as far as `likeness` looks at it, from what is known of it already."""
    fold, role = reference
    if role != _SURNAME:
        return part_of(reference)
    return Part(
        Role.SURNAME, fold, stem, sound, sound, "", short_for(fold), len(fold) == 1, False, _COMMON
    )


_COMMON = (0, 0, 0, 0)


def to_weigh(reference: Reference, bits: tuple[int, int, int, int]) -> Part:
    """The same as far as it is weighed once it is known how alike it is to others."""
    fold, role = reference
    return Part(_BY_NUMBER[role], fold, "", "", "", "", frozenset(), False, False, bits)
