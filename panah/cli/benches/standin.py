"""Takes as much of a processor as something else did, and asks nobody for anything.

    python -m panah.cli.benches.standin SECONDS SHARE RATE

It says that it has begun. For so many seconds it then works RATE times a second, as they come,
SHARE of a processor all together.
Who asks in a benchmark works on the machine that answers; in life phones bring their own.
"""

from __future__ import annotations

import random
import sys
import time


def stand_in(seconds: float, *, share: float, rate: float) -> float:
    """Work in short spells until the time is over; how long all of them took, in seconds."""
    end = time.perf_counter() + seconds
    due, began = time.perf_counter(), time.process_time()
    while due < end:
        time.sleep(max(0.0, due - time.perf_counter()))
        until = time.thread_time() + share / rate
        while time.thread_time() < until:
            pass
        due += random.expovariate(rate)
    return time.process_time() - began


if __name__ == "__main__":
    seconds, share, rate = map(float, sys.argv[1:])
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    stand_in(seconds, share=share, rate=rate)
