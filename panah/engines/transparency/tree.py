"""The Merkle tree of RFC 9162, section 2.1: SHA-256, leaves and nodes hashed apart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""`(level, index)` to the hash over leaves `index * 2**level` to `(index + 1) * 2**level - 1`."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(nodes: NodeReader, *, size: int) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return range_root(nodes, 0, size) if size else EMPTY_ROOT


def range_root(nodes: NodeReader, start: int, end: int) -> bytes:
    """The hash over leaves `start` to `end - 1`; the tree of RFC 9162 has them as one node."""
    if (length := end - start).bit_count() == 1:
        level = length.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + split_point(length)
    return node_hash(range_root(nodes, start, middle), range_root(nodes, middle, end))


def split_point(length: int) -> int:
    """The largest power of two that is smaller than the length; at least two leaves."""
    return 1 << ((length - 1).bit_length() - 1)


def nodes_over(leaves: Sequence[bytes]) -> NodeReader:
    """Read nodes from leaf hashes held in memory, computing each level once."""
    levels = [list(leaves)]
    while len(below := levels[-1]) > 1:
        pairs = zip(below[::2], below[1::2], strict=False)  # a last one without a pair waits
        levels.append([node_hash(left, right) for left, right in pairs])
    return lambda level, index: levels[level][index]


@dataclass(frozen=True, slots=True)
class CompactRange:
    """The few hashes that a tree of this size goes on from: its complete subtrees, largest first.

    Appending costs O(log n) hashes and needs no entry that came before.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def appended(self, leaves: Iterable[bytes]) -> CompactRange:
        """The range with these leaf hashes behind it."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(leaf)
            size += 1
            for _ in range((size & -size).bit_length() - 1):
                right = peaks.pop()
                peaks[-1] = node_hash(peaks[-1], right)
        return CompactRange(size, tuple(peaks))

    def root(self) -> bytes:
        """The root of the tree of this size."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result
