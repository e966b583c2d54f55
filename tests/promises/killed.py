"""Sequencers that are killed before and after every statement; run as a process of its own.

    python -m tests.promises.killed DATABASE [unprotected]

Each round writes events, then a child process gives them their places and kills itself at one
statement. `unprotected` takes the transaction away: the control, which must not go well.
Prints how many rounds ended by a kill.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

STATEMENTS = 40
LINE_EVENTS, REGISTER_EVENTS = 5, 7


def main(database: str, *, is_protected: bool) -> None:
    """Kill a sequencer at every statement in turn, until one survives."""
    import django

    from panah.config import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "panah.config.settings"
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    import_module("tests.rooms.journal.told")  # once, before the forks: each of them would
    killed = 0
    for statement, when in itertools.product(range(STATEMENTS), ("before", "after")):
        assert _in_a_child(partial(_write, killed * 100)) == 0
        ended = _in_a_child(partial(_sequence, statement, when, is_protected=is_protected))
        if not os.WIFSIGNALED(ended):
            assert ended == 0 or not is_protected, "a sequencer failed"
            break
        killed += 1
    print(killed)  # noqa: T201 - what the test reads


def _write(first: int) -> None:
    from django.db import transaction

    from panah.journal import actions
    from tests.builders import MORNING
    from tests.rooms.journal.told import a_line_event, a_register_event

    with transaction.atomic():
        lines = [a_line_event(first + n + 1) for n in range(LINE_EVENTS)]
        people = [a_register_event(needs=(f"n{first + n}",)) for n in range(REGISTER_EVENTS)]
        actions.record_many([*lines, *people], at=MORNING)


def _sequence(statement: int, when: str, *, is_protected: bool) -> None:
    from django.db import connection

    from panah.journal import actions, sequencer
    from tests.builders import MORNING

    if not is_protected:
        sequencer._place = sequencer._place.__wrapped__  # type: ignore[attr-defined]
    with connection.execute_wrapper(_killer(statement, when)):
        actions.sequence_pending(at=MORNING)


def _killer(statement: int, when: str) -> Callable[..., Any]:
    counter = itertools.count()

    def execute(run: Callable[..., Any], *rest: Any) -> Any:
        is_the_one = next(counter) == statement
        if is_the_one and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = run(*rest)
        if is_the_one:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return execute


def _in_a_child(act: Callable[[], None]) -> int:
    """Fork before any connection is made; 0 when the child did its work and ended by itself."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    main(sys.argv[1], is_protected="unprotected" not in sys.argv)
