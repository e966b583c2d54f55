"""The web server's process knows at once that those it has forked have ended."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here")

BOTH_WAIT = """
import multiprocessing, os, sys, threading, time
from panah.cli import pages

pages.fork_what_answers()
forked = []

def late(_frame, event, what):
    if event == "c_return" and what is os.waitpid:
        time.sleep(0.02)  # it was told, and comes to write it down only now

def watch(process):
    sys.setprofile(late)
    process.join()

for _ in range(20):
    told, tell = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=os.read, args=(told, 1))
    process.start()
    watcher = threading.Thread(target=watch, args=(process,))
    watcher.start()
    process.join(0.01)
    forked.append(process.is_alive())
    os.write(tell, b"!")
    process.join(60)
    forked.append(process.is_alive())
    watcher.join()
    os.close(told), os.close(tell)
print(forked.count(True), forked[1::2].count(True))
"""
"""As in granian, one thread waits all the time, and another one after it told it to end."""


def test_two_threads_that_wait_for_one_process_hear_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOTH_WAIT],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "panah.config.settings"},
        timeout=120,
    )

    assert done.stdout.split() == ["20", "0"], done.stderr
