"""`panah bench restore`: a large register backed up, backed up again after little, and restored.

On SQLite, or on the PostgreSQL that the environment names, beside whose database it makes another.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from panah.cli import centre
from panah.cli.benches import multiplied
from panah.cli.benches.register import written
from panah.keeper import keyfolder

SAMPLE, MORE = 500, 50
RESTORED = "panah_bench_restored"


def restore(
    size: Annotated[int, typer.Option(help="How many invented people.")] = 20_000,
    at: Annotated[Path | None, typer.Option(help="A folder with room; a temporary one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Back up and restore a register of invented people, everything checked."""
    with tempfile.TemporaryDirectory(prefix="panah-bench-", dir=at) as folder:
        data = Path(folder) / "data"
        centre.set_up_django(data)
        with centre.opened(data):
            _register(SAMPLE, Path(folder), name="first")
            multiplied.grow(size, say=lambda said: typer.echo(said, err=True))
            _sign()
            figures = {"people": size, **_backed_up(data, Path(folder))}
        figures |= _restored(data, Path(folder))
    figures |= {"database": "postgresql" if _address() else "sqlite"}
    lines = (f"{name:>28}  {value}" for name, value in figures.items())
    typer.echo(json.dumps(figures) if as_json else "\n".join(lines))


def _register(people: int, folder: Path, *, name: str) -> None:
    """Register a list as `panah register` does, and give its events their places."""
    from collections import deque

    from panah.cli.lists.files import open_list
    from panah.cli.register import result_lines
    from panah.journal.actions import sequence_pending
    from panah.web.clock import real_now

    path = written(people, folder).rename(folder / f"{name}.csv")
    deque(result_lines(open_list(path)), maxlen=0)
    sequence_pending(at=real_now())


def _sign() -> None:
    from panah.journal.actions import make_checkpoint
    from panah.journal.models import Log
    from panah.web.clock import real_now

    for log in Log:
        make_checkpoint(log, at=real_now())


def _backed_up(data: Path, folder: Path) -> dict[str, Any]:
    """A first backup, one with nothing new, and one after some more people."""
    from panah.backups.shipping import Shipper
    from panah.backups.sources import source_of
    from panah.web.clock import real_now

    with closing(source_of(data)) as source:
        shipper = Shipper(data, folder / "stick", source, clock=real_now)
        first, first_s = _timed(shipper.ship)
        _register(SAMPLE + MORE, folder, name="more")  # the first are known already
        _sign()
        later, later_s = _timed(shipper.ship)
        shipper.save()
    return {
        "first_backup_mb": round(first.size / 1e6, 1),
        "first_backup_s": round(first_s, 1),
        "next_backup_mb": round(later.size / 1e6, 2),
        "next_backup_s": round(later_s, 2),
    }


def _restored(data: Path, folder: Path) -> dict[str, Any]:
    """The command, as somebody types it, into a new folder or a new database."""
    words = ["restore", "--from", folder / "stick", "--data", folder / "restored"]
    keys = ["--keys", keyfolder.default_folder(data)]
    address = _new_database()
    done, seconds = _timed(
        lambda: subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "panah.cli.main", *map(str, [*words, *keys])],
            env=os.environ | ({"PANAH_DATABASE_URL": address} if address else {}),
            capture_output=True,
            text=True,
            check=False,
        )
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    typer.echo(done.stdout, err=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime
    return {"restore_s": round(seconds, 1), "restore_processor_s": round(busy, 1)}


def _new_database() -> str:
    """The address of an empty database beside that of the environment; empty for SQLite."""
    if not (address := _address()):
        return ""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
        connection.execute(f"CREATE DATABASE {RESTORED}")
    before, _, name = address.partition("?")
    return f"{before.rpartition('/')[0]}/{RESTORED}?{name}"


def _address() -> str:
    return os.environ.get("PANAH_DATABASE_URL", "")


def _timed(work: Any) -> tuple[Any, float]:
    begin = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begin
