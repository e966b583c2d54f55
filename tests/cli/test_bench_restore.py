"""`panah bench restore`: a register that the database has multiplied comes back whole."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_register import panah

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("bench restore")]
MULTIPLIED, BY_HAND, MORE = 41_000, 500, 50


def test_a_multiplied_register_is_backed_up_twice_and_restored() -> None:
    done = panah("bench", "restore", "--size", str(MULTIPLIED), "--json")
    figures = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    entries = BY_HAND + 2 * (MULTIPLIED - BY_HAND) + MORE  # a paper for all but those of the lists
    assert f"entries {entries}," in done.stderr
    assert done.stderr.count("they agree") == 2
    assert figures["people"] == MULTIPLIED
    assert 0 < figures["next_backup_mb"] < figures["first_backup_mb"] / 10
