"""On SQLite desks take turns to write, within a process and between processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys, threading, time
from pathlib import Path
import django
django.setup()
from panah.line.turns import my_turn
place, marks = Path(sys.argv[1]), []

def work():
    for _ in range(20):
        with my_turn(), my_turn():
            try:
                place.touch(exist_ok=False)
            except FileExistsError:
                marks.append("two at once")
            time.sleep(0.001)
            place.unlink(missing_ok=True)

threads = [threading.Thread(target=work) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(marks))
"""


def _started(folder: Path, program: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    settings = {"DJANGO_SETTINGS_MODULE": "panah.config.settings", "PANAH_DATA": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder / "mark")],
        env=kept | settings,
        stdout=subprocess.PIPE,
        text=True,
    )


def _clashes(folder: Path, program: str) -> int:
    processes = [_started(folder, program) for _ in range(2)]
    return sum(int(process.communicate(timeout=120)[0]) for process in processes)


def test_two_processes_with_two_threads_each_never_write_at_the_same_time(tmp_path: Path) -> None:
    assert _clashes(tmp_path, PROGRAM) == 0


def test_control_without_turns_they_do(tmp_path: Path) -> None:
    begin = time.monotonic()
    while not _clashes(tmp_path, PROGRAM.replace("with my_turn(), my_turn():", "if True:")):
        assert time.monotonic() - begin < 60


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_fork_does_not_inherit_the_turn(tmp_path: Path) -> None:
    forked = PROGRAM.replace(
        "threads = [", "import os\nwith my_turn():\n    child = os.fork()\nthreads = [", 1
    ).replace("print(len(marks))", "print(len(marks)) if child else os._exit(bool(marks))")
    with _started(tmp_path, forked + "\nassert os.waitpid(child, 0)[1] == 0") as both:
        said = both.communicate(timeout=120)[0]

    assert (both.returncode, said.strip()) == (0, "0")
