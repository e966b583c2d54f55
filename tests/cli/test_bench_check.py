"""`panah bench check` on a small register: built once, measured with the code that a desk uses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panah.engines.matching import LOOK_BITS

ASK = ["bench", "check", "--size", "1000", "--arrivals", "16", "--json"]


def measured(folder: Path) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "panah.cli.main", *ASK],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_small_register_is_checked_through_the_keeper(tmp_path: Path) -> None:
    figures = measured(tmp_path)

    assert figures["threshold"] == LOOK_BITS
    assert figures["recall_birth_date_known"] >= 0.9
    assert figures["false_alerts_by_kind"]["stranger"] == 0.0
    assert figures["opened"]["most"] <= 200


@pytest.mark.long
def test_a_register_is_built_once(tmp_path: Path) -> None:
    first = measured(tmp_path)
    (whole,) = (tmp_path / "var" / "bench").glob("check-1000-*/whole")
    built_at = whole.stat().st_mtime_ns

    assert measured(tmp_path)["recall"] == first["recall"]
    assert whole.stat().st_mtime_ns == built_at
