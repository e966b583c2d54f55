"""`panah demo`: a living centre with invented people."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from panah.cli import centre, processes
from panah.cli.endings import UNUSABLE, end, gettext_noop, stopping
from panah.cli.listening import Listening
from panah.cli.serve import DataOption, KeysOption, prepare
from panah.keeper import keyfolder
from panah.keeper.launch import KeeperProcess

DESKS = 12
NOT_NEW = gettext_noop("A demonstration needs a new folder; %(what)s holds a centre.")


def demo(
    data: DataOption,
    keys: KeysOption = None,
    port: Annotated[int, typer.Option(help="Where to listen on this machine.")] = 8000,
) -> None:
    """Run a demonstration: Almaty, October 2022, with invented people, 60 times faster."""
    if (data / centre.DATABASE).exists():
        end(UNUSABLE, NOT_NEW, str(data))
    key_folder = keys or keyfolder.default_folder(data)
    os.environ["PANAH_DEMO"] = "1"
    with stopping():
        listening = Listening(port=port)
        prepare(data, key_folder, listening)
        centre.ensure_site("ALA", desks=DESKS)
        _open_doors()
        with processes.running_centre(
            data, key_folder, listening=listening, more=_drive
        ) as running:
            typer.echo(f"Panah: {running.address}")
            running.watch()


def _open_doors() -> None:
    from panah.demo import actions

    actions.open_doors()


def _drive(running: processes.Centre, keeper: KeeperProcess) -> None:
    running.start(
        "driver", [sys.executable, "-m", "panah.demo.__main__"], keeper.environment(bulk=True)
    )
