"""The tree's hashes in tiles of 256, after C2SP's tlog-tiles: few rows, any proof from a handful.

Tile `(level, index)` holds up to 256 hashes of tree level `8 * level`, one after the other; what
lies between is computed from them. Tiles only ever grow at the right edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from panah.engines.transparency.tree import HASH_BYTES, NodeReader, node_hash

TileAt = tuple[int, int]

HEIGHT = 8
WIDTH = 1 << HEIGHT


def edge_of(size: int) -> list[TileAt]:
    """The tiles that are begun and not full in a tree of this size."""
    edge: list[TileAt] = []
    level = 0
    while count := size >> (HEIGHT * level):
        if count % WIDTH:
            edge.append((level, count // WIDTH))
        level += 1
    return edge


def grown(
    edge: Mapping[TileAt, bytes], *, size: int, leaves: Sequence[bytes]
) -> dict[TileAt, bytes]:
    """The tiles that change when leaf hashes are appended to a tree of this size.

    Args:
        edge: the tiles of `edge_of(size)`.
        size: how many leaves the tree has.
        leaves: the leaf hashes to append.
    """
    changed: dict[TileAt, bytes] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        at = size >> (HEIGHT * level)
        index = at // WIDTH
        line = edge.get((level, index), b"") + b"".join(hashes)
        if at % WIDTH + len(hashes) != len(line) // HASH_BYTES:
            raise ValueError(f"the edge of a tree of {size} is not whole at level {level}")
        hashes = []
        for place in range(0, len(line), WIDTH * HASH_BYTES):
            tile = line[place : place + WIDTH * HASH_BYTES]
            changed[level, index] = tile
            index += 1
            if len(tile) == WIDTH * HASH_BYTES:
                hashes.append(_folded(tile))
        level += 1
    return changed


def nodes_in(tile: Callable[[TileAt], bytes]) -> NodeReader:
    """Read nodes from tiles that `tile` fetches; each is fetched once."""
    held: dict[TileAt, bytes] = {}

    def node(level: int, index: int) -> bytes:
        above = level % HEIGHT
        first = index << above
        at = (level // HEIGHT, first // WIDTH)
        if at not in held:
            held[at] = tile(at)
        start = first % WIDTH * HASH_BYTES
        return _folded(held[at][start : start + (HASH_BYTES << above)])

    return node


def _folded(line: bytes) -> bytes:
    hashes = [line[n : n + HASH_BYTES] for n in range(0, len(line), HASH_BYTES)]
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
