"""The clock of the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from panah.demo import clock
from panah.demo.clock import START
from tests.rooms.demo.conftest import Machine

ASK = "import django; django.setup(); from panah.demo import clock; print(clock.now().isoformat())"


@pytest.fixture(autouse=True)
def opened(machine: Machine) -> Machine:
    clock.open_at(START)
    clock.let_run()
    return machine


def _passed() -> timedelta:
    return clock.now() - START


def test_it_begins_in_almaty_on_5_october_at_half_past_eight() -> None:
    assert START.isoformat() == "2022-10-05T02:30:00+00:00"  # Almaty was UTC+6 then
    assert clock.now() == START


@pytest.mark.parametrize("speed", [1, 10, 60])
def test_it_runs_as_fast_as_it_was_told(opened: Machine, speed: int) -> None:
    clock.set_speed(speed)
    opened.pass_by(7)

    assert _passed() == timedelta(seconds=7 * speed)


def test_it_stands_until_it_is_let_run(machine: Machine) -> None:
    clock.open_at(START)
    machine.pass_by(30)

    assert clock.now() == START
    assert clock.reading().runs_at == 0


def test_stopped_it_stands_and_goes_on_where_it_stood(opened: Machine) -> None:
    opened.pass_by(1)
    clock.set_speed(0)
    opened.pass_by(500)
    assert _passed() == timedelta(seconds=60)

    clock.set_speed(1)
    opened.pass_by(5)

    assert _passed() == timedelta(seconds=65)


def test_a_form_slows_it_down_as_long_as_its_lease_is_renewed(opened: Machine) -> None:
    for _ in range(10):
        clock.slow_down()
        opened.pass_by(40)
    assert _passed() == timedelta(seconds=400)

    opened.pass_by(clock.LEASE_SECONDS)
    slow = _passed()
    opened.pass_by(10)

    assert _passed() - slow == timedelta(seconds=600)


def test_a_closed_form_lets_it_run_at_once(opened: Machine) -> None:
    clock.slow_down()
    opened.pass_by(5)
    clock.as_before()
    opened.pass_by(1)

    assert _passed() == timedelta(seconds=65)


def test_a_form_does_not_start_a_stopped_clock(opened: Machine) -> None:
    clock.set_speed(0)
    clock.slow_down()
    opened.pass_by(20)

    assert clock.now() == START


def test_it_says_when_it_is_slowed(opened: Machine) -> None:
    clock.slow_down()

    assert clock.reading().is_slowed
    assert (clock.reading().chosen, clock.reading().runs_at) == (60, 1)


def test_a_jump_goes_forward_and_never_back(opened: Machine) -> None:
    morning = START + timedelta(days=1)
    clock.jump_to(morning)
    clock.jump_to(START)

    assert clock.now() == morning


def test_it_never_goes_back_whatever_is_pressed(opened: Machine) -> None:
    seen: list[datetime] = []
    for press in (0, 60, 1, 10, 0, 60):
        opened.pass_by(0.3)
        seen.append(clock.now())
        clock.set_speed(press)
        seen.append(clock.now())
        clock.slow_down()
        seen.append(clock.now())
        clock.as_before()

    assert seen == sorted(seen)


def test_an_unknown_speed_is_refused() -> None:
    with pytest.raises(clock.SpeedUnknown):
        clock.set_speed(1000)


def test_another_process_reads_the_same_clock(tmp_path: Path, settings, monkeypatch) -> None:
    monkeypatch.undo()  # the machine's own steady clock
    settings.DATA = tmp_path
    clock.open_at(START)
    clock.let_run()
    before = clock.now()
    environment = os.environ | {
        "PANAH_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "panah.config.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    there = datetime.fromisoformat(answer.stdout.strip())
    after = clock.now()

    assert START <= before < there < after
