"""Machine code that another process compiled: the same calls, without the compiler."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from panah.engines.simulation import (
    Always,
    Arrivals,
    Desks,
    Exponential,
    Kind,
    Law,
    Lognormal,
    Observed,
    Scene,
    Waiting,
    building,
    call_times,
    keeping,
    kernel,
    machine,
    running,
    tables,
)
from panah.engines.simulation.calling import layout_of
from panah.engines.simulation.planning import plan_of
from tests.engines.simulation.test_futures import busy_scene

PATIENCE_SECONDS = 60.0
LAWS = [Always(4), Exponential(5), Lognormal(6, 0.7), Observed([1.0, 2.5, 9.0])]


def a_line(law: Law, *, lanes: int = 2) -> Scene:
    """Thirty who wait for three desks; others come, are called first, and lose patience."""
    numbers = range(30)
    return Scene(
        [Kind(law, no_show=0.1, patience=Exponential(90)), Kind(Lognormal(9, 0.4), patience=law)],
        Desks(3, [(20, 5)], served_minutes=[2.0, 7.5], served_kind=[0, 1]),
        Waiting(
            [n % lanes for n in numbers], [n % 2 for n in numbers], [30.0 - n for n in numbers]
        ),
        [Arrivals(0, [(0, 12)], kinds=[0.5, 0.5])],
        pace=Lognormal(1, 0.2),
    )


SCENES = ["busy", "always", "exponential", "lognormal", "observed"]


@pytest.mark.parametrize("scene", [busy_scene(), *map(a_line, LAWS)], ids=SCENES)
def test_it_calls_everybody_when_the_kernel_does(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running._loop() is machine.calls
    called = call_times(scene, replications=60, seed=5)

    monkeypatch.setattr(running, "_loop", lambda: kernel.calls)

    np.testing.assert_array_equal(called, call_times(scene, replications=60, seed=5))


def test_tables_of_another_layout_are_refused() -> None:
    plan, work, batch = machine.example()
    other = plan._replace(samples=plan.samples.astype(np.float32))

    with pytest.raises(TypeError, match="float32"):
        machine.calls(other, work, batch)


def test_any_scene_is_laid_out_as_the_code_was_compiled_for() -> None:
    layouts = {
        layout_of((plan, tables.working_memory(plan)))
        for plan, _ in (plan_of(scene, horizon=90.0) for scene in (busy_scene(), a_line(LAWS[3])))
    }

    assert layouts == {layout_of(machine.example()[:2])}


def test_half_of_what_was_kept_is_no_code(tmp_path: Path) -> None:
    path = tmp_path / "code.o"
    machine._keep(path, b"code of a kernel")
    whole = machine._read(path)

    path.write_bytes(path.read_bytes()[:-3])

    assert (whole, machine._read(path)) == (b"code of a kernel", None)
    assert machine._read(tmp_path / "absent") is None


def test_code_that_others_may_write_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "code.o"
    machine._keep(path, b"code of a kernel")
    path.chmod(0o666)

    assert machine._read(path) is None


def test_a_folder_that_others_may_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    ours = keeping.kept_in.__wrapped__()
    assert ours is not None
    assert ours.parent == tmp_path
    assert ours.stat().st_mode & 0o777 == 0o700

    ours.chmod(0o777)

    assert keeping.kept_in.__wrapped__() != ours


@pytest.mark.parametrize("name", ["sin", "llvm.sin.f64", "PyErr_SetString"])
def test_code_that_would_jump_to_nowhere_is_not_written(name: str) -> None:
    calls = f"""
    declare double @{name}(double)
    define double @kernel(double %x) {{
      %y = call double @{name}(double %x)
      ret double %y
    }}
    """

    with pytest.raises(building.NeedsMore, match=name.split(".")[-2 if "llvm" in name else 0]):
        building._emitted(calls, "kernel")
    assert building._emitted(calls.replace(name, "exp"), "kernel")


def test_whoever_compiles_ends_with_whoever_asked() -> None:
    command = [sys.executable, "-m", machine.BUILDING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as compiling:
        said, _ = compiling.communicate(timeout=PATIENCE_SECONDS)  # closes its input

    assert (compiling.returncode, said) == (1, b"")


@pytest.fixture
def nobody_compiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(machine, "BUILDING", "panah.engines.nowhere")
    monkeypatch.setattr(machine, "kept_in", lambda: None)
    for kept in (machine._loaded, running._loop):
        kept.cache_clear()
    yield
    running._loop.cache_clear()


@pytest.mark.usefixtures("nobody_compiles")
def test_where_no_other_process_compiles_this_one_does() -> None:
    assert running._loop() is kernel.calls
