"""The driver: plays the centre's people, in a process of its own, by the clock of the visitor.

It calls the actions that the pages call and writes no row itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import structlog
from django.db import close_old_connections, connections

from panah.demo import clock, past
from panah.demo.today import Today
from panah.figures import actions as figures
from panah.journal import actions as journal
from panah.sites import queries as sites
from panah.sites.models import Site
from panah.staff import queries as staff
from panah.staff.models import StaffMember

STEP_SECONDS = 0.15
RELEASE_SECONDS = 3.0

log = structlog.get_logger("panah.demo")


def run(stop: threading.Event) -> None:
    """Play until told to stop: the living day, and behind it the days before."""
    site = sites.here()
    clerks = clerks_of(site)
    behind = threading.Thread(target=_behind, args=(site, clerks, stop), daemon=True)
    behind.start()
    _live(site, clerks, stop)
    behind.join(1.0)


def clerks_of(site: Site) -> Mapping[int, StaffMember]:
    """Who works at which desk of the demonstration."""
    named = {desk.number: staff.member(f"clerk-{desk.number}") for desk in staff.desks_of(site)}
    return {number: clerk for number, clerk in named.items() if clerk}


def _live(site: Site, clerks: Mapping[int, StaffMember], stop: threading.Event) -> None:
    today = Today(site, clerks)
    clock.let_run()
    while not stop.wait(STEP_SECONDS):
        _in_peace("a step of the day failed", lambda: today.step(stop=stop))
    connections.close_all()


def _behind(site: Site, clerks: Mapping[int, StaffMember], stop: threading.Event) -> None:
    """Fill the days before, and from then on publish the figures of each day that is due.

    A day is published once and for ever, so none is before all of its people are there.
    """
    _in_peace("the days before are not complete", lambda: _fill(site, clerks, stop))
    while not stop.is_set():
        _in_peace(
            "nothing was published",
            lambda: figures.release_due_days(site, at=clock.now()),
        )
        stop.wait(RELEASE_SECONDS)
    connections.close_all()


def _fill(site: Site, clerks: Mapping[int, StaffMember], stop: threading.Event) -> None:
    started = time.monotonic()
    if past.fill(site, clerks, stop=stop):
        journal.sequence_pending(at=clock.now())
        log.info("the days before are there", seconds=round(time.monotonic() - started, 1))


def _in_peace(sentence: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        log.exception(sentence)
        close_old_connections()
