"""`panah bench desk`: clerks who register over HTTP, beside a bare view and bare rows.

A registration is what a clerk's keys cause where the sheet is typed without a mistake: the next
number is called, the desk is shown, the sheet is sent and kept. Sealing, comparing, the journal
and the look again are all on. The keeper's pace is the operator's: a desk's own is for people,
and these clerks are none.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated

import typer

from panah.cli import centre, processes
from panah.cli.benches.clerks import Browser, Clerk, Worked, work_of
from panah.cli.benches.rows_again import empty, insert_part, rows_of
from panah.cli.listening import Listening
from panah.keeper import keyfolder
from panah.keeper.launch import KeeperProcess, start_keeper

if TYPE_CHECKING:
    from panah.staff.models import StaffMember

BARE = "panah.cli.benches.bare:application"
BARE_FIELDS = {"family_name": "Оспанов", "given_names": "Дәурен", "born": "1990-03-01"}
MEGABYTE = 1024
MOST_WAITING, AT_ONCE, LOOK_SECONDS = 1000, 250, 0.5
WARMING = 4
OF_A_REGISTRATION = ("desk", "vault", "duplicates", "certificates", "django_tasks_database")


def desk(
    clients: Annotated[str, typer.Option(help="How many clerks at once; several by commas.")] = (
        "1,16"
    ),
    registrations: Annotated[int, typer.Option(help="How many, for each number of clerks.")] = 320,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Registering over HTTP as clerks do, beside a bare Django view and bare durable rows.

    On SQLite in a folder of its own; on PostgreSQL where PANAH_DATABASE_URL names an empty one.
    """
    sizes = [int(size) for size in clients.split(",")]
    with tempfile.TemporaryDirectory(prefix="panah-desk-") as folder:
        figures = _measure(Path(folder) / "data", sizes, registrations)
    typer.echo(json.dumps(figures | _of_most(figures, max(sizes))) if as_json else _told(figures))


def _measure(data: Path, sizes: Sequence[int], units: int) -> dict[str, float | str]:
    keys = _made_ready(data)
    sessions = _sessions(max(sizes))
    figures: dict[str, float | str] = {"database": _database()}
    asked_for = 0
    with start_keeper(data, keys) as keeper, _web(keeper, worker=True) as (port, running):
        for size in sizes:
            clerks = [
                Clerk(Browser(port, cookies), 1000 * size + place)
                for place, cookies in enumerate(sessions[:size])
            ]
            with _line_for(units + WARMING * size):
                figures |= _registering(clerks, units, running)
            asked_for += sum(each.done for each in clerks)
        figures |= {"pss_mb": _pss(running.values()), "asked_for": asked_for}
        figures["registered"] = _registered()
    with start_keeper(data, keys) as keeper, _web(keeper, target=BARE) as (port, _running):
        for size in sizes:
            views = [_bare_view(Browser(port, {})) for _ in range(size)]
            work_of(WARMING * size, views)
            figures[f"bare_view_per_s_{size}"] = work_of(units, views).per_second
    for size in sizes:
        again = _bare_rows(units)
        figures[f"bare_rows_per_s_{size}"] = work_of(units, [again] * size).per_second
        rate = float(figures[f"registrations_per_s_{size}"])
        figures[f"ratio_{size}"] = rate / float(figures[f"bare_view_per_s_{size}"])
    return figures


def _of_most(figures: dict[str, float | str], size: int) -> dict[str, float | str]:
    """What the most clerks at once did, once more under names without their number."""
    end = f"_{size}"
    return {name.removesuffix(end): said for name, said in figures.items() if name.endswith(end)}


def _made_ready(data: Path) -> Path:
    """A new centre in this folder, with Django set up on it; its keys."""
    keys = keyfolder.default_folder(data)
    centre.make_ready(data, keys)
    os.environ["PANAH_STATIC"] = str(data / "run" / "static")
    centre.set_up_django(data, keys)
    centre.migrate()
    centre.ensure_site("")
    processes.collect_static()
    _compile()
    return keys


def _compile() -> None:
    """Have what the worker simulates with compiled: once on a machine, and on nobody's time."""
    if find_spec("numba"):
        from panah.engines.simulation import machine

        with suppress(machine.NotBuilt):
            machine.make_ready()


def _registering(
    clerks: Sequence[Clerk], units: int, running: Mapping[str, int]
) -> dict[str, float | str]:
    size, workers = len(clerks), [each.register for each in clerks]
    work_of(WARMING * size, workers)  # not counted
    sent, spent = sum(each.browser.requests for each in clerks), _processor(running)
    held = _pss(running.values())
    worked = work_of(units, workers)
    sent = sum(each.browser.requests for each in clerks) - sent
    done = len(worked.milliseconds)
    return {
        **_of(worked, size),
        f"requests_each_{size}": sent / done,
        **{
            f"{name}_processor_ms_{size}": 1000 * (seconds - spent[name]) / done
            for name, seconds in _processor(running).items()
        },
        f"pss_mb_before_{size}": held,
        f"pss_mb_after_{size}": _pss(running.values()),
    }


def _of(worked: Worked, size: int) -> dict[str, float | str]:
    return {
        f"registrations_per_s_{size}": worked.per_second,
        f"p50_ms_{size}": worked.percentile(0.50),
        f"p95_ms_{size}": worked.percentile(0.95),
        f"p99_ms_{size}": worked.percentile(0.99),
        f"most_ms_{size}": max(worked.milliseconds),
    }


def _told(figures: dict[str, float | str]) -> str:
    return "\n".join(
        f"{name:>26}  {value if isinstance(value, str) else f'{value:,.2f}'}"
        for name, value in figures.items()
    )


def _sessions(desks: int) -> list[dict[str, str]]:
    """Clerks who are signed in and sit; a clerk's cookies each."""
    from panah.sites import actions as sites
    from panah.sites import queries
    from panah.staff.actions import add_member, take_seat
    from panah.web.access import Role

    site, at = queries.here(), datetime.now(UTC)
    missing = desks - queries.open_desk_count(site)
    if missing > 0:
        sites.add_desks(site, missing)
    cookies = []
    for place, free in enumerate(queries.desks_of(site)[:desks]):
        clerk = add_member(
            f"bench-{place}", shown_name=str(place), role=Role.CLERK, site=site, password=None
        )
        take_seat(clerk, free, at=at)
        cookies.append(_cookies(clerk, at=at))
    return cookies


def _issue(tickets: int) -> None:
    from django.db import transaction

    from panah.line.actions import issue_ticket
    from panah.sites.queries import here

    site, at = here(), datetime.now(UTC)
    with transaction.atomic():  # a commit for each would take longer than what is measured
        for _ in range(tickets):
            issue_ticket(site, party_size=1, at=at)


@contextmanager
def _line_for(tickets: int) -> Iterator[None]:
    """Let so many numbers wait, or as many as wait on one day; the others are given out meanwhile.

    To give out a number is no part of registering: where all of them fit, it is done before.
    """
    missing = tickets - _waiting()
    now = min(missing, MOST_WAITING)
    _issue(now)
    ended = Event()
    giving = Thread(target=_give_out, args=(missing - now, ended))
    giving.start()
    try:
        yield
    finally:
        ended.set()
        giving.join()


def _give_out(left: int, ended: Event) -> None:
    while left > 0 and not ended.wait(LOOK_SECONDS):
        if _waiting() < MOST_WAITING:
            _issue(min(left, AT_ONCE))
            left -= AT_ONCE


def _waiting() -> int:
    from panah.line.queries import day_of, waiting_tickets
    from panah.sites.queries import here

    site = here()
    return waiting_tickets(site, day_of(site, datetime.now(UTC))).count()


def _cookies(clerk: StaffMember, *, at: datetime) -> dict[str, str]:
    """A session begun by the same function as every other, for a program without a passkey."""
    from django.conf import settings
    from django.http import HttpRequest

    from panah.web import sessions

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions.begin(request, clerk, proof=sessions.Proof.PASSKEY, at=at)
    request.session.save()
    key = str(request.session.session_key)
    return {settings.SESSION_COOKIE_NAME: key, settings.LANGUAGE_COOKIE_NAME: "en"}


@contextmanager
def _web(
    keeper: KeeperProcess, *, target: str = "", worker: bool = False
) -> Iterator[tuple[int, dict[str, int]]]:
    """A server, with a worker where it is asked for: the port, and the processes by name."""
    listening = Listening(port=_free_port())
    running = processes.Centre(listening)
    running.forks = running.forks and not target  # only what is ours is loaded already
    command = processes.web_command(listening)
    environment = {**keeper.environment(bulk=True), **listening.environment()}
    try:
        running.start("web", [*command[:-1], target or command[-1]], environment)
        if worker:
            running.start("worker", [*command[:1], "-m", "panah.cli.worker"], environment)
        running.wait_until_it_answers()
        children = {name: child.process.pid for name, child in running.children.items()}
        yield listening.port, children | {"keeper": keeper.process.pid} | running.shared()
    finally:
        running.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _bare_view(browser: Browser) -> Callable[[], float]:
    def work() -> float:
        begin = time.perf_counter()
        browser.ask("POST", "/create/", BARE_FIELDS)
        return time.perf_counter() - begin

    return work


def _bare_rows(parts: int) -> Callable[[], float]:
    """Write what registrations left once more, as many at a time as one of them leaves.

    Sealed long ago and compared with nothing, they are only rows, with the same indexes and the
    same durable commit. Of the journal there is nothing among them: it forbids taking away.
    """
    rows, part = rows_of(OF_A_REGISTRATION), count()
    empty(rows)

    def work() -> float:
        begin = time.perf_counter()
        insert_part(rows, part=next(part), parts=parts)
        return time.perf_counter() - begin

    return work


def _registered() -> int:
    from panah.desk.queries import people_registered_on
    from panah.line.queries import day_of
    from panah.sites.queries import here

    return people_registered_on(here(), day_of(here(), datetime.now(UTC)))


def _database() -> str:
    from django.db import connection

    return connection.vendor


def _processor(roots: Mapping[str, int]) -> dict[str, float]:
    """How many seconds of processor each process and its children have had."""
    spent = {name: sum(map(_seconds_of, _family(root))) for name, root in roots.items()}
    if "loaded" in spent:  # the others are its children
        spent["loaded"] -= spent["web"] + spent["worker"]
    return spent


def _seconds_of(number: int) -> float:
    after_the_name = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_the_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _pss(roots: Iterable[int]) -> float:
    """What the processes and their children hold, shared pages in equal shares, in megabytes."""
    every = {number for root in roots for number in _family(root)}
    return sum(map(_pss_of, every)) / MEGABYTE


def _family(root: int) -> list[int]:
    found = [root]
    for task in Path(f"/proc/{root}/task").iterdir():
        below = (task / "children").read_text().split()
        found += [one for child in below for one in _family(int(child))]
    return found


def _pss_of(number: int) -> int:
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
