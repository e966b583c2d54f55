"""The names of all rows as arrays: one line for each form of a name, its parts side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import Table, Texts, Vocabulary, folded
from panah.engines.names import Role

Places = NDArray[np.int64]

WIDTH = 8
"""More parts than this are not blocked on; a name is compared by its first five."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Line f is a form of the name of row `rows[f]`; lines stand in the order of the rows.

    `parts[f]` are its parts as places in `table`, from the left; 0 stands for none.
    """

    table: Table
    rows: Ids
    parts: Ids
    first: NDArray[np.int64]
    """The lines of row r are `first[r]` to `first[r + 1]`."""
    counts: Ids
    """How many lines each row has."""
    is_cut: NDArray[np.bool_]
    """Rows with more parts than there is room for."""

    @property
    def width(self) -> int:
        """How many columns of `parts` are used."""
        return int(self.parts.shape[1])

    def line_pairs(self, left: Ids, right: Ids) -> tuple[Places, Places, Places]:
        """Every form of the one with every form of the other: which pair, and the two lines."""
        each = self.counts.take(left) * self.counts.take(right)
        one = np.flatnonzero(each == 1)  # nearly all
        several = np.flatnonzero(each > 1)
        pair, step = _repeated(several, each[several])
        across = self.counts[right[pair]]
        return (
            np.concatenate((one, pair)),
            np.concatenate(
                (self.first.take(left.take(one)), self.first[left[pair]] + step // across)
            ),
            np.concatenate(
                (self.first.take(right.take(one)), self.first[right[pair]] + step % across)
            ),
        )


def _repeated(numbers: Places, counts: Ids) -> tuple[Places, Places]:
    """Each number so many times, and which time it is."""
    return (
        np.repeat(numbers, counts),
        np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts),
    )


_KINDS = (
    ("family", "given", "given_before_patronymic", "patronymic"),
    ("family_latin", "given_latin"),
    ("full",),
)


class Named:
    """The name columns as they come."""

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}

    def add(self, kind: str, column: Column) -> None:
        """Take a column, by its field of `WrittenName`."""
        self.columns[kind] = column

    def forms(self, *, processes: int) -> Forms:
        """The forms of all rows."""
        columns = self.columns | self._given()
        used = {kind: _used(column) for kind, column in columns.items()}
        texts = [
            Texts(kind, [column.texts[at] for at in used[kind].tolist()])
            for kind, column in columns.items()
        ]
        table, found = folded(texts, processes=processes)
        words = {
            kind: _of_all(each, used[kind], len(columns[kind].texts))
            for kind, each in zip(columns, found, strict=True)
        }
        forms = [_Form(len(self.columns["family"].ids)) for _ in _KINDS]
        for form, kinds in zip(forms, _KINDS, strict=True):
            for kind in kinds:
                form.append(columns[kind].ids, words[kind])
        forms[1].borrow_patronymics(forms[0], table["role"])
        return _stacked(table, forms)

    def _given(self) -> dict[str, Column]:
        """Given names of rows with a patronymic and of those without one are read otherwise."""
        column, before = self.columns["given"], self.columns["patronymic"].ids > 0
        return {
            "given": Column(column.texts, np.where(before, 0, column.ids)),
            "given_before_patronymic": Column(column.texts, np.where(before, column.ids, 0)),
        }


def _used(column: Column) -> Places:
    return np.flatnonzero(np.bincount(column.ids, minlength=len(column.texts)))


def _of_all(found: Vocabulary, used: Places, count: int) -> Vocabulary:
    """The parts of all texts of a column, from those of the texts that some row uses."""
    lengths = np.zeros(count, dtype=np.int64)
    lengths[used] = np.diff(found.begins)
    return Vocabulary(found.parts, np.concatenate(([0], np.cumsum(lengths))))


class _Form:
    """One form of the names of all rows while it grows."""

    def __init__(self, count: int) -> None:
        self.parts = np.zeros((WIDTH, count), dtype=np.int32)
        """First parts, second parts and so on."""
        self.lengths = np.zeros(count, dtype=np.int8)

    def append(self, ids: Ids, words: Vocabulary) -> None:
        """Add the parts of each row's text of a column."""
        counts = np.diff(words.begins)
        for at in range(int(counts.max(initial=0))):
            rows = np.flatnonzero((counts.take(ids) > at) & (self.lengths < WIDTH))
            self._add(rows, words.parts.take(words.begins.take(ids.take(rows)) + at))

    def _add(self, rows: Places, parts: NDArray[np.integer]) -> None:
        self.parts[self.lengths[rows], rows] = parts
        self.lengths[rows] += 1

    def borrow_patronymics(self, native: _Form, roles: NDArray[np.uint8]) -> None:
        """A Latin form that leaves the patronymic out is compared with the native one's."""
        borrows = np.flatnonzero((self.lengths > 0) & (native.lengths > self.lengths))
        for part in native.parts[: native.lengths.max(initial=0)]:
            is_patronymic = roles[part[borrows]] == Role.PATRONYMIC
            rows = borrows[is_patronymic & (self.lengths[borrows] < WIDTH)]
            self._add(rows, part[rows])

    def leave_out_what_is_in(self, other: _Form) -> None:
        """Two forms that are the same are one."""
        alike = np.flatnonzero((self.lengths > 0) & (self.lengths == other.lengths))
        for one, its in zip(self.parts, other.parts, strict=True):
            alike = alike[(one[alike] == its[alike])]
        self.lengths[alike] = 0


def _stacked(table: Table, forms: list[_Form]) -> Forms:
    for at, form in enumerate(forms):
        for earlier in forms[:at]:
            form.leave_out_what_is_in(earlier)
    lengths = np.stack([form.lengths for form in forms])
    counts: Ids = np.count_nonzero(lengths, axis=0).astype(np.int32)
    first = np.append(0, np.cumsum(counts, dtype=np.int64))
    width = max(1, int(lengths.max(initial=0)))
    parts, line = np.empty((int(first[-1]), width), dtype=np.int32), first[:-1].copy()
    for form in forms:
        rows = np.flatnonzero(form.lengths)
        for at in range(width):
            parts[line.take(rows), at] = form.parts[at].take(rows)
        line[rows] += 1
    of_rows: Ids = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    is_cut = lengths.max(axis=0, initial=0) == WIDTH
    return Forms(table, of_rows, parts, first, counts, is_cut)
