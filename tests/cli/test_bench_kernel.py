"""`panah bench kernel`: what it prints, at a small size."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from typer.testing import CliRunner

from panah.cli.benches import bench
from panah.cli.benches.kernel_rivals import Day, simpy_plays

measuring = import_module("panah.cli.benches.kernel")  # the package has a command of this name


@pytest.fixture(autouse=True)
def _short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LIVE", ((30, 3), (60, 5)))


def printed(*options: str) -> str:
    result = CliRunner().invoke(bench, ["kernel", "--customers", "500", "--rounds", "1", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_prints_one_object_with_both_queues_and_every_forecast() -> None:
    figures = json.loads(printed("--json"))

    assert figures["m_m_20_at_rho_0.9"]["times_simpy"] > 1
    assert figures["time_varying_desks_two_lanes"]["panah"]["customers"] > 500
    assert set(figures["live"]) == {"30", "60"}


def test_a_library_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RIVALS", {"absent_library": simpy_plays})

    assert "not installed" in printed()


def test_numbers_below_one_are_refused() -> None:
    assert CliRunner().invoke(bench, ["kernel", "--rounds", "0"]).exit_code == 2


def test_simpy_plays_the_same_queue_as_the_engine() -> None:
    day = Day(per_minute=(0.2, 0.6), service_minutes=10, desks=((120, 10), (240, 6), (480, 12)))

    ours, theirs = measuring._ours(day, 400_000), simpy_plays(day, 60_000)

    assert theirs.mean_wait == pytest.approx(ours.mean_wait, rel=0.15)
