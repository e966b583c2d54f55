"""`panah bench renewal`: what giving records new blind keys costs the desks, over HTTP.

Desks register at a steady rate, first while every record has today's keys, then while the worker
gives all of them new ones, then alone again; and the same without pausing, as fast as they can. A
record counts as one of an earlier version because its row says so. That it gets the very keys
which it had is no less work: it is opened, keys are made, old ones deleted and new ones written.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from panah.cli import centre
from panah.cli.benches.clerks import Browser, Clerk, Worked, work_of
from panah.cli.benches.desk import (
    _database,
    _line_for,
    _made_ready,
    _processor,
    _pss,
    _sessions,
    _told,
    _web,
)
from panah.cli.benches.phones import _mean, _paced
from panah.cli.benches.restore import _register
from panah.engines.matching import KEYS_VERSION
from panah.keeper.launch import start_keeper

if TYPE_CHECKING:
    from django.db.models import QuerySet

AT_MOST_PER_S = 200
"""Registrations that clerks who never pause may do; so many numbers are given out for them."""
PATIENCE_SECONDS = 60.0
CALM_SECONDS = 3.0
TOO_FEW = 2

Figures = dict[str, float | str]


class TooFewPeople(Exception):
    """All records had new keys before the desks were listened to long enough."""


def renewal(
    people: Annotated[int, typer.Option(help="How many records get new keys.")] = 5_000,
    rate: Annotated[float, typer.Option(help="Registrations a second at the steady pace.")] = 10.0,
    clerks: Annotated[int, typer.Option(help="How many clerks share them.")] = 16,
    seconds: Annotated[float, typer.Option(help="How long desks work meanwhile.")] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Desks register while records get new blind keys: how much longer it takes them.

    On SQLite in a folder of its own; on PostgreSQL where PANAH_DATABASE_URL names an empty one.
    """
    with tempfile.TemporaryDirectory(prefix="panah-renewal-") as folder:
        try:
            figures = _measure(Path(folder), Asked(people, rate, clerks, seconds))
        except TooFewPeople as few:
            typer.echo(f"{people} records were renewed within {few} seconds: take more", err=True)
            raise typer.Exit(TOO_FEW) from None
    typer.echo(json.dumps(figures) if as_json else _told(figures))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured."""

    people: int
    rate: float
    clerks: int
    seconds: float


@dataclass(slots=True)
class Renewed:
    """What happened while records got new keys."""

    records: int = 0
    seconds: float = 0.0


def _measure(folder: Path, asked: Asked) -> Figures:
    data = folder / "data"
    keys = _made_ready(data)
    cookies = _sessions(asked.clerks)
    with centre.opened(data):
        _register(asked.people, folder, name="known")
    with start_keeper(data, keys) as keeper, _web(keeper, worker=True) as (port, running):
        clerks = [Clerk(Browser(port, each), 1000 + n) for n, each in enumerate(cookies)]
        with _line_for(4 * len(clerks)):
            work_of(4 * len(clerks), [each.register for each in clerks])  # warm, and not counted
        figures: Figures = {"database": _database(), "people": float(asked.people)}
        for name, rate in (("", asked.rate), ("busy_", 0.0)):
            found = _compared(clerks, rate, asked.seconds, running)
            figures |= {f"{name}{figure}": value for figure, value in found.items()}
        return figures


def _compared(
    clerks: Sequence[Clerk], rate: float, seconds: float, running: Mapping[str, int]
) -> Figures:
    def work() -> Worked:  # as long each time: as many numbers are given out meanwhile
        with _line_for(int((rate or AT_MOST_PER_S) * seconds / 2) + len(clerks)):
            return _paced(clerks, rate, seconds=seconds / 2)

    before, held = work(), _pss(running.values())
    with _renewing() as renewed, _spending(running) as spent:
        during = _together(work(), work())
        held_then = _pss(running.values())
    alone = _together(before, work())
    return {
        **_of(during, alone),
        "renewed_per_s": renewed.records / renewed.seconds,
        **{f"{name}_processor_share": part / renewed.seconds for name, part in spent().items()},
        "pss_mb_alone": held,
        "pss_mb": held_then,
    }


def _together(one: Worked, other: Worked) -> Worked:
    return Worked([*one.milliseconds, *other.milliseconds], one.seconds + other.seconds)


def _of(during: Worked, alone: Worked) -> Figures:
    return {
        "registrations_per_s_alone": alone.per_second,
        "registrations_per_s": during.per_second,
        "desk_p50_ms_alone": alone.percentile(0.5),
        "desk_p50_ms": during.percentile(0.5),
        "desk_p95_ms_alone": alone.percentile(0.95),
        "desk_p95_ms": during.percentile(0.95),
        "desk_mean_ms_alone": _mean(alone),
        "desk_mean_ms": _mean(during),
        "desk_slower_by": _mean(during) / _mean(alone) - 1,
        "desk_rate_lower_by": 1 - during.per_second / alone.per_second,
    }


@contextmanager
def _spending(running: Mapping[str, int]) -> Iterator[Callable[[], dict[str, float]]]:
    """What each process has had of the processors, once it is over."""
    before = _processor(running)
    spent: dict[str, float] = {}
    yield lambda: spent
    spent |= {name: now - before[name] for name, now in _processor(running).items()}


@contextmanager
def _renewing() -> Iterator[Renewed]:
    """Have the worker give every record new keys meanwhile; afterwards it is left off.

    Raises:
        TooFewPeople: it was over before.
    """
    _count_all_as_earlier()
    first, begin = _wait_until_it_has_begun(), time.perf_counter()
    renewed = Renewed()
    try:
        yield renewed
        renewed.records = _done() - first
        renewed.seconds = time.perf_counter() - begin
        if _is_renewed():
            raise TooFewPeople(f"{renewed.seconds:.0f}")
    finally:
        _count_all_as_new()


def _count_all_as_earlier() -> None:
    from django.db import transaction

    with transaction.atomic():
        _of_vault("SealedIdentity").update(canonical_version=KEYS_VERSION - 1)
        _of_vault("Renewal").delete()
    _calm_down()


def _count_all_as_new() -> None:
    from django.db import transaction

    at = datetime.now(UTC)
    with transaction.atomic():
        _of_vault("SealedIdentity").update(canonical_version=KEYS_VERSION)
        _of_vault("Renewal").update(renewed_at=at, ended_at=at)
    _calm_down()


def _calm_down() -> None:
    """Clear away what it costs to stage all this: no upgrade writes every row anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("vault_sealedidentity", "vault_renewal"):
                cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    time.sleep(CALM_SECONDS)


def _of_vault(name: str) -> QuerySet[Any]:
    """Rows of the vault by the name of their table: this stages an upgrade, and opens nothing."""
    from django.apps import apps

    rows: QuerySet[Any] = apps.get_model("vault", name)._default_manager.all()
    return rows


def _wait_until_it_has_begun() -> int:
    end = time.monotonic() + PATIENCE_SECONDS
    while not (done := _done()):
        if time.monotonic() > end:
            raise TimeoutError("the worker renews nothing")
        time.sleep(0.05)
    return done


def _done() -> int:
    from panah.duplicates.queries import comparability

    return comparability().done


def _is_renewed() -> bool:
    from panah.duplicates.queries import comparability

    return comparability().is_renewed
