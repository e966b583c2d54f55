"""`panah bench phones`: holders' pages that ask for news while desks register, over HTTP.

Desks register at a steady rate, alone and while every page asks when the server told it to, by
turns; and the same without pausing, as fast as they can. Compared are the same desks with and
without phones, in one run: what machine and worker do now and then meets both. Whoever asks,
whoever registers, and all that answers share the processors of one machine. So there is a third
kind: desks beside a program that takes as much of a processor as the asking took, and asks nobody.
What desks are slower by than beside that one, the answering costs; phones bring their own
processors.

The kinds take turns of a few seconds, in every order (`by_turns.py`). When pages ask again, it is
as if they had never paused: those whose number was called in the last seconds have not heard of it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as clock
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from panah.cli.benches.askers import Askers, Heard, all_heard, due_as_ever, lately, standing_in
from panah.cli.benches.by_turns import give_or_take, orders
from panah.cli.benches.clerks import Browser, Clerk, Worked, work_of
from panah.cli.benches.desk import _database, _made_ready, _pss, _sessions, _told, _web
from panah.keeper.launch import start_keeper

MOST_SECONDS = 300
ALONE, PHONES, STAND_IN = KINDS = ("alone", "phones", "stand-in")
TURNS, BUSY_TURNS = 12, 6
BUSY_USE_PER_S = 600  # desks that never pause, in all three parts: the line has to last
Figures = dict[str, float | str]


def phones(
    count: Annotated[int, typer.Option("--phones", help="How many pages ask.")] = 10_000,
    rate: Annotated[float, typer.Option(help="Registrations a second at the steady pace.")] = 10.0,
    clerks: Annotated[int, typer.Option(help="How many clerks share them.")] = 16,
    seconds: Annotated[
        float, typer.Option(help="How long the phones are listened to, all turns together.")
    ] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Pages of numbers that ask for news, while desks register: how long both wait.

    On SQLite in a folder of its own; on PostgreSQL where PANAH_DATABASE_URL names an empty one.
    """
    with tempfile.TemporaryDirectory(prefix="panah-phones-") as folder:
        figures = _measure(Path(folder) / "data", Asked(count, rate, clerks, seconds))
    typer.echo(json.dumps(figures) if as_json else _told(figures))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured."""

    phones: int
    rate: float
    clerks: int
    seconds: float


@dataclass(slots=True)
class Turn:
    """What desks did in one turn, for each kind of it, and what pages heard."""

    worked: dict[str, Worked] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)


class Centre:
    """A centre that is open: its clerks, and the pages of those who wait outside."""

    def __init__(
        self, clerks: Sequence[Clerk], askers: Askers, secrets: Sequence[str], *, phones: int
    ) -> None:
        self.clerks, self._askers, self._secrets, self._phones = clerks, askers, secrets, phones
        self._last: Heard | None = None

    def turns(self, rate: float, *, seconds: float, turns: int) -> list[Turn]:
        """Let clerks register so long with phones and without, by turns."""
        part = seconds / turns
        self._one(PHONES, rate, Turn(), part)  # the stand-in has to know them; not counted
        done = []
        for order in orders(KINDS, turns=turns):
            turn = Turn()
            for kind in order:
                self._one(kind, rate, turn, part)
            done.append(turn)
        return done

    def _one(self, kind: str, rate: float, turn: Turn, seconds: float) -> None:
        if kind == PHONES:
            with self._askers.asking(self._due(), seconds) as turn.heard:
                turn.worked[kind] = _paced(self.clerks, rate, seconds=seconds)
            self._last = turn.heard[0]
        elif kind == STAND_IN and self._last:
            with standing_in(self._last, seconds):
                turn.worked[kind] = _paced(self.clerks, rate, seconds=seconds)
        else:
            turn.worked[kind] = _paced(self.clerks, rate, seconds=seconds)

    def _due(self) -> list[tuple[str, float]]:
        waiting = _still_waiting(self._secrets)[: self._phones]
        calls = [
            (at, self._secrets[number - 1]) for each in self.clerks for at, number in each.called
        ]
        return due_as_ever(waiting, lately(calls))


def _measure(data: Path, asked: Asked) -> Figures:
    keys = _made_ready(data)
    cookies = _sessions(asked.clerks)
    secrets = _line(asked.phones + int(asked.seconds * asked.rate * 3.5) + asked.phones // 2)
    with start_keeper(data, keys) as keeper, _web(keeper, worker=True) as (port, running):
        _wait_until_all_is_calm(secrets[-1])
        clerks = [Clerk(Browser(port, each), 1000 + n) for n, each in enumerate(cookies)]
        work_of(4 * len(clerks), [each.register for each in clerks])  # warm, and not counted

        figures: Figures = {"database": _database(), "phones": float(asked.phones)}
        with Askers(port) as askers:
            centre = Centre(clerks, askers, secrets, phones=asked.phones)
            steady = centre.turns(asked.rate, seconds=asked.seconds, turns=TURNS)
            figures |= _of("", steady)
            most = min(asked.seconds, asked.phones / BUSY_USE_PER_S)
            figures |= _of("busy_", centre.turns(0.0, seconds=most, turns=BUSY_TURNS))
        return figures | {"pss_mb": _pss(running.values())}


def _of(name: str, turns: Sequence[Turn]) -> Figures:
    heard = all_heard([each for turn in turns for each in turn.heard])
    figures: Figures = {**_of_pages(heard), **_of_desks(turns)}
    return {f"{name}{figure}": value for figure, value in figures.items()}


def _of_pages(heard: Heard) -> Figures:
    found, asking = heard.found, len(heard.found["milliseconds"])
    return {
        "questions_per_s": asking / found["seconds"],
        "p50_ms": heard.percentile(0.50),
        "p95_ms": heard.percentile(0.95),
        "p99_ms": heard.percentile(0.99),
        "most_ms": heard.percentile(1.0),
        "called_per_s": len(found["whole_milliseconds"]) / found["seconds"],
        "called_p95_ms": heard.percentile(0.95, "whole_milliseconds"),
        "failed": found["failed"],
        "unchanged_share": found["statuses"].get("304", 0) / max(1, asking),
        "asked_often_share": found["asked_again"].get("often", 0) / max(1, asking),
        "asking_late_p95_ms": heard.percentile(0.95, "late_ms"),
        "asking_processor_share": found["processor_share"],
    }


def _of_desks(turns: Sequence[Turn]) -> Figures:
    alone, phones, stand_in = (_all(turns, kind) for kind in KINDS)
    return {
        "registrations_per_s_alone": alone.per_second,
        "registrations_per_s": phones.per_second,
        "desk_p50_ms_alone": alone.percentile(0.50),
        "desk_p50_ms": phones.percentile(0.50),
        "desk_p95_ms_alone": alone.percentile(0.95),
        "desk_p95_ms": phones.percentile(0.95),
        "desk_most_ms_alone": alone.percentile(1.0),  # where a disk stood still, means say little
        "desk_most_ms": phones.percentile(1.0),
        "desk_mean_ms_alone": _mean(alone),
        "desk_mean_ms_beside_stand_in": _mean(stand_in),
        "desk_mean_ms": _mean(phones),
        "desk_slower_by": _slower(turns, ALONE),
        "desk_slower_give_or_take": give_or_take(turns, lambda some: _slower(some, ALONE)),
        "desk_slower_by_answers": _slower(turns, STAND_IN),
        "desk_rate_lower_by": _lower(turns, ALONE),
        "desk_rate_give_or_take": give_or_take(turns, lambda some: _lower(some, ALONE)),
        "desk_rate_lower_by_answers": _lower(turns, STAND_IN),
    }


def _slower(turns: Sequence[Turn], than: str) -> float:
    return _mean(_all(turns, PHONES)) / _mean(_all(turns, than)) - 1


def _lower(turns: Sequence[Turn], than: str) -> float:
    return 1 - _all(turns, PHONES).per_second / _all(turns, than).per_second


def _all(turns: Sequence[Turn], kind: str) -> Worked:
    parts = [each.worked[kind] for each in turns]
    took = [one for each in parts for one in each.milliseconds]
    return Worked(took, sum(each.seconds for each in parts))


def _mean(worked: Worked) -> float:
    return sum(worked.milliseconds) / len(worked.milliseconds)


def _line(size: int) -> list[str]:
    """So many numbers that wait, of a centre that is open all day; the secret of each."""
    from django.db import transaction

    from panah.line.actions import issue_ticket
    from panah.sites import queries
    from panah.sites.actions import set_week
    from panah.sites.hours import Hours

    site, at = queries.here(), datetime.now(UTC)
    week = [Hours(clock.min, clock(23, 59))] * 7
    set_week(site, week, time_zone=site.time_zone, by="bench", at=at)
    with transaction.atomic():
        issued = [issue_ticket(site, party_size=1 + n % 3 // 2, at=at) for n in range(size)]
    return [one.secret for one in issued]


def _still_waiting(secrets: Sequence[str]) -> list[str]:
    """Those of numbers that wait: whose number has ended hardly asks."""
    from panah.line import queries
    from panah.sites.queries import here

    site = here()
    numbers = queries.next_numbers(
        site, queries.day_of(site, datetime.now(UTC)), count=len(secrets)
    )
    return [secrets[number - 1] for number in numbers]


def _wait_until_all_is_calm(last: str) -> None:
    """Until everybody was told when they are called, and the journal has everything in order."""
    from panah.journal.models import Log
    from panah.journal.queries import pending_count
    from panah.line import queries

    ticket, end = queries.ticket_by_secret(last), time.monotonic() + MOST_SECONDS
    assert ticket
    while True:
        told = queries.place_of(ticket, datetime.now(UTC)).told
        if told and not pending_count(Log.LINE):
            return
        if time.monotonic() > end:
            raise TimeoutError("the worker is not done")
        time.sleep(1.0)


def _paced(clerks: Sequence[Clerk], rate: float, *, seconds: float) -> Worked:
    """Let clerks share out registrations that are due one after the other.

    A registration is late by the moment at which it was due, also where every clerk was busy.

    Args:
        rate: so many a second; 0 for one after the other, as fast as they can.
    """
    for clerk in clerks:
        clerk.browser.connection.close()  # idle for long, and perhaps hung up on: it opens again
    begin, turns = time.perf_counter(), count()

    def work(clerk: Clerk) -> list[float]:
        took: list[float] = []
        while True:
            due = begin + next(turns) / rate if rate else time.perf_counter()
            if due >= begin + seconds:
                return took
            time.sleep(max(0.0, due - time.perf_counter()))
            clerk.register()
            took.append(1000 * (time.perf_counter() - due))

    with ThreadPoolExecutor(len(clerks)) as pool:
        parts = list(pool.map(work, clerks))
    return Worked([one for part in parts for one in part], time.perf_counter() - begin)
