"""The web server: it loads everything, then forks into the processes that answer.

    python -m panah.cli.pages --host 127.0.0.1 --port 8000 …

The words are granian's; see `panah.cli.processes.web_command`.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
from multiprocessing.connection import wait
from multiprocessing.context import ForkContext, ForkProcess

from panah.web.naming import name_process

PORCH = "panah.config.porch:panah"


class Answering(ForkProcess):
    """A process that answers, and that several threads of its server may wait for.

    Two of granian's do. The system tells only one of them that a process has ended: the other
    heard that there is none, took it for one that lives, and said that it refused to stop.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._turn = threading.Lock()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, or for so many seconds."""
        if wait([self.sentinel], timeout):
            with self._turn:
                super().join()

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        with self._turn:
            return super().is_alive()


def fork_what_answers() -> None:
    """Have the server fork its processes, and wait for each without contradicting itself."""
    multiprocessing.set_start_method("fork", force=True)
    forking = multiprocessing.get_context("fork")
    assert isinstance(forking, ForkContext)
    forking.Process = Answering  # type: ignore[misc]


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    name_process("server")
    if PORCH in sys.argv:
        from panah.config.loading import load

        load()
    if sys.platform == "linux":
        fork_what_answers()
    from granian.cli import entrypoint

    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
