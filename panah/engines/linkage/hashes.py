"""Texts as 64-bit numbers, many at once: equal numbers stand for equal texts, in any process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]


def _made_one(letters: str, sounds: str) -> NDArray[np.uint32]:
    found = np.arange(128, dtype=np.uint32)
    found[[ord(letter) for letter in letters]] = [ord(sound) for sound in sounds]
    return found


_COARSE = _made_one("hzqdbf", "ksktpv")
_COARSER = _made_one("hzqdbft", "kskkpvk")
_COARSEST = _made_one("hzqdbfts", "kkkkpvkk")


def mixed(a: U64, b: U64) -> U64:
    """One number for two, in order."""
    x = a * np.uint64(0x9E3779B97F4A7C15) + b
    x ^= x >> np.uint64(32)
    x *= np.uint64(0xD6E8FEB86659FD93)
    return x ^ (x >> np.uint64(32))


def distinct(numbers: U64) -> U64:
    """Each number once, in order; the array itself is sorted."""
    numbers.sort()
    is_new = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers.compress(is_new)


def perhaps_among(numbers: U64, others: U64) -> Mask:
    """Whether each number may be among others; of those that are not, few are taken for it."""
    bits = _table_bits(len(others))
    there = np.zeros(1 << bits, dtype=np.bool_)
    there[_shortened(others, bits)] = True
    found: Mask = there.take(_shortened(numbers, bits), mode="clip")
    return found


def perhaps_repeated(numbers: U64) -> Mask:
    """Whether each number may stand there twice; few of those that do not are taken for it."""
    bits = _table_bits(len(numbers))
    short, places = _shortened(numbers, bits), np.arange(len(numbers), dtype=np.int32)
    last = np.empty(1 << bits, dtype=np.int32)
    last[short] = places
    is_twice = np.zeros(1 << bits, dtype=np.bool_)
    is_twice[short.compress(last.take(short, mode="clip") != places)] = True
    found: Mask = is_twice.take(short, mode="clip")
    return found


def first_places(one: U64, other: U64) -> NDArray[np.int32]:
    """For each two numbers the place where the same two stand first."""
    found = np.arange(len(one), dtype=np.int32)
    left, bits, short = found, _table_bits(len(one)), one
    table = np.empty(1 << bits, dtype=np.int32)
    while len(left):
        slots = _shortened(short, bits)
        table[slots[::-1]] = left[::-1]  # the first that comes to a slot stays there
        first = table.take(slots, mode="clip")
        same = (one.take(first) == one.take(left)) & (other.take(first) == other.take(left))
        here, apart = np.flatnonzero(same), np.flatnonzero(~same)
        found[left.take(here)] = first.take(here)
        left = left.take(apart)  # somebody else was first: these go elsewhere
        short = mixed(short.take(apart), other.take(left))
    return found


def _table_bits(count: int) -> int:
    return min(max((4 * count).bit_length(), 10), 28)


def _shortened(numbers: U64, bits: int) -> NDArray[np.int64]:
    return (numbers >> np.uint64(64 - bits)).view(np.int64)


class Words:
    """Short texts, a row of letters for each, 0 behind the last."""

    def __init__(self, texts: Sequence[str]) -> None:
        if texts:
            wide = np.array(texts, dtype=np.str_)
            self.codes = wide.view(np.uint32).reshape(len(texts), -1)
        else:
            self.codes = np.zeros((0, 1), dtype=np.uint32)

    def hashed(self, letters: int | None = None) -> U64:
        """A number for each text, or for its first letters; 0 for an empty one."""
        return self.hashes(letters)[0]

    def hashes(self, *letters: int | None) -> tuple[U64, ...]:
        """The same for several numbers of first letters, fewest first, None for the whole text."""
        found, done, state = [], 0, np.zeros(len(self.codes), dtype=np.uint64)
        for end in letters:
            columns = self.codes.T[done:end]
            for column in columns:
                state = np.where(column, mixed(state, column.astype(np.uint64)), state)
            found.append(state)
            done += len(columns)
        return tuple(found)

    def lengths(self) -> NDArray[np.int64]:
        """How many letters each has."""
        counts: NDArray[np.int64] = np.count_nonzero(self.codes, axis=1)
        return counts

    def letters(self) -> NDArray[np.uint32]:
        """Which letters stand in it, a bit for each; letters of other scripts share a few."""
        bits = np.where(self.codes, np.uint32(1) << (self.codes & 31), 0)
        found: NDArray[np.uint32] = np.bitwise_or.reduce(bits, axis=1, dtype=np.uint32)
        return found

    def coarse(self) -> Words:
        """The same with sounds made one that tables and clerks confuse."""
        return self._by(_COARSE)

    def coarser(self) -> Words:
        """The same with more of them made one."""
        return self._by(_COARSER)

    def coarsest(self) -> Words:
        """The same with nearly all made one, for names that stand without a date."""
        return self._by(_COARSEST)

    def _by(self, sounds: NDArray[np.uint32]) -> Words:
        found = Words([])
        found.codes = np.where(self.codes < 128, sounds[self.codes & 127], self.codes)
        return found
