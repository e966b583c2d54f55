"""Being told to stop while waiting for it."""

from __future__ import annotations

import signal
import subprocess
import sys

WAITING = """
import os, signal
from panah.web.stopping import StopFlag
stop = StopFlag()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)  # thousands of signals, at any moment
for _ in range(3000):
    stop._is_told = False
    stop.set()
    stop.wait(0.0005)
signal.setitimer(signal.ITIMER_REAL, 0)
print(stop.wait(5))
"""


def test_signals_that_come_while_a_signal_is_handled_stop_nothing_but_the_waiting() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAITING], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "True\n"


def test_nobody_told_is_told_after_the_time() -> None:
    from panah.web.stopping import StopFlag

    assert StopFlag().wait(0.01) is False


def test_a_flag_ends_an_endless_wait() -> None:
    ended = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal; from panah.web.stopping import StopFlag as F; f = F()\n"
            "signal.signal(signal.SIGTERM, lambda *_: f.set()); print('w', flush=True); f.wait()",
        ],
        stdout=subprocess.PIPE,
    )
    assert ended.stdout is not None
    ended.stdout.readline()

    ended.send_signal(signal.SIGTERM)

    assert ended.wait(30) == 0
