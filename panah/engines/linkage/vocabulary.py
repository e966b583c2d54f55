"""The distinct texts of the name columns, canonicalised once each; their parts kept as numbers.

Two texts that have a part in common share its row: a part of a name is its fold and its role, and
everything else follows from these. What comparing and blocking need of a part stands in arrays,
texts among them as 64-bit hashes: equal numbers stand for equal texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import Identity, WrittenName
from panah.engines.linkage.beside import in_two
from panah.engines.linkage.hashes import U64, Words, first_places, mixed
from panah.engines.linkage.parts_made import NOBODYS, PART, Made, Reference, made_of
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
        stems, skeletons = (
            list(chain.from_iterable(texts.split("\n") for texts in side))
            for side in zip(*((each.stems, each.skeletons) for each in made), strict=True)
        )
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


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a column, to be folded.

    `kind` is a field of `WrittenName`, or `given_before_patronymic`: with a patronymic in a column
    of its own, no given name is taken for one.
    """

    kind: str
    texts: list[str]


def folded(columns: Sequence[Texts], *, processes: int) -> tuple[Table, list[Vocabulary]]:
    """All parts of the texts of columns, and which of them each text has, column by column."""
    chunks = [
        Texts(each.kind, each.texts[at : at + _CHUNK])
        for each in columns
        for at in range(0, len(each.texts), _CHUNK)
    ]
    found = in_two(_parts_of_chunk, chunks, processes=processes)
    first, places = _numbered(found)
    words = list(chain.from_iterable(each.words.split() for each in found))
    roles = np.concatenate([_NO_ROLES, *(each.roles for each in found)])[first].tolist()
    references = list(zip([words[at] for at in first.tolist()], roles, strict=True))
    return _table(references, processes=processes), _vocabularies(columns, found, places)


def _numbered(chunks: Sequence[_Chunk]) -> tuple[Places, Places]:
    """Which words of the chunks are new, and the place of each word in a table of these."""
    folds = np.concatenate([_NO_HASHES, *(each.folds for each in chunks)])
    roles = np.concatenate([_NO_ROLES, *(each.roles for each in chunks)])
    first = first_places(mixed(folds, roles.astype(np.uint64)), folds)
    is_new = first == np.arange(len(first))
    return np.flatnonzero(is_new), np.cumsum(is_new)[first]


def _table(references: list[Reference], *, processes: int) -> Table:
    chunks = [references[at : at + _CHUNK] for at in range(0, len(references), _CHUNK)]
    return Table.of([None, *references], [NOBODYS, *in_two(made_of, chunks, processes=processes)])


def _vocabularies(
    columns: Sequence[Texts], chunks: Sequence[_Chunk], places: Places
) -> list[Vocabulary]:
    lengths = np.concatenate([_NOTHING, *(each.lengths for each in chunks)])
    begins = np.cumsum([0, *(len(each.roles) for each in chunks)])
    parts = [places[each.parts + at] for each, at in zip(chunks, begins.tolist(), strict=False)]
    together = np.concatenate([_NOTHING, *parts])
    ends, found, done = np.cumsum(lengths), [], 0
    for each in columns:
        stops = np.append(ends[done - 1] if done else 0, ends[done : done + len(each.texts)])
        done += len(each.texts)
        found.append(Vocabulary(together[stops[0] : stops[-1]], stops - stops[0]))
    return found


@dataclass(frozen=True, slots=True)
class _Chunk:
    lengths: Places
    """How many parts each text has."""
    parts: Places
    """Places in the words, text after text."""
    words: str
    """The distinct words, a space between two."""
    roles: NDArray[np.uint8]
    """The role of each."""
    folds: U64
    """A number for each."""

    @classmethod
    def of(cls, of_texts: Sequence[Sequence[Reference]]) -> _Chunk:
        """From the parts of each text."""
        every = list(chain.from_iterable(of_texts))
        found = {each: at for at, each in enumerate(dict.fromkeys(every))}
        lengths = np.fromiter(map(len, of_texts), dtype=np.int64, count=len(of_texts))
        parts = np.fromiter(map(found.__getitem__, every), dtype=np.int64, count=len(every))
        words, roles = zip(*found, strict=True) if found else ((), ())
        return cls(
            lengths, parts, " ".join(words), np.array(roles, np.uint8), Words(words).hashed()
        )

    @classmethod
    def of_one_role(cls, of_texts: Sequence[Sequence[str]], role: int) -> _Chunk:
        """From the words of each text."""
        every = list(chain.from_iterable(of_texts))
        found = {word: at for at, word in enumerate(dict.fromkeys(every))}
        lengths = np.fromiter(map(len, of_texts), dtype=np.int64, count=len(of_texts))
        parts = np.fromiter(map(found.__getitem__, every), dtype=np.int64, count=len(every))
        roles = np.full(len(found), role, dtype=np.uint8)
        return cls(lengths, parts, " ".join(found), roles, Words(list(found)).hashed())


_NOTHING = np.zeros(0, dtype=np.int64)
_NO_ROLES = np.zeros(0, dtype=np.uint8)
_NO_HASHES = np.zeros(0, dtype=np.uint64)


def _parts_of_chunk(chunk: Texts) -> _Chunk:
    role = _OF_ONE_ROLE.get(chunk.kind)
    if role is not None:
        return _Chunk.of_one_role(many_folds(chunk.texts), role)
    return _Chunk.of(list(_references(chunk.kind, chunk.texts)))


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
