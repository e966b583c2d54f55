"""Threads that wait until whoever runs has done their share."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from panah.web.giving_way import interrupt_nobody

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own way to share")


def policy() -> int:
    """How the system lets this thread run."""
    return os.sched_getscheduler(0)


def test_a_thread_and_those_it_starts_interrupt_nobody_and_others_stay_as_they_were() -> None:
    before = policy()

    def give_way_and_start_another() -> tuple[int, int]:
        interrupt_nobody()
        with ThreadPoolExecutor(1) as begun_later:
            return policy(), begun_later.submit(policy).result()

    with ThreadPoolExecutor(1) as other:
        both = other.submit(give_way_and_start_another).result()

    assert both == (os.SCHED_BATCH, os.SCHED_BATCH)
    assert policy() == before


def test_where_it_is_forbidden_everything_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", forbidden)
    before = policy()

    interrupt_nobody()

    assert policy() == before
