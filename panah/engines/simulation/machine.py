"""The loop over many futures as machine code, which a process of its own compiles and ends.

A compiler that has done its work would stay in a process that lives all day: 40 MB, and 95 in the
one that compiled. So the worker reads what another process wrote, and never imports numba.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from panah.engines.simulation import tables
from panah.engines.simulation.calling import kinds_of, layout_of, leaves_of
from panah.engines.simulation.keeping import is_ours, kept_in
from panah.engines.simulation.laws import Always
from panah.engines.simulation.planning import plan_of
from panah.engines.simulation.scene import Desks, Kind, Scene, counted, measured

NAME = "panah_calls"
MATHEMATICS = ("erfc", "exp", "log", "memset", "pow", "sqrt")
LETS_GO = "NRT_MemInfo_call_dtor"
BUILDING = "panah.engines.simulation.building"
DIGEST_BYTES = 32
Arguments = tuple[tables.Plan, tables.Work, tables.Batch]

_engines: list[Any] = []  # what they loaded is there as long as they are


class NotBuilt(Exception):
    """The process that compiles ended without code."""


class KernelStopped(Exception):
    """The compiled loop gave up; says with which number."""


def calls(plan: tables.Plan, work: tables.Work, batch: tables.Batch) -> None:
    """When each waiting ticket is called, in a batch of replications; as `kernel.calls`.

    Raises:
        TypeError: a table is laid out otherwise than the code was compiled for.
        KernelStopped: it gave up.
    """
    arguments = (plan, work, batch)
    if layout_of(arguments) != layout_of(example()):
        raise TypeError(f"compiled for {layout_of(example())}, not {layout_of(arguments)}")
    nothing, error = ctypes.c_void_p(), ctypes.c_void_p()
    function = _loaded()
    if code := function(ctypes.byref(nothing), ctypes.byref(error), *leaves_of(arguments)):
        raise KernelStopped(code)


@cache
def example() -> Arguments:
    """The smallest arguments of the kind that the loop is compiled for."""
    plan, order = plan_of(Scene([Kind(Always(1.0))], Desks(1)), horizon=1.0)
    called = measured([]).reshape(0, 1)
    return plan, tables.working_memory(plan), tables.Batch(0, 1, 0, called, counted(order))


def make_ready() -> None:
    """Have the code at hand, compiled by another process where none is kept.

    Raises:
        NotBuilt: there is none.
    """
    try:
        _loaded()
    except (OSError, AttributeError, RuntimeError, ImportError) as error:
        # No process can be started; no symbol is found; LLVM refuses the code; numba is not there.
        raise NotBuilt(str(error)) from error


@cache
def _loaded() -> Callable[..., int]:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    for name, address in _needed():
        binding.add_symbol(name, address)
    target = binding.Target.from_default_triple().create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), target)
    engine.add_object_file(binding.ObjectFileRef.from_data(_object_code()))
    engine.finalize_object()
    _engines.append(engine)
    pointer = ctypes.POINTER(ctypes.c_void_p)
    shape = ctypes.CFUNCTYPE(ctypes.c_int32, pointer, pointer, *kinds_of(example()))
    return shape(engine.get_function_address(NAME))


def _needed() -> Iterator[tuple[str, int]]:
    """Where the code finds what it calls."""
    system = ctypes.CDLL(None)
    for name in MATHEMATICS:
        yield name, _address(getattr(system, name))
    # An array that numba owns is let go of by this; all of ours are somebody else's.
    yield LETS_GO, _address(system.abort)


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _object_code() -> bytes:
    """What was kept for this processor, or compiled now and kept."""
    folder = kept_in()
    path = folder / f"{NAME}-{_machine()}.o" if folder else None
    if path and (code := _read(path)):
        return code
    code = _built()
    if path:
        _keep(path, code)
    return code


def _machine() -> str:
    """Processor and versions, as a name."""
    from llvmlite import binding

    processor = (binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
    layout = layout_of(example())
    what = (*processor, version("numba"), version("llvmlite"), version("numpy"), layout)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def _read(path: Path) -> bytes | None:
    """What is kept there, if all of it is, and nobody else can have put it there."""
    try:
        with path.open("rb") as file:
            kept = file.read() if is_ours(os.fstat(file.fileno())) else b""
    except OSError:
        return None
    digest, code = kept[:DIGEST_BYTES], kept[DIGEST_BYTES:]
    return code if digest == hashlib.sha256(code).digest() else None


def _keep(path: Path, code: bytes) -> None:
    new = path.with_suffix(f".{os.getpid()}")
    try:
        new.write_bytes(hashlib.sha256(code).digest() + code)
        new.replace(path)
    except OSError:  # the next process compiles again
        new.unlink(missing_ok=True)


def _built() -> bytes:
    command = [sys.executable, "-m", BUILDING]
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as building:  # it ends when its input does: with us
        assert building.stdout
        code = building.stdout.read()
    if building.returncode or not code:
        raise NotBuilt(f"{BUILDING} ended with {building.returncode}")
    return code
