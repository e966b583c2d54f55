"""Which processors numpy sorts on without AVX-512."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from panah.cli.sorting import packs_slowly

SAID = "processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: {family}\nmodel name\t: a: b\nflags\t\t: sse2 {flag}\n\nprocessor\t: 1\n"  # noqa: E501


@pytest.mark.parametrize(
    ("vendor", "family", "flag", "is_slow"),
    [
        ("AuthenticAMD", "25", "avx512f", True),
        ("AuthenticAMD", "25", "avx2", False),  # the third generation has no AVX-512
        ("AuthenticAMD", "26", "avx512f", False),
        ("GenuineIntel", "25", "avx512f", False),
    ],
)
def test_only_zen_4_sorts_without_avx_512(vendor, family, flag, is_slow):
    assert packs_slowly(SAID.format(vendor=vendor, family=family, flag=flag)) is is_slow


@pytest.mark.parametrize("said", ["", "Processor: ARMv8\n"])
def test_of_other_processors_nothing_is_asked(said):
    assert not packs_slowly(said)


@pytest.mark.parametrize(
    ("chosen", "loaded", "left"), [("", "", True), ("A", "", False), ("", "numpy", False)]
)
def test_a_choice_that_was_made_stays(tmp_path, chosen, loaded, left):
    (tmp_path / "cpuinfo").write_text(
        SAID.format(vendor="AuthenticAMD", family="25", flag="avx512f")
    )
    code = (
        f"import os, pathlib, sys{', ' + loaded if loaded else ''}\n"
        "from panah.cli import sorting\n"
        f"sorting.PROCESSORS = pathlib.Path({str(tmp_path / 'cpuinfo')!r})\n"
        "sorting.sort_at_best()\n"
        "print(os.environ.get(sorting.WITHOUT, ''))"
    )
    given = {key: value for key, value in os.environ.items() if not key.startswith("NPY_")}
    given |= {"NPY_DISABLE_CPU_FEATURES": chosen} if chosen else {}

    done = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    )

    assert ("X86_V4" in done.stdout) is left
