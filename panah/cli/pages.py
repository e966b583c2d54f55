"""The web server: it loads everything, then forks into the processes that answer.

    python -m panah.cli.pages --host 127.0.0.1 --port 8000 …

The words are granian's; see `panah.cli.processes.web_command`.
"""

from __future__ import annotations

import multiprocessing
import sys

from panah.web.naming import name_process

PORCH = "panah.config.porch:panah"


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    name_process("server")
    if PORCH in sys.argv:
        from panah.config.loading import load

        load()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    from granian.cli import entrypoint

    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
