"""`panah bench phones`: holders' pages that ask for news while desks register, over HTTP.

Desks register at a steady rate, alone and while every page asks when the server told it to, in
turn; and the same without pausing, as fast as they can. Compared are the same desks with and
without phones, in one run: what machine and worker do now and then meets both. Whoever asks,
whoever registers, and all that answers share the processors of one machine. So there is a third
part: desks beside a program that takes as much of a processor as the asking took, and asks nobody.
What desks are slower by than beside that one, the answering costs; phones bring their own
processors.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer

from panah.cli.benches.clerks import Browser, Clerk, Worked, work_of
from panah.cli.benches.desk import _database, _made_ready, _pss, _sessions, _told, _web
from panah.keeper.launch import start_keeper

MOST_SECONDS = 300
ROUNDS = 4
BUSY_USE_PER_S = 600  # desks that never pause, in all three parts: the line has to last
Figures = dict[str, float | str]


def phones(
    count: Annotated[int, typer.Option("--phones", help="How many pages ask.")] = 10_000,
    rate: Annotated[float, typer.Option(help="Registrations a second at the steady pace.")] = 10.0,
    clerks: Annotated[int, typer.Option(help="How many clerks share them.")] = 16,
    seconds: Annotated[
        float, typer.Option(help="How long the phones are listened to, in four parts.")
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


@dataclass(frozen=True, slots=True)
class Heard:
    """What the pages heard meanwhile."""

    found: dict[str, Any]

    def percentile(self, share: float, name: str = "milliseconds") -> float:
        """The time within which this share was answered."""
        values = self.found[name] or [0.0]
        return Worked(values, 1.0).percentile(share)


@dataclass(frozen=True, slots=True)
class Round:
    """What pages heard, and what desks did meanwhile, beside a stand-in for the asking, alone."""

    heard: Heard
    during: Worked
    beside: Worked
    calm: Worked


def _measure(data: Path, asked: Asked) -> Figures:
    keys = _made_ready(data)
    cookies = _sessions(asked.clerks)
    secrets = _line(asked.phones + int(asked.seconds * asked.rate * 3) + asked.phones // 2)
    with start_keeper(data, keys) as keeper, _web(keeper, worker=True) as (port, running):
        _wait_until_all_is_calm(secrets[-1])
        clerks = [Clerk(Browser(port, each), 1000 + n) for n, each in enumerate(cookies)]
        work_of(4 * len(clerks), [each.register for each in clerks])  # warm, and not counted

        figures: Figures = {"database": _database(), "phones": float(asked.phones)}
        for name, rate in (("", asked.rate), ("busy_", 0.0)):
            listened = asked.seconds if rate else min(asked.seconds, asked.phones / BUSY_USE_PER_S)
            seconds, rounds = listened / ROUNDS, []
            for _ in range(ROUNDS):
                calm = _paced(clerks, rate, seconds=seconds)
                with _asking(port, _still_waiting(secrets)[: asked.phones], seconds) as heard:
                    during = _paced(clerks, rate, seconds=seconds)
                with _standing_in(heard(), seconds):
                    beside = _paced(clerks, rate, seconds=seconds)
                rounds.append(Round(heard(), during, beside=beside, calm=calm))
            figures |= _of(name, rounds, seconds=listened)
        return figures | {"pss_mb": _pss(running.values())}


def _of(name: str, rounds: Sequence[Round], *, seconds: float) -> Figures:
    heard = _all_heard([each.heard for each in rounds])
    during = _all([each.during for each in rounds])
    beside, calm = _all([each.beside for each in rounds]), _all([each.calm for each in rounds])
    found, asking = heard.found, len(heard.found["milliseconds"])
    figures: Figures = {
        "questions_per_s": asking / seconds,
        "p50_ms": heard.percentile(0.50),
        "p95_ms": heard.percentile(0.95),
        "p99_ms": heard.percentile(0.99),
        "most_ms": heard.percentile(1.0),
        "pages_p95_ms": heard.percentile(0.95, "page_milliseconds"),
        "failed": found["failed"],
        "unchanged_share": found["statuses"].get("304", 0) / max(1, asking),
        "asked_often_share": found["asked_again"].get("often", 0) / max(1, asking),
        "asking_late_p95_ms": heard.percentile(0.95, "late_ms"),
        "asking_processor_share": found["processor_share"],
        "registrations_per_s_alone": calm.per_second,
        "registrations_per_s": during.per_second,
        "desk_p95_ms_alone": calm.percentile(0.95),
        "desk_p95_ms": during.percentile(0.95),
        "desk_mean_ms_alone": _mean(calm),
        "desk_mean_ms_beside_stand_in": _mean(beside),
        "desk_mean_ms": _mean(during),
        "desk_slower_by": _mean(during) / _mean(calm) - 1,
        "desk_slower_by_answers": _mean(during) / _mean(beside) - 1,
        "desk_rate_lower_by": 1 - during.per_second / calm.per_second,
        "desk_rate_lower_by_answers": 1 - during.per_second / beside.per_second,
    }
    return {f"{name}{figure}": value for figure, value in figures.items()}


def _all(rounds: Sequence[Worked]) -> Worked:
    took = [one for each in rounds for one in each.milliseconds]
    return Worked(took, sum(each.seconds for each in rounds))


def _all_heard(rounds: Sequence[Heard]) -> Heard:
    found: dict[str, Any] = {}
    for name, first in rounds[0].found.items():
        every = [each.found[name] for each in rounds]
        if isinstance(first, dict):
            found[name] = dict(sum(map(Counter, every), Counter()))
        elif isinstance(first, list):
            found[name] = [one for each in every for one in each]
        else:
            found[name] = sum(every) / (len(every) if name.endswith("_share") else 1)
    return Heard(found)


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


@contextmanager
def _asking(port: int, secrets: Sequence[str], seconds: float) -> Iterator[Callable[[], Heard]]:
    """Let every page ask for so long; afterwards, what was heard."""
    command = [sys.executable, "-m", "panah.cli.benches.holders", str(port), str(seconds)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as asking:  # noqa: S603
        assert asking.stdin
        assert asking.stdout
        asking.stdin.write(json.dumps(list(secrets)))
        asking.stdin.close()
        asking.stdout.readline()  # everybody has asked once
        said: list[Heard] = []
        yield lambda: said[0]
        said.append(Heard(json.loads(asking.stdout.readline())))


@contextmanager
def _standing_in(heard: Heard, seconds: float) -> Iterator[None]:
    """Beside this, a program takes as much of the processors as the asking did, as often."""
    rate = max(1.0, len(heard.found["milliseconds"]) / seconds)
    said = [seconds, heard.found["processor_share"], rate]
    command = [sys.executable, "-m", "panah.cli.benches.standin", *map(str, said)]
    with subprocess.Popen(command):  # noqa: S603 - our own program
        yield
