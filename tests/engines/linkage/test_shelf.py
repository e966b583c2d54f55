"""Blocks on disk: any process gives the pairs that the one that planned them would."""

from __future__ import annotations

import numpy as np

from panah.engines.linkage.blocks import Blocks
from panah.engines.linkage.shelf import Shelf


def _blocks(rows, nearest, partners):
    return Blocks(*(np.array(each, dtype=np.int32) for each in (rows, nearest, partners)))


def test_pieces_are_the_same_for_everybody_and_give_every_pair_once(tmp_path):
    planner = Shelf(tmp_path / "blocks")
    planner.put(1, _blocks([5, 3, 8], [1, 2, 3], [2, 1, 0]))
    planner.put(0, _blocks([4, 9], [1, 2], [1, 0]))
    planner.put(2, _blocks([], [], []))

    pieces = planner.pieces()

    assert [piece.rule for piece in pieces] == [0, 1]
    pairs = [
        (int(a), int(b)) for piece in pieces for a, b in zip(*planner.pairs(piece), strict=True)
    ]
    assert pairs == [(4, 9), (3, 5), (5, 8), (3, 8)]


def test_what_is_paired_takes_no_room(tmp_path):
    shelf = Shelf(tmp_path / "blocks")
    shelf.put(0, _blocks([4, 9], [1, 2], [1, 0]))

    shelf.clear()

    assert list((tmp_path / "blocks").iterdir()) == []
    assert shelf.pieces() == []
