"""The tree: RFC 9162's hashes, computed in three ways and by somebody else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from panah.engines.transparency import (
    EMPTY_ROOT,
    CompactRange,
    edge_of,
    grown,
    leaf_hash,
    nodes_in,
    nodes_over,
    root_of,
)

# The entries and roots with which certificate transparency's implementations test one another.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _leaves(count: int, *, seed: int = 1) -> list[bytes]:
    source = random.Random(seed)
    return [leaf_hash(source.randbytes(source.randrange(40))) for _ in range(count)]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert CompactRange().root() == EMPTY_ROOT
    assert root_of(nodes_over([]), size=0) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_other_logs_publish(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]

    assert CompactRange().appended(leaves).root().hex() == ROOTS[size - 1]
    assert root_of(nodes_over(leaves), size=size).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=20), max_size=80))
def test_roots_equal_an_independent_implementation_s(entries: list[bytes]) -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for entry in entries:
        theirs.append_entry(entry)
    ours = CompactRange().appended(map(leaf_hash, entries))

    assert ours.root() == (theirs.get_root() if entries else EMPTY_ROOT)


@given(st.lists(st.integers(min_value=0, max_value=70), max_size=12))
def test_the_way_in_which_entries_came_changes_nothing(batches: list[int]) -> None:
    leaves = _leaves(sum(batches))
    piecewise, tiles, size = CompactRange(), dict[tuple[int, int], bytes](), 0
    for batch in batches:
        more = leaves[size : size + batch]
        edge = {at: tiles[at] for at in edge_of(size)}
        piecewise, size = piecewise.appended(more), size + batch
        tiles |= grown(edge, size=size - batch, leaves=more)

    root = CompactRange().appended(leaves).root()

    assert piecewise.root() == root
    assert root_of(nodes_in(tiles.__getitem__), size=size) == root


@pytest.mark.parametrize("size", [255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_001])
def test_tiles_give_the_root_at_every_size_up_to_their_own(size: int) -> None:
    leaves = _leaves(size)
    tiles = grown({}, size=0, leaves=leaves)
    nodes = nodes_in(tiles.__getitem__)
    for smaller in {1, 2, 200, 256, size // 3, size - 1, size} - {0}:
        if smaller <= size:
            assert root_of(nodes, size=smaller) == CompactRange().appended(leaves[:smaller]).root()


def test_a_torn_edge_is_noticed_before_anything_is_built_on_it() -> None:
    tiles = grown({}, size=0, leaves=_leaves(300))
    torn = {(0, 1): tiles[0, 1][:-32], (1, 0): tiles[1, 0]}

    with pytest.raises(ValueError, match="not whole at level 0"):
        grown(torn, size=300, leaves=_leaves(1))


def test_appending_keeps_no_more_hashes_than_the_size_has_digits() -> None:
    held = CompactRange().appended(_leaves(1000))

    assert len(held.peaks) == (1000).bit_count()
