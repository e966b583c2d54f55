"""Lists of which every line is regular, read as arrays of bytes: what needs no parser.

A list with a quotation mark, with a line that has more or fewer fields, or with ids in anything but
plain ASCII is not plain: DuckDB reads it, and says what is wrong with it. A test holds the two ways
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.hashes import U64, mixed

Places = NDArray[np.int64]
Lengths = NDArray[np.int32]
Bytes = NDArray[np.uint8]

LONGEST_LINE = 2_000_000
BLOCK = LONGEST_LINE
"""So many bytes are looked at together."""
_NEWLINE, _RETURN = ord("\n"), ord("\r")
_WORD = 8
_FIRST_BYTES = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that are looked at together."""

    begin: int
    """Where they stand in the file."""
    begins: Lengths
    """Where each line begins, counted from there."""
    ends: Lengths
    """Where each field of a line ends: (field, line)."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A list and where its fields stand."""

    path: Path
    blocks: list[_Block]
    row_count: int

    def hashes(self, field: int) -> tuple[U64, U64]:
        """Two numbers for the text of each row; both are 0 where there is none."""
        found = [_hashes(*each) for each in self._fields(field)]
        one, other = zip(*found, strict=True) if found else ((), ())
        nothing = np.zeros(0, dtype=np.uint64)
        return np.concatenate((nothing, *one)), np.concatenate((nothing, *other))

    def written(self, field: int, wanted: NDArray[np.bool_]) -> bytes:
        """The texts of some rows in UTF-8, a line for each."""
        parts, first = [], 0
        for text, begins, ends in self._fields(field):
            here = np.flatnonzero(wanted[first : first + len(begins)])
            parts.append(_lines(text, begins.take(here), ends.take(here)))
            first += len(begins)
        return b"".join(parts)

    def _fields(self, field: int) -> Iterator[tuple[Bytes, Places, Places]]:
        """Of each block its bytes, and where a field of its lines begins and ends."""
        with self.path.open("rb") as file:  # what is mapped is not copied for each field
            letters = np.frombuffer(mmap(file.fileno(), 0, access=ACCESS_READ), dtype=np.uint8)
        for block in self.blocks:
            end = block.begin + int(block.ends[-1, -1]) + 2 * _WORD
            text = letters[block.begin : end]
            if end > len(letters):  # the last fields are read in words, too
                text = np.pad(text, (0, end - len(letters)))
            begins = block.ends[field - 1] + 1 if field else block.begins
            yield text, begins.astype(np.int64), block.ends[field].astype(np.int64)


def plain(path: Path, delimiter: str, fields: int, *, read_all: bool = False) -> Plain | None:
    """The list, or None when it is not plain.

    Args:
        fields: how many a line has.
        read_all: whether all of it has to be UTF-8, not only what is asked for.
    """
    if not path.stat().st_size or len(delimiter.encode()) != 1 or fields < 2:
        return None
    blocks = []
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        begin = text.find(b"\n", 0, BLOCK) + 1
        if not _is_plain(text[:begin], read_all=True):
            return None
        shape = _Shape(ord(delimiter), fields, text[:begin].endswith(b"\r\n"))
        while begin < len(text):
            end = text.rfind(b"\n", begin, begin + BLOCK) + 1
            lines = text[begin:end]
            block = _block(lines, shape) if _is_plain(lines, read_all=read_all) else None
            if block is None:
                return None
            blocks.append(_Block(begin, *block))
            begin = end
    return Plain(path, blocks, sum(len(each.begins) for each in blocks))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What every line has to look like."""

    delimiter: int
    fields: int
    has_returns: bool


def _block(text: bytes, shape: _Shape) -> tuple[Lengths, Lengths] | None:
    """Where lines begin and fields end, None where they are not regular."""
    block = np.frombuffer(text, dtype=np.uint8)
    is_newline = block == _NEWLINE
    marks = np.flatnonzero(is_newline | (block == shape.delimiter)).astype(np.int32)
    if len(marks) != np.count_nonzero(is_newline) * shape.fields:
        return None
    ends = np.ascontiguousarray(marks.reshape(-1, shape.fields).T)
    last = ends[-1].copy()
    ends[-1] -= shape.has_returns
    if not is_newline.take(last).all() or not _has_returns_at(text, ends[-1], shape):
        return None
    return np.append(0, last[:-1] + 1).astype(np.int32), ends


def _has_returns_at(text: bytes, places: Lengths, shape: _Shape) -> bool:
    """Whether there is a return at the end of each line and nowhere else, or nowhere at all."""
    if not shape.has_returns:
        return b"\r" not in text
    returns = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == _RETURN)
    return np.array_equal(returns, places)


def _is_plain(lines: bytes, *, read_all: bool) -> bool:
    if not lines or b'"' in lines or b"\0" in lines:
        return False
    try:
        return not read_all or bool(lines.decode())
    except UnicodeDecodeError:
        return False


def _hashes(text: Bytes, begins: Places, ends: Places) -> tuple[U64, U64]:
    """Two numbers for each of these texts: of equal ones the same."""
    words = np.ndarray((len(text) - _WORD + 1,), dtype="<u8", buffer=text.data, strides=(1,))
    lengths = ends - begins
    one = lengths.astype(np.uint64) * _ODD
    other = np.zeros(len(lengths), dtype=np.uint64)
    rows, done = np.flatnonzero(lengths), 0
    while len(rows):
        left = np.minimum(lengths.take(rows) - done, _WORD)
        word = words[begins.take(rows) + done] & _FIRST_BYTES.take(left)
        one[rows] = mixed(one.take(rows), word)
        other[rows] = other.take(rows) * _ODD + word
        done += _WORD
        rows = rows.compress(lengths.take(rows) > done)
    return one, other


def _lines(text: Bytes, begins: Places, ends: Places) -> bytes:
    """These texts, each with the end of a line."""
    sizes = ends - begins + 1
    stops = np.cumsum(sizes)
    places = np.arange(int(stops[-1]) if len(stops) else 0) + np.repeat(
        begins - (stops - sizes), sizes
    )
    found = text.take(places)
    found[stops - 1] = _NEWLINE
    written: bytes = found.tobytes()
    return written
