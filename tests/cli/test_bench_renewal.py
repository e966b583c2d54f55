"""`panah bench renewal`: clerks register over HTTP while the worker really renews, few of them."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_register import panah

pytestmark = pytest.mark.long
FEW = ("--clerks", "2", "--rate", "4", "--seconds", "3", "--json")


def test_clerks_register_while_records_get_new_keys() -> None:
    done = panah("bench", "renewal", "--people", "1000", *FEW)

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["database"] == "sqlite"
    for part in ("", "busy_"):
        assert 0 < figures[f"{part}renewed_per_s"] < 1000 / 3
        assert figures[f"{part}registrations_per_s"] > 0
        assert figures[f"{part}registrations_per_s_alone"] > 0
        slower = figures[f"{part}desk_mean_ms"] / figures[f"{part}desk_mean_ms_alone"] - 1
        assert figures[f"{part}desk_slower_by"] == pytest.approx(slower)


def test_where_all_is_renewed_before_nothing_is_said_about_desks() -> None:
    done = panah("bench", "renewal", "--people", "20", *FEW)

    assert done.returncode == 2
    assert not done.stdout
    assert "take more" in done.stderr
