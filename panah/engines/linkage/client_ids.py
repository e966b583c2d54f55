"""The ids of all rows as a CSV file shows them: on disk, copied from there into what is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Ids = NDArray[np.int32]

NEWLINE, COMMA = b"\n", b","
_BLOCK = 100_000
_TO_BE_QUOTED = frozenset(',"\r\n')


class ClientIds:
    """The ids of all rows, each with a line's end behind it, and where each begins."""

    def __init__(self, text: bytes | mmap, begins: Places) -> None:
        self._text, self._begins = text, begins

    @classmethod
    def of_lines(cls, path: Path) -> ClientIds:
        """From a file with an id in each line, none of which needs quotation marks."""
        text = _text(path)
        ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(NEWLINE))
        return cls(text, np.append(0, ends + 1))

    @classmethod
    def written(cls, path: Path, ids: Iterable[str]) -> ClientIds:
        """Put any ids into a file."""
        lengths = [0]
        with path.open("wb") as target:
            for each in ids:
                lengths.append(target.write(in_csv(each).encode() + NEWLINE))
        return cls(_text(path), np.cumsum(lengths, dtype=np.int64))

    def of(self, rows: Ids) -> list[bytes]:
        """The ids of some rows."""
        text = self._text
        begins, ends = self._begins[rows].tolist(), (self._begins[rows + 1] - 1).tolist()
        return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]

    def beside(self, numbers: Sequence[int] | Ids) -> Iterable[bytes]:
        """Lines of every row's id and a number, a block at a time."""
        every = np.asarray(numbers)
        letters = np.frombuffer(self._text, dtype=np.uint8)
        for first in range(0, len(every), _BLOCK):
            digits, begins, lengths = _decimal(every[first : first + _BLOCK])
            own = self._begins[first : first + len(lengths) + 1]
            yield _in_lines((letters, own[:-1], np.diff(own) - 1), (digits, begins, lengths))


def in_csv(text: str) -> str:
    """A field as a CSV file shows it."""
    if _TO_BE_QUOTED.isdisjoint(text) and text:
        return text
    return '"' + text.replace('"', '""') + '"'


def _text(path: Path) -> bytes | mmap:
    if not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


_Ragged = tuple[Bytes, Places, Places]
"""Letters, and where in them each text begins and how long it is."""


def _decimal(numbers: Ids) -> _Ragged:
    """The digits of numbers from 0 on."""
    width = len(str(numbers.max(initial=0)))
    digits = np.empty((len(numbers), width), dtype=np.uint8)
    left, lengths = numbers.astype(np.uint32), np.ones(len(numbers), dtype=np.int64)
    for place in reversed(range(width)):
        further = left // np.uint32(10)
        digits[:, place] = left - further * np.uint32(10) + ord("0")
        left = further
        lengths += left > 0
    begins = np.arange(1, len(numbers) + 1) * width - lengths
    return digits.ravel(), begins, lengths


def _in_lines(left: _Ragged, right: _Ragged) -> bytes:
    """Two texts in each line, a comma between them."""
    of_left, of_right = left[2], right[2]
    ends = np.cumsum(of_left + of_right + 2)
    lines = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    _put(lines, ends - of_left - of_right - 2, left)
    _put(lines, ends - of_right - 1, right)
    lines[ends - of_right - 2] = ord(COMMA)
    lines[ends - 1] = ord(NEWLINE)
    return lines.tobytes()


def _put(lines: Bytes, places: Places, texts: _Ragged) -> None:
    """Copy texts to these places, a letter of each at a time: ids and numbers are short."""
    letters, begins, lengths = texts
    least = int(lengths.min(initial=int(lengths.max(initial=0))))
    for at in range(least):
        lines[places + at] = letters.take(begins + at)
    for at in range(least, int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > at)
        lines[places.take(rows) + at] = letters.take(begins.take(rows) + at)
