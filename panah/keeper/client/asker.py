"""In whose name the keeper is asked: the desk or staff session whose pace the questions count on.

A view sets it once, around everything it does; without it, all questions of the process share
one pace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_who: ContextVar[str] = ContextVar("panah_keeper_asker", default="")


@contextmanager
def asking_as(who: str) -> Iterator[None]:
    """Count the questions asked inside on one session's pace.

    Args:
        who: an opaque id of the session, never a name: letters, digits, `:`, `_`, `-`; at most 64.
    """
    before = _who.set(who)
    try:
        yield
    finally:
        _who.reset(before)


def asker() -> str:
    """The session in whose name this thread asks; empty when nobody said."""
    return _who.get()
