"""The names of all rows as arrays: one line for each form of a name, its parts side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import PART, Vocabulary, vocabulary
from panah.engines.linkage.workers import Workers
from panah.engines.names import Role

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


class _Table:
    """Every vocabulary below the other, after an empty part."""

    def __init__(self) -> None:
        self.tables: list[NDArray[np.void]] = [np.zeros(1, dtype=PART)]
        self.length = 1

    def add(self, words: Vocabulary) -> int:
        begin = self.length
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
    native, latin, full = (np.zeros((count, WIDTH), dtype=np.int32) for _ in range(3))
    lengths = [np.zeros(count, dtype=np.int8) for _ in range(3)]
    has_patronymic = names["patronymic"].ids > 0
    for kind, rows in (("given", ~has_patronymic), ("given_before_patronymic", has_patronymic)):
        names[kind] = Column(names["given"].texts, np.where(rows, names["given"].ids, 0))
    for kinds, form, length in (
        (("family", "given", "given_before_patronymic", "patronymic"), native, lengths[0]),
        (("family_latin", "given_latin"), latin, lengths[1]),
        (("full",), full, lengths[2]),
    ):
        for kind in kinds:
            _append(form, length, _places(names[kind], vocabulary_of(kind, names, workers), table))
    parts = np.concatenate(table.tables)
    _lend_patronymics(native, latin, lengths, parts["role"])
    return _stacked(parts, (native, latin, full), lengths)


def vocabulary_of(kind: str, names: dict[str, Column], workers: Workers) -> Vocabulary:
    """The parts of the texts of a column that some row uses."""
    column = names[kind]
    used = np.unique(column.ids)
    texts = [column.texts[at] for at in used.tolist()]
    found = vocabulary(kind, texts, workers)
    lengths = np.zeros(len(column.texts), dtype=np.int64)
    lengths[used] = np.diff(found.begins)
    return Vocabulary(found.parts, np.concatenate(([0], np.cumsum(lengths))))


def _places(
    column: Column, words: Vocabulary, table: _Table
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the parts of each row's text begin in the table, and how many there are."""
    begin = table.add(words)
    return words.begins[column.ids] + begin, np.diff(words.begins)[column.ids]


def _append(
    form: Ids,
    length: NDArray[np.int8],
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    begins, counts = places
    for at in range(int(counts.max(initial=0))):
        rows = np.flatnonzero((counts > at) & (length < WIDTH))
        form[rows, length[rows]] = begins[rows] + at
        length[rows] += 1


def _lend_patronymics(
    native: Ids, latin: Ids, lengths: list[NDArray[np.int8]], roles: NDArray[np.uint8]
) -> None:
    """A Latin form that leaves the patronymic out is compared with the native one's."""
    lends = (lengths[1] > 0) & (lengths[0] > lengths[1])
    for at in range(WIDTH):
        rows = np.flatnonzero(
            lends & (roles[native[:, at]] == Role.PATRONYMIC) & (lengths[1] < WIDTH)
        )
        latin[rows, lengths[1][rows]] = native[rows, at]
        lengths[1][rows] += 1


def _stacked(
    table: NDArray[np.void], forms: tuple[Ids, ...], lengths: list[NDArray[np.int8]]
) -> Forms:
    count = len(forms[0])
    there = np.stack([length > 0 for length in lengths], axis=1)
    rows, which = np.nonzero(there)
    parts = np.empty((len(rows), WIDTH), dtype=np.int32)
    for at, form in enumerate(forms):
        parts[which == at] = form[rows[which == at]]
    first = np.searchsorted(rows, np.arange(count + 1))
    return Forms(table, rows.astype(np.int32), parts, first)
