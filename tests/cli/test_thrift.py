"""A process gives back what it does not use, and loses nothing by it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("numba")

LOSES_NOTHING = """
import ctypes, sys
import numba
from pathlib import Path
from panah.cli.thrift import let_go_of_the_compiler

def held():
    lines = Path("/proc/self/smaps").read_text().splitlines()
    within, kilobytes = False, 0
    for line in lines:
        if "-" in line.split()[0] and not line.split()[0].endswith(":"):
            within = "libllvmlite" in line and " r-xp " in line
        elif within and line.startswith("Rss:"):
            kilobytes += int(line.split()[1])
    return kilobytes

@numba.njit
def twice(number):
    return 2 * number

assert twice(4) == 8
before = held()
assert let_go_of_the_compiler() > 0
after = held()
assert twice(1.5) == 3.0  # compiled anew, for another kind of number
print(before, after)
"""


def test_the_compilers_instructions_are_given_back_and_it_compiles_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOSES_NOTHING], capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())

    assert before > 10_000
    assert after < before / 4
