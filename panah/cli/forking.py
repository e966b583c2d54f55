"""A process that loads everything once and forks the others, which share what it loaded.

    python -m panah.cli.forking DESCRIPTOR

It reads a line of JSON for each process to start, and answers with its number. It starts no thread
and opens no connection, so that a fork is a whole copy. It ends when nobody can ask any more, and
what it forked ends with it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from importlib import import_module
from typing import NoReturn

from panah.web.naming import name_process
from panah.web.stopping import end_with_parent


def main() -> None:
    """Load, then fork whatever is asked for."""
    from panah.config.loading import load

    end_with_parent(signal.SIGTERM)
    name_process("loaded")
    before = dict(os.environ)
    import_module("granian.cli")
    load()
    left = {name: said for name, said in os.environ.items() if name not in before}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who asked watches them, nobody waits for them
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as asked, asked.makefile("rw") as lines:
        loaded = os.getpid()
        for line in lines:
            number = os.fork()
            if number == 0:
                end_with_parent(signal.SIGTERM, parent=loaded)
                wanted = json.loads(line)
                for each in (lines, asked):
                    each.close()
                _become(wanted["command"], {**wanted["environment"], **left})
            lines.write(f"{number}\n")
            lines.flush()


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    os.setsid()
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, code = list(command), 0
    try:
        import_module(command[0]).main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
