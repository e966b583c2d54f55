"""Tests that share something costly are run by one worker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.sharing import group_of

TESTS = Path(__file__).resolve().parents[1]
MODULE = """
import os, time
import pytest

pytestmark = {mark}

@pytest.mark.parametrize("number", range(6))
def test_who_runs_this(number):
    time.sleep(0.05)
    with open("{ran_by}", "a") as file:
        print(os.environ["PYTEST_XDIST_WORKER"], file=file)
"""
CONFTEST = "from tests.sharing import pytest_xdist_make_scheduler"


def workers_of(folder: Path, **marks: str) -> list[set[str]]:
    """Who ran the tests of each module."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    alone: nothing\n")
    for name, mark in marks.items():
        text = MODULE.format(mark=mark, ran_by=folder / name)
        (folder / f"test_{name}.py").write_text(text)
    command = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:django", "."]
    environment = {"PYTHONPATH": str(TESTS.parent), "PATH": ""}
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True)
    return [set((folder / name).read_text().split()) for name in marks]


def test_two_modules_of_one_group_are_run_by_one_worker(tmp_path: Path) -> None:
    here, there, _ = workers_of(
        tmp_path,
        here='pytest.mark.xdist_group("a day")',
        there='[pytest.mark.alone, pytest.mark.xdist_group("a day")]',
        elsewhere="pytest.mark.alone",
    )

    assert len(here) == 1
    assert here == there


def test_every_group_that_is_marked_here_is_known() -> None:
    marked = [path for path in TESTS.rglob("test_*.py") if "xdist_group(" in path.read_text()]
    groups = {path.stem: group_of(path) for path in marked if path != Path(__file__)}

    assert groups["test_visitor"] == groups["test_demo_process"] != ""
    assert all(groups.values())
