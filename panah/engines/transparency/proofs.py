"""Proofs of RFC 9162: that an entry is in a tree, and that one tree grew out of another."""

from __future__ import annotations

from collections.abc import Sequence

from panah.engines.transparency.tree import (
    EMPTY_ROOT,
    NodeReader,
    node_hash,
    range_root,
    split_point,
)


def inclusion_proof(nodes: NodeReader, *, index: int, size: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, lowest first (section 2.1.3.1).

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            path.append(range_root(nodes, middle, end))
            end = middle
        else:
            path.append(range_root(nodes, start, middle))
            start = middle
    return path[::-1]


def verify_inclusion(
    leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes
) -> bool:
    """Whether the proof leads from this leaf hash to this root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf
    for hashed in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(hashed, result)
            place, last = _up_to_a_left_sibling(place, last)
        else:
            result = node_hash(result, hashed)
        place, last = place >> 1, last >> 1
    return last == 0 and result == root


def consistency_proof(nodes: NodeReader, *, old_size: int, size: int) -> list[bytes]:
    """The hashes that show that the tree of `old_size` is the beginning of this one (2.1.4.1).

    Raises:
        ValueError: the old tree is empty or larger.
    """
    if not 0 < old_size <= size:
        raise ValueError(f"a tree of {size} does not go on from one of {old_size}")
    path: list[bytes] = []
    start, end, is_whole = 0, size, True
    while old_size != end:
        middle = start + split_point(end - start)
        if old_size <= middle:
            path.append(range_root(nodes, middle, end))
            end = middle
        else:
            path.append(range_root(nodes, start, middle))
            start, is_whole = middle, False
    if not is_whole:  # else the old root itself is where the proof begins
        path.append(range_root(nodes, start, end))
    return path[::-1]


def verify_consistency(
    proof: Sequence[bytes], *, old_size: int, old_root: bytes, size: int, root: bytes
) -> bool:
    """Whether the proof leads from the old root to the new one (section 2.1.4.2).

    An empty tree is the beginning of every tree; it needs no proof.
    """
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size >= size:
        return old_size == size and not proof and old_root == root
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    if not path:
        return False
    return _fold_both(path, place=old_size - 1, last=size - 1) == (old_root, root)


def _fold_both(path: list[bytes], *, place: int, last: int) -> tuple[bytes, bytes] | None:
    """The old root and the new one that the path leads to, or None when it is of another length."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for hashed in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(hashed, old), node_hash(hashed, new)
            place, last = _up_to_a_left_sibling(place, last)
        else:
            new = node_hash(new, hashed)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _up_to_a_left_sibling(place: int, last: int) -> tuple[int, int]:
    # The rightmost node of a level may have no sibling: it rises until it has one.
    while not place & 1 and place:
        place, last = place >> 1, last >> 1
    return place, last
