"""Proofs: whatever is true can be proved, and nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as verify_theirs

from panah.engines.transparency import (
    EMPTY_ROOT,
    consistency_proof,
    edge_of,
    grown,
    inclusion_proof,
    leaf_hash,
    nodes_in,
    nodes_over,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [f"entry {n}".encode() for n in range(300)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NODES = nodes_over(LEAVES)
ROOTS = [root_of(NODES, size=size) for size in range(len(LEAVES) + 1)]

sizes = st.integers(min_value=1, max_value=len(LEAVES))


@given(sizes, st.data())
def test_every_entry_can_be_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(NODES, index=index, size=size)

    assert verify_inclusion(LEAVES[index], proof, index=index, size=size, root=ROOTS[size])


@given(sizes, st.data())
def test_no_other_entry_place_size_or_path_passes(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(NODES, index=index, size=size)
    root, leaf = ROOTS[size], LEAVES[index]
    other = data.draw(st.integers(0, size + 3).filter(lambda n: n != index))

    assert not verify_inclusion(leaf_hash(b"other"), proof, index=index, size=size, root=root)
    assert not verify_inclusion(leaf, proof, index=other, size=size, root=root)
    assert not verify_inclusion(leaf, [*proof, EMPTY_ROOT], index=index, size=size, root=root)
    for cut in range(len(proof)):
        shorter = proof[:cut] + proof[cut + 1 :]
        flipped = [*proof[:cut], EMPTY_ROOT, *proof[cut + 1 :]]
        assert not verify_inclusion(leaf, shorter, index=index, size=size, root=root)
        assert not verify_inclusion(leaf, flipped, index=index, size=size, root=root)


@given(sizes, sizes)
def test_every_tree_is_proved_to_go_on_from_every_older_one(one: int, two: int) -> None:
    old, new = sorted((one, two))
    proof = consistency_proof(NODES, old_size=old, size=new)

    assert verify_consistency(proof, old_size=old, old_root=ROOTS[old], size=new, root=ROOTS[new])


@given(sizes, st.data())
def test_a_rewritten_log_is_never_proved_to_go_on(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*LEAVES[:changed], leaf_hash(b"rewritten"), *LEAVES[changed + 1 : size]]
    nodes = nodes_over(rewritten)
    proof = consistency_proof(nodes, old_size=old, size=size)
    root = root_of(nodes, size=size)

    assert not verify_consistency(proof, old_size=old, old_root=ROOTS[old], size=size, root=root)


@given(sizes, st.data())
def test_a_damaged_consistency_proof_never_passes(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(NODES, old_size=old, size=size)
    ends = {"old_size": old, "old_root": ROOTS[old], "size": size, "root": ROOTS[size]}

    assert not verify_consistency([*proof, EMPTY_ROOT], **ends)
    for place in range(len(proof)):
        assert not verify_consistency(proof[:place] + proof[place + 1 :], **ends)
        assert not verify_consistency([*proof[:place], EMPTY_ROOT, *proof[place + 1 :]], **ends)


def test_proofs_equal_an_independent_implementation_s() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        theirs.append_entry(entry)
    source = random.Random(5)
    for _ in range(200):
        size = source.randint(2, len(ENTRIES))
        index, old = source.randrange(size), source.randint(1, size)
        ours = inclusion_proof(NODES, index=index, size=size)
        told = theirs.prove_inclusion(index + 1, size).serialize()["path"]

        assert [hashed.hex() for hashed in ours] == told[1:]  # theirs begins with the leaf

        grew = theirs.prove_consistency(old, size)
        assert theirs.get_root(size) == ROOTS[size]
        verify_theirs(ROOTS[old], ROOTS[size], grew)  # raises when it does not lead there


def test_proofs_come_from_tiles_as_from_memory() -> None:
    tiles = grown({}, size=0, leaves=LEAVES[:290])
    tiles |= grown({at: tiles[at] for at in edge_of(290)}, size=290, leaves=LEAVES[290:])
    nodes = nodes_in(tiles.__getitem__)

    for index in (0, 1, 255, 256, 289, 290, 299):
        proof = inclusion_proof(nodes, index=index, size=300)
        assert verify_inclusion(LEAVES[index], proof, index=index, size=300, root=ROOTS[300])


def test_an_empty_tree_is_the_beginning_of_every_tree() -> None:
    ends = {"old_size": 0, "size": 9, "root": ROOTS[9]}

    assert verify_consistency([], old_root=EMPTY_ROOT, **ends)
    assert not verify_consistency([], old_root=ROOTS[1], **ends)


def test_a_tree_never_goes_on_from_a_larger_one() -> None:
    assert not verify_consistency([], old_size=9, old_root=ROOTS[9], size=8, root=ROOTS[8])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_nothing_is_proved_about_a_leaf_that_is_not_there(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], [], index=index, size=size, root=ROOTS[size])
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(NODES, index=index, size=size)


@given(sizes, st.data())
def test_a_proof_is_for_one_depth_of_tree_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    path = inclusion_proof(NODES, index=index, size=size)
    grew = consistency_proof(NODES, old_size=old, size=size)
    deeper = size * 4

    assert not verify_inclusion(LEAVES[index], path, index=index, size=deeper, root=ROOTS[size])
    assert not verify_consistency(
        grew, old_size=old, old_root=ROOTS[old], size=deeper, root=ROOTS[size]
    )
