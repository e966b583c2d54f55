"""`panah serve`: a centre on one machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from panah.cli import centre, processes
from panah.cli.endings import stopping
from panah.keeper import keyfolder

DataOption = Annotated[Path, typer.Option("--data", help="The data folder; made when new.")]
KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", help="The key folder; DIR.keys beside the data folder by default."),
]


def serve(
    data: DataOption,
    keys: KeysOption = None,
    port: Annotated[int, typer.Option(help="Where to listen on this machine.")] = 8000,
    site: Annotated[str, typer.Option(help="The centre's code, for a new data folder.")] = "",
) -> None:
    """Run a centre on this machine: keeper, web and worker."""
    key_folder = keys or keyfolder.default_folder(data)
    with stopping():
        prepare(data, key_folder, port=port)
        centre.ensure_site(site)
        with processes.running_centre(data, key_folder, host="127.0.0.1", port=port) as running:
            typer.echo(f"Panah: {running.address}")
            say_evaluation(key_folder)
            running.watch()


def prepare(data: Path, keys: Path, *, port: int) -> None:
    """Make everything ready that must be there before a process starts."""
    processes.refuse_busy_port("127.0.0.1", port)
    centre.make_ready(data, keys)
    os.environ["PANAH_STATIC"] = str(data.absolute() / "run" / "static")
    centre.set_up_django(data, keys)
    centre.migrate()
    processes.collect_static()


def say_evaluation(keys: Path) -> None:
    """Say it as long as it is so: whoever has both folders can read everything."""
    from django.utils.translation import gettext as _

    if keyfolder.is_evaluation(keys):
        typer.echo(
            _(
                "Evaluation mode: the key folder opens by itself. Whoever has it and the data can "
                "read everything."
            ),
            err=True,
        )
