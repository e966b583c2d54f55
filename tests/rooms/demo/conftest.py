"""A demonstration whose machine's clock is in the test's hand, with a real keeper."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from panah.demo import actions, clock, guests
from panah.demo.driver import clerks_of
from panah.demo.today import Today
from panah.sites.models import Site
from tests.builders import a_site

DESKS = 12


@dataclass
class Machine:
    """Seconds since the machine was started."""

    seconds: float = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> Machine:
    """A steady clock that goes when the test says so, and a run folder of its own."""
    settings.DATA = tmp_path
    steady = Machine()
    for module in (clock, guests):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: steady.seconds))
    return steady


@dataclass
class Demonstration:
    """A centre with its doors open and its driver in the test's hand."""

    site: Site
    today: Today
    machine: Machine

    def play(self, *, minutes: float) -> None:
        """Let that many of the centre's minutes pass at full speed, a quarter at a time."""
        for _ in range(round(minutes * 4)):
            self.machine.pass_by(0.25)
            self.today.step(stop=threading.Event())

    def play_until(self, happened, *, minutes: float = 600) -> None:
        """Let time pass until something is so; fail when it never is."""
        until = clock.now() + timedelta(minutes=minutes)
        while not happened():
            assert clock.now() < until, "it did not happen"
            self.play(minutes=1)


@pytest.fixture
def demonstration(db, machine: Machine, keeper) -> Demonstration:
    site = a_site(desks=DESKS)
    actions.open_doors()
    today = Today(site, clerks_of(site))
    clock.let_run()
    return Demonstration(site, today, machine)
