"""`panah bench phones`: pages that really ask over HTTP while clerks register, few of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long


def test_a_few_hundred_pages_ask_while_clerks_register() -> None:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, "-m", "panah.cli.main", "bench", "phones", "--json"]
    done = subprocess.run(
        [*command, "--phones", "300", "--clerks", "3", "--rate", "2", "--seconds", "20"],
        capture_output=True,
        text=True,
        env=ours,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["database"] == "sqlite"
    assert figures["failed"] == figures["busy_failed"] == 0
    # 249 pages ask once a minute and 51 four times; some more, because each asks anew in time.
    assert 4 < figures["questions_per_s"] < 13
    assert 0 < figures["asked_often_share"] < 1
    assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["most_ms"]
    assert 0 < figures["asking_processor_share"] < 0.5
    assert figures["desk_mean_ms_beside_stand_in"] > 0
    assert figures["registrations_per_s"] > 0
    assert figures["busy_registrations_per_s_alone"] > 0
