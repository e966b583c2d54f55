"""The distinct texts of the name columns, canonicalised once each; their parts kept as numbers.

Two texts that have a part in common share its row: a part of a name is its fold and its role, and
everything else follows from these. What comparing and blocking need of a part stands in arrays,
texts among them as 64-bit hashes: equal numbers stand for equal texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import Identity, WrittenName
from panah.engines.linkage.hashes import Words
from panah.engines.linkage.workers import Workers
from panah.engines.matching import Prepared, prepare
from panah.engines.matching.parts import Form, Part, forms_of
from panah.engines.names import CanonicalName, Role, canonical, endings
from panah.engines.names.canonical import token_of
from panah.engines.names.letters import skeleton
from panah.engines.names.many import many_folds

Reference = tuple[str, int]
"""A part of a name: its fold and its role."""
Places = NDArray[np.int64]

_CHUNK = 10_000
CUT = 6  # as in matching.parts
FULL = 4
"""Of how many names a short form may be one."""

PART = np.dtype(
    [
        ("fold", np.uint64),
        ("stem", np.uint64),
        ("kin", np.uint64),
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
"""One part of a name: 64-bit hashes of its texts; `two` to `six` are its coarse starts.

`begin`, `house`, `root` and `root_d` are what two spellings share that begin alike and end
otherwise: first letters, and consonants without an ending of a surname or of a given name.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """All parts of names, each once, after an empty one."""

    references: list[Reference | None]
    columns: dict[str, NDArray[Any]]
    """The fields of `PART`, a row for each part."""

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.references)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The parts of every text of a column: those of text t are `parts[begins[t]:begins[t + 1]]`."""

    parts: Places
    """Places in the table."""
    begins: Places


def begin(kind: str, texts: list[str], workers: Workers) -> Begun:
    """Begin to fold every text of a column.

    Args:
        kind: a field of `WrittenName`, or `given_before_patronymic`: with a patronymic in a
            column of its own, no given name is taken for one.
    """
    chunks = [(kind, texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)]
    return workers.map(_parts_of_chunk, chunks)


class GrowingTable:
    """The table while texts are added."""

    def __init__(self) -> None:
        self._places: dict[Reference | None, int] = {None: 0}

    def add(self, begun: Begun) -> Vocabulary:
        """Take in the parts of a column's texts."""
        counts: list[Places] = [np.zeros(1, dtype=np.int64)]
        parts: list[Places] = [np.zeros(0, dtype=np.int64)]
        for found in begun:
            places = [self._places.setdefault(each, len(self._places)) for each in found.references]
            counts.append(found.lengths)
            parts.append(np.array(places, dtype=np.int64)[found.parts])
        return Vocabulary(np.concatenate(parts), np.cumsum(np.concatenate(counts)))

    def finished(self, workers: Workers) -> Table:
        """The table, with its columns side by side in memory."""
        references = list(self._places)
        known = [each for each in references if each]
        chunks = [known[at : at + _CHUNK] for at in range(0, len(known), _CHUNK)]
        rows = np.concatenate([np.zeros(1, dtype=PART), *workers.map(_rows, chunks)])
        columns = {name: np.ascontiguousarray(rows[name]) for name in PART.names or ()}
        return Table(references, columns)


@dataclass(frozen=True, slots=True)
class _Chunk:
    lengths: Places
    """How many parts each text has."""
    parts: Places
    """Places in `references`, text after text."""
    references: list[Reference]


Begun = Iterator[_Chunk]


def _parts_of_chunk(chunk: tuple[str, list[str]]) -> _Chunk:
    kind, texts = chunk
    found: dict[Reference, int] = {}
    lengths, parts = [], []
    for references in _references(kind, texts):
        lengths.append(len(references))
        parts += [found.setdefault(reference, len(found)) for reference in references]
    return _Chunk(np.array(lengths, dtype=np.int64), np.array(parts, dtype=np.int64), list(found))


def _references(kind: str, texts: Sequence[str]) -> Iterable[list[Reference]]:
    """The parts of each text, as `canonical` finds them."""
    if kind == "full":
        for text in texts:
            form = next(iter(canonical(WrittenName(full=text)).forms), ())
            yield [(token.fold, int(token.role)) for token in form]
        return
    first, rest = _ROLES[kind]
    for words in many_folds(texts):
        yield [
            (word, _FATHERS if at and rest and endings.is_patronymic(word) else first)
            for at, word in enumerate(words)
        ]


_FATHERS = int(Role.PATRONYMIC)
_ROLES = {
    "family": (int(Role.SURNAME), False),
    "family_latin": (int(Role.SURNAME), False),
    "given": (int(Role.GIVEN), True),
    "given_latin": (int(Role.GIVEN), True),
    "given_before_patronymic": (int(Role.GIVEN), False),
    "patronymic": (_FATHERS, False),
}
"""The role of what stands in a column, and whether a father's name may follow in it."""


def _rows(references: list[Reference]) -> NDArray[np.void]:
    parts = _made(references)
    rows = np.zeros(len(parts), dtype=PART)
    stems, kins = Words([part.stem for part in parts]), Words([part.kin for part in parts])
    coarse = kins.coarse()
    for name, values in {
        "fold": Words([part.fold for part in parts]).hashed(),
        "stem": stems.hashed(),
        "kin": kins.hashed(),
        "two": kins.coarser().hashed(2),
        "undated": kins.coarsest().hashed(3),
        "three": coarse.hashed(3),
        "six": coarse.hashed(6),
        "coarse": coarse.hashed(),
        "name": Words([part.name for part in parts]).hashed(),
        "skeleton": Words([part.skeleton for part in parts]).hashed(),
        "begin": stems.hashed(CUT),
        "house": Words([_house(part) for part in parts]).hashed(),
        "root": Words([_root(part) for part in parts]).hashed(),
        "root_d": Words([_root(part, "d") for part in parts]).hashed(),
        "full": _full(parts),
        "letters": stems.letters(),
        "length": np.minimum(stems.lengths(), 255),
        "is_short": [bool(part.full_names) for part in parts],
        "is_known": [part.is_known for part in parts],
        "start": kins.codes[:, 0] & 0xFF,
        "role": [int(part.role) for part in parts],
        "is_initial": [part.is_initial for part in parts],
        "bits": np.array([part.bits for part in parts], dtype=np.uint8).reshape(-1, 4),
    }.items():
        rows[name] = values
    return rows


def _full(parts: Form) -> NDArray[np.uint64]:
    """The consonants of the names that a part is a short form of."""
    found = np.full((len(parts), FULL), ~np.uint64(0))
    for at in [at for at, part in enumerate(parts) if part.full_names]:
        names = Words(sorted(parts[at].full_names)).hashed()
        found[at, : len(names)] = names
    return found


def _house(part: Part) -> str:
    root = endings.house(part.stem)
    return skeleton(root) if root != part.stem else part.skeleton


def _root(part: Part, more: str = "") -> str:
    """The consonants of a given name without what is added to it; surnames have no such endings."""
    return "" if part.role is Role.SURNAME else skeleton(endings.without_affix(part.stem) + more)


def _made(references: list[Reference]) -> Form:
    tokens = tuple([token_of(fold, _BY_NUMBER[role]) for fold, role in references])
    return forms_of(CanonicalName((tokens,)))[0]


_BY_NUMBER = list(Role)


@lru_cache(maxsize=300_000)
def part_of(reference: Reference) -> Part:
    """A part of a name, ready to compare."""
    return _made([reference])[0]


def forms_of_texts(texts: tuple[str, ...]) -> tuple[Form, ...]:
    """The forms of a name from the texts of its columns, in the order of `NAMES`."""
    return forms_of(canonical(WrittenName(*texts)))


_NOBODY = prepare(Identity(WrittenName()))


def name_alone(texts: tuple[str, ...]) -> Prepared:
    """A person of whom only the name is known, ready to compare."""
    return replace(_NOBODY, forms=forms_of_texts(texts))
