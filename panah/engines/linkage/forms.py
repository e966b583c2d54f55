"""The names of all rows as arrays: one line for each form of a name, its parts side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import PART, Reference, Vocabulary, vocabulary
from panah.engines.linkage.workers import Workers
from panah.engines.names import Role

Places = NDArray[np.int64]

WIDTH = 8
"""More parts than this are not blocked on; a name is compared by its first five."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Line f is a form of the name of row `rows[f]`; lines stand in the order of the rows.

    `parts[f]` are its parts as places in `table`, from the left; 0 stands for none.
    """

    table: NDArray[np.void]
    rows: Ids
    parts: Ids
    first: NDArray[np.int64]
    """The lines of row r are `first[r]` to `first[r + 1]`."""
    is_cut: NDArray[np.bool_]
    """Rows with more parts than there is room for."""
    vocabularies: list[tuple[int, Vocabulary]]
    """Where in `table` the parts of each begin."""

    @property
    def width(self) -> int:
        """How many columns of `parts` are used."""
        return int((self.parts > 0).any(axis=0).sum())

    def line_pairs(self, left: Ids, right: Ids) -> tuple[Places, Places, Places]:
        """Every form of the one with every form of the other: which pair, and the two lines."""
        counts = np.diff(self.first)
        by_right = counts[right]
        each = counts[left] * by_right
        pair = np.repeat(np.arange(len(left)), each)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
        across = by_right[pair]
        return (
            pair,
            self.first[left][pair] + step // across,
            self.first[right][pair] + step % across,
        )

    def stems(self) -> list[str]:
        """The stem of every part of the table."""
        return ["", *(stem for _, words in self.vocabularies for stem in words.stems)]

    def references(self, places: Places) -> list[Reference | None]:
        """Which text the parts at these places of the table are from; None for the empty part."""
        found: list[Reference | None] = [None] * len(places)
        for begin, words in self.vocabularies:
            here = np.flatnonzero((places >= begin) & (places < begin + len(words.parts)))
            inside = places[here] - begin
            texts = np.searchsorted(words.begins, inside, side="right") - 1
            at = inside - words.begins[texts]
            for where, text, which in zip(here.tolist(), texts.tolist(), at.tolist(), strict=True):
                found[where] = (words.kind, words.texts[text], which)
        return found


class _Table:
    """Every vocabulary below the other, after an empty part."""

    def __init__(self) -> None:
        self.tables: list[NDArray[np.void]] = [np.zeros(1, dtype=PART)]
        self.length = 1
        self.vocabularies: list[tuple[int, Vocabulary]] = []

    def add(self, words: Vocabulary) -> int:
        begin = self.length
        self.vocabularies.append((begin, words))
        self.tables.append(words.parts)
        self.length += len(words.parts)
        return begin


def forms_of_rows(names: dict[str, Column], workers: Workers) -> Forms:
    """Canonicalise the names of all rows.

    Args:
        names: the six name columns, by the fields of `WrittenName`.
    """
    table = _Table()
    count = len(names["family"].ids)
    before = names["patronymic"].ids > 0
    given = names["given"]
    names = names | {
        "given": Column(given.texts, np.where(before, 0, given.ids)),
        "given_before_patronymic": Column(given.texts, np.where(before, given.ids, 0)),
    }
    forms = [_Form(count) for _ in _KINDS]
    for form, kinds in zip(forms, _KINDS, strict=True):
        for kind in kinds:
            words = vocabulary_of(kind, names[kind], workers)
            form.append(names[kind].ids, words, table.add(words))
    parts = np.concatenate(table.tables)
    forms[1].borrow_patronymics(forms[0], parts["role"])
    return _stacked(parts, forms, table.vocabularies)


_KINDS = (
    ("family", "given", "given_before_patronymic", "patronymic"),
    ("family_latin", "given_latin"),
    ("full",),
)


def vocabulary_of(kind: str, column: Column, workers: Workers) -> Vocabulary:
    """The parts of the texts of a column that some row uses."""
    used = np.unique(column.ids)
    texts = [column.texts[at] for at in used.tolist()]
    found = vocabulary(kind, texts, workers)
    lengths = np.zeros(len(column.texts), dtype=np.int64)
    lengths[used] = np.diff(found.begins)
    begins = np.concatenate(([0], np.cumsum(lengths)))
    return Vocabulary(kind, column.texts, found.parts, found.stems, begins)


class _Form:
    """One form of the names of all rows while it grows."""

    def __init__(self, count: int) -> None:
        self.parts = np.zeros((count, WIDTH), dtype=np.int32)
        self.lengths = np.zeros(count, dtype=np.int8)

    def append(self, ids: Ids, words: Vocabulary, begin: int) -> None:
        """Add the parts of each row's text of a column."""
        begins, counts = words.begins[ids] + begin, np.diff(words.begins)[ids]
        for at in range(int(counts.max(initial=0))):
            rows = np.flatnonzero((counts > at) & (self.lengths < WIDTH))
            self.parts[rows, self.lengths[rows]] = begins[rows] + at
            self.lengths[rows] += 1

    def borrow_patronymics(self, native: _Form, roles: NDArray[np.uint8]) -> None:
        """A Latin form that leaves the patronymic out is compared with the native one's."""
        borrows = (self.lengths > 0) & (native.lengths > self.lengths)
        for part in native.parts.T:
            is_patronymic = roles[part] == Role.PATRONYMIC
            rows = np.flatnonzero(borrows & is_patronymic & (self.lengths < WIDTH))
            self.parts[rows, self.lengths[rows]] = part[rows]
            self.lengths[rows] += 1


def _stacked(
    table: NDArray[np.void], forms: list[_Form], vocabularies: list[tuple[int, Vocabulary]]
) -> Forms:
    count = len(forms[0].lengths)
    lengths = np.stack([form.lengths for form in forms], axis=1)
    rows, which = np.nonzero(lengths)
    parts = np.empty((len(rows), WIDTH), dtype=np.int32)
    for at, form in enumerate(forms):
        parts[which == at] = form.parts[rows[which == at]]
    first = np.searchsorted(rows, np.arange(count + 1))
    is_cut = lengths.max(axis=1, initial=0) == WIDTH
    return Forms(table, rows.astype(np.int32), parts, first, is_cut, vocabularies)
