"""P38: fifty registrations a second for ten minutes; nobody is refused, and memory stays flat.

All the processes of a centre together, its database aside, hold no more than 300 MB.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

ON_POSTGRES = [sys.executable, "tools/with_postgres.py"]
A_SECOND, SECONDS = 50, 600
FLAT, MOST_MEGABYTES = 1.10, 300
LONGEST_MS = 2_000
"""Of a whole registration, whatever it waits for: the lock for writing is a part of it."""


def bench(clients: int, registrations: int, *, within: Sequence[str] = ()) -> dict[str, float]:
    """What `panah bench desk` prints: it ends with an error where a clerk is refused once."""
    words = ["--clients", str(clients), "--registrations", str(registrations)]
    command = [*within, sys.executable, "-m", "panah.cli.main", "bench", "desk", "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def test_whatever_many_clerks_send_at_once_is_registered_once_and_in_little_memory() -> None:
    figures = bench(8, 48)

    assert figures["registered"] == figures["asked_for"] == 48 + 4 * 8
    assert figures["pss_mb"] <= MOST_MEGABYTES


@pytest.mark.long
@pytest.mark.timed
def test_fifty_a_second_for_ten_minutes_and_memory_stays_flat() -> None:
    figures = bench(16, A_SECOND * SECONDS, within=ON_POSTGRES)

    assert figures["registered"] == figures["asked_for"]
    assert figures["registrations_per_s_16"] >= A_SECOND
    assert figures["pss_mb_after_16"] <= FLAT * figures["pss_mb_before_16"]
    assert figures["pss_mb_after_16"] <= MOST_MEGABYTES


@pytest.mark.long
@pytest.mark.timed
def test_on_sqlite_nobody_waits_two_seconds_where_sixteen_clerks_write_at_once() -> None:
    figures = bench(16, 1_600)

    assert figures["registered"] == figures["asked_for"]
    assert figures["most_ms_16"] <= LONGEST_MS
