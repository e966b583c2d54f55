"""Compiles the loop over many futures and writes the machine code to its output.

    python -m panah.engines.simulation.building > FILE

It ends when whoever started it does.
"""

from __future__ import annotations

import os
import re
import sys
from threading import Thread
from typing import Any

import numba
from llvmlite import binding

from panah.engines.simulation.machine import LETS_GO, MATHEMATICS, NAME, example

WITHIN = ("copysign", "fabs")  # a processor's own instructions


class NeedsMore(Exception):
    """The code calls what is not handed to it, and would jump to nowhere."""


def object_code() -> bytes:
    """The loop, compiled for this processor: one function, which needs nothing of numba."""
    os.environ["NUMBA_CACHE_DIR"] = ""  # what numba reads from its own files it does not show
    from panah.engines.simulation.kernel import calls

    types = tuple(map(numba.typeof, example()))
    calls.compile(types)  # type: ignore[attr-defined]
    return _emitted(
        calls.inspect_llvm(types),  # type: ignore[attr-defined]
        calls.overloads[types].fndesc.llvm_func_name,  # type: ignore[attr-defined]
    )


def _emitted(assembly: str, name: str) -> bytes:
    """Machine code of one function, without those by which numba is called from Python."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    module = binding.parse_assembly(assembly)
    for each in module.functions:
        if each.name == name:
            each.name = NAME
        elif not each.is_declaration:
            each.linkage = "internal"
    target = _target()
    passes = binding.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(
        module, binding.create_pass_builder(target, binding.create_pipeline_tuning_options())
    )
    if missing := _calls_of(module) - {LETS_GO, *MATHEMATICS, *WITHIN}:
        raise NeedsMore(sorted(missing))
    code: bytes = target.emit_object(module)
    return code


def _calls_of(module: Any) -> set[str]:
    """What a module calls outside of itself; of what LLVM has words for, mathematics alone."""
    outside = [each.name for each in module.functions if each.is_declaration]
    words = (re.fullmatch(r"llvm\.(\w+)\.f64", name) for name in outside)
    plain = {name for name in outside if not name.startswith("llvm.")}
    return plain | {word[1] for word in words if word}


def _target() -> Any:
    """This processor, as numba sets it: code that may call what is far away."""
    here = binding.Target.from_default_triple()
    return here.create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static" if here.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )


def main() -> None:
    """Write the code, unless nobody waits for it any more."""
    Thread(target=_end_with_input, daemon=True).start()
    sys.stdout.buffer.write(object_code())


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
