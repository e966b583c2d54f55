"""`panah bench check` on a small register: built once, measured with the code that a desk uses."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from panah.cli.centre import DATABASE
from panah.engines.matching import LOOK_BITS

ASK = ["bench", "check", "--size", "1000", "--arrivals", "16", "--cold", "--json"]
BUILD = """
import sys
from pathlib import Path
from panah.cli.benches import built

built.LAYER = 1000
insert = built._insert

def ends_in(layer):
    def until(connection, sealed, first, **more):
        insert(connection, sealed, first, **more)
        if first == layer:
            sys.exit("the machine stops")
    return until

if __name__ == "__main__":
    built._insert = ends_in(int(sys.argv[1]))
    print(built.register_of(2500, seed=1, say=lambda text: None, kept=Path("kept")))
"""


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


def built(folder: Path, *, ends_in: int) -> str:
    (folder / "build.py").write_text(BUILD)
    run = subprocess.run(
        [sys.executable, "build.py", str(ends_in)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip()


def rows_of(database: Path) -> tuple[int, int, int]:
    with closing(sqlite3.connect(database)) as connection:
        (people,) = connection.execute("SELECT count(*) FROM vault_sealedidentity").fetchone()
        (keys,) = connection.execute("SELECT count(*) FROM vault_blindkey").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return people, keys, len(broken)


@pytest.mark.long
@pytest.mark.parametrize("layer", [0, 1000])
def test_a_register_that_was_cut_off_is_built_to_its_end(tmp_path: Path, layer: int) -> None:
    whole = tmp_path / "at-once"
    whole.mkdir()
    at_once = rows_of(whole / built(whole, ends_in=-1) / DATABASE)

    assert built(tmp_path, ends_in=layer) == ""
    assert rows_of(tmp_path / built(tmp_path, ends_in=-1) / DATABASE) == at_once
    assert at_once[0] == 2500
    assert at_once[2] == 0


@pytest.mark.long
def test_a_register_that_waited_within_a_layer_begins_anew(tmp_path: Path) -> None:
    data = tmp_path / built(tmp_path, ends_in=-1)
    (data / "whole").unlink()
    (data / "begun").write_text("")
    os.utime(data / DATABASE, (0, 0))

    assert tmp_path / built(tmp_path, ends_in=-1) == data
    assert (data / DATABASE).stat().st_mtime > 0
    assert rows_of(data / DATABASE)[0] == 2500


@pytest.mark.long
def test_a_register_is_built_once(tmp_path: Path) -> None:
    first = measured(tmp_path)
    (whole,) = (tmp_path / "var" / "bench").glob("check-1000-*/whole")
    built_at = whole.stat().st_mtime_ns

    assert measured(tmp_path)["recall"] == first["recall"]
    assert whole.stat().st_mtime_ns == built_at
