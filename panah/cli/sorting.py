"""Lets numpy sort as fast as this processor can.

With AVX-512 numpy packs numbers straight into memory as it sorts. AMD's processors of family 25
(Zen 4) take that in tiny steps, and AMD advises against it: a million numbers are sorted in 65 ms
there, and in 12 ms without AVX-512. Which instructions it does without numpy asks once, as it is
loaded.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROCESSORS = Path("/proc/cpuinfo")
WITHOUT = "NPY_DISABLE_CPU_FEATURES"
AVX_512 = "X86_V4 AVX512_ICL AVX512_SPR AVX512_SKX"
"""As numpy names it from 2.4 on, and before."""


def sort_at_best() -> None:
    """Choose instructions for numpy, unless it is loaded or somebody has chosen already."""
    if "numpy" not in sys.modules and packs_slowly(_said_of_processors()):
        os.environ.setdefault(WITHOUT, AVX_512)


def packs_slowly(said: str) -> bool:
    """Whether this is said of a processor that has AVX-512 and packs into memory in tiny steps."""
    lines = [line.partition(":") for line in said.partition("\n\n")[0].splitlines()]
    found = {name.strip(): value.split() for name, _, value in lines}
    is_zen_4 = (found.get("vendor_id"), found.get("cpu family")) == (["AuthenticAMD"], ["25"])
    return is_zen_4 and "avx512f" in found.get("flags", [])


def _said_of_processors() -> str:
    try:
        return PROCESSORS.read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux
        return ""
