"""Blocks on disk from when they are planned until they are paired: by whichever process is free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from panah.engines.linkage.blocks import Blocks
from panah.engines.linkage.sources import Ids


@dataclass(frozen=True, slots=True)
class Piece:
    """Some blocks of a rule, of which the pairs are looked at together."""

    rule: int
    begin: int
    end: int


class Shelf:
    """The blocks of all rules; each rule is put there once, by the process that plans it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def put(self, rule: int, blocks: Blocks) -> None:
        """Keep the blocks of a rule."""
        chunks = np.array(list(blocks.chunks()), dtype=np.int64).reshape(-1, 2)
        if not len(chunks):
            return
        with (self._folder / f"{rule}").open("wb") as target:
            for column in (blocks.rows, blocks.nearest, blocks.partners):
                target.write(column.astype(np.int32, copy=False).data)
        np.save(self._folder / f"{rule}.npy", chunks)

    def pieces(self) -> list[Piece]:
        """Everything that is there, in the same order for everybody."""
        return [
            Piece(rule, *chunk)
            for rule in sorted(int(file.stem) for file in self._folder.glob("*.npy"))
            for chunk in np.load(self._folder / f"{rule}.npy").tolist()
        ]

    def pairs(self, piece: Piece) -> tuple[Ids, Ids]:
        """The pairs of a piece, the earlier row first."""
        columns = np.memmap(self._folder / f"{piece.rule}", dtype=np.int32, mode="r")
        rows, nearest, partners = columns.reshape(3, -1)
        return Blocks(rows, nearest, partners).between(piece.begin, piece.end)

    def clear(self) -> None:
        """Give back the room, when everything is paired."""
        for file in self._folder.iterdir():
            file.unlink(missing_ok=True)
