"""The distinct texts of the name columns, canonicalised once each; their parts kept as numbers.

Two texts that have a part in common share its row: a part of a name is its fold and its role, and
everything else follows from these. What comparing and blocking need of a part stands in arrays,
texts among them as 64-bit hashes: equal numbers stand for equal texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import Identity, WrittenName
from panah.engines.linkage.parts_made import NOBODYS, PART, Made, Reference, made_of
from panah.engines.linkage.workers import Workers
from panah.engines.matching import Prepared, prepare
from panah.engines.matching.parts import Form, forms_of
from panah.engines.names import Role, canonical, endings
from panah.engines.names.many import many_folds

Places = NDArray[np.int64]

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """All parts of names, each once, after an empty one."""

    references: list[Reference | None]
    stems: list[str]
    skeletons: list[str]
    columns: dict[str, NDArray[Any]]
    """The fields of `PART`, a row for each part, and `own`: how rare it is in its own role."""
    has_unknown: bool
    """Whether there are parts of which the role is not known."""

    @classmethod
    def of(cls, references: list[Reference | None], made: list[Made]) -> Table:
        """The table of these parts, its columns side by side in memory."""
        rows = np.concatenate([each.rows for each in made])
        columns = {name: np.ascontiguousarray(rows[name]) for name in PART.names or ()}
        stems = [text for each in made for text in each.stems]
        skeletons = [text for each in made for text in each.skeletons]
        has_unknown = bool((columns["role"][1:] == Role.UNKNOWN).any())
        return cls(references, stems, skeletons, columns, has_unknown).with_bits(columns["bits"])

    def with_bits(self, bits: NDArray[np.uint8]) -> Table:
        """The same parts, so rare."""
        own = bits[np.arange(len(bits)), self.columns["role"]]
        return replace(self, columns=self.columns | {"bits": bits, "own": own})

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
        return Table.of(references, [NOBODYS, *workers.map(made_of, chunks)])


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
    if kind in _OF_ONE_ROLE:
        return _words_of_chunk(texts, _OF_ONE_ROLE[kind])
    found: dict[Reference, int] = {}
    lengths, parts = [], []
    for references in _references(kind, texts):
        lengths.append(len(references))
        parts += [found.setdefault(reference, len(found)) for reference in references]
    return _Chunk(np.array(lengths, dtype=np.int64), np.array(parts, dtype=np.int64), list(found))


def _words_of_chunk(texts: list[str], role: int) -> _Chunk:
    of_texts = many_folds(texts)
    words = list(chain.from_iterable(of_texts))
    found = {word: at for at, word in enumerate(dict.fromkeys(words))}
    lengths = np.fromiter(map(len, of_texts), dtype=np.int64, count=len(of_texts))
    parts = np.fromiter(map(found.__getitem__, words), dtype=np.int64, count=len(words))
    return _Chunk(lengths, parts, [(word, role) for word in found])


def _references(kind: str, texts: Sequence[str]) -> Iterable[list[Reference]]:
    """The parts of each text, as `canonical` finds them."""
    if kind == "full":
        for text in texts:
            form = next(iter(canonical(WrittenName(full=text)).forms), ())
            yield [(token.fold, int(token.role)) for token in form]
        return
    for words in many_folds(texts):  # after a given name a father's name may follow
        yield [
            (word, _FATHERS if at and endings.is_patronymic(word) else int(Role.GIVEN))
            for at, word in enumerate(words)
        ]


_FATHERS = int(Role.PATRONYMIC)
_OF_ONE_ROLE = {
    "family": int(Role.SURNAME),
    "family_latin": int(Role.SURNAME),
    "given_before_patronymic": int(Role.GIVEN),
    "patronymic": _FATHERS,
}


def forms_of_texts(texts: tuple[str, ...]) -> tuple[Form, ...]:
    """The forms of a name from the texts of its columns, in the order of `NAMES`."""
    return forms_of(canonical(WrittenName(*texts)))


_NOBODY = prepare(Identity(WrittenName()))


def name_alone(texts: tuple[str, ...]) -> Prepared:
    """A person of whom only the name is known, ready to compare."""
    return replace(_NOBODY, forms=forms_of_texts(texts))
