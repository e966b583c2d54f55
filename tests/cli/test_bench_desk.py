"""`panah bench desk`: real clerks over HTTP, few of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long


def test_two_clerks_register_beside_a_bare_view_and_bare_rows() -> None:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, "-m", "panah.cli.main", "bench", "desk", "--json"]
    done = subprocess.run(
        [*command, "--clients", "2", "--registrations", "12"],
        capture_output=True,
        text=True,
        env=ours,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["database"] == "sqlite"
    assert figures["requests_each_2"] == 2
    assert 0 < figures["registrations_per_s_2"] < figures["bare_view_per_s_2"]
    assert figures["bare_rows_per_s_2"] > 0
    assert figures["registrations_per_s"] == figures["registrations_per_s_2"]
    assert figures["p50_ms_2"] <= figures["p95_ms_2"] <= figures["most_ms_2"]
