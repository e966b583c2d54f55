"""P27: a full or broken disk acknowledges nobody falsely, says so, and is well again by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.promises.centre import ROOT

pytestmark = pytest.mark.xdist_group("a disk that fails")


@pytest.fixture(
    scope="module", params=[40, pytest.param(1, marks=pytest.mark.long)], ids="each-{}".format
)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What became of registrations whose writes failed."""
    home: Path = tmp_path_factory.mktemp("p27")
    done = subprocess.run(
        [sys.executable, "-m", "tests.promises.faults", str(home / "x"), str(request.param)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_disk_failed_at_one_write_after_the_other(told: Any) -> None:
    assert told["writes"] > 20
    assert len(told["refused"]) >= told["faults"] / 2 > 0


def test_nobody_is_acknowledged_falsely(told: Any) -> None:
    assert (told["lost"], told["doubled"], told["unknown"]) == (0, 0, 0)
    assert told["whole"]


def test_the_page_says_that_the_disk_is_full_or_cannot_be_written(told: Any) -> None:
    assert set(told["refused"]) == {503}
    assert told["clear"] == len(told["refused"])


def test_once_the_disk_is_well_the_same_page_registers(told: Any) -> None:
    assert set(told["again"]) == {200}
    assert told["acknowledged"] >= told["faults"]
