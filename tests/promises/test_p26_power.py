"""P26: a power cut loses nobody who was acknowledged, and leaves nothing broken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.promises.centre import ROOT


def cut(home: Path, rounds: int, *more: str) -> dict[str, Any]:
    """Register and cut the power, round after round."""
    words = ["tests.promises.powercuts", str(home), "both", str(rounds), "26", *more]
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "rounds", [12, pytest.param(400, marks=pytest.mark.long)], ids="{}-rounds".format
)
def test_nobody_who_was_acknowledged_is_lost_and_nothing_is_broken(
    tmp_path: Path, rounds: int
) -> None:
    told = cut(tmp_path, rounds)

    assert told["acknowledged"] >= rounds
    assert (told["lost"], told["broken"]) == (0, 0)


def test_control_without_syncing_each_commit_people_are_lost(tmp_path: Path) -> None:
    told = cut(tmp_path, 4, "NORMAL")

    assert told["lost"] > 0
