"""`panah doctor`: whether this machine and this data folder are fit for a centre."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from panah.cli import centre
from panah.cli.endings import UNUSABLE, end, gettext_noop
from panah.cli.examining import backups, comparing, database, folders, installed, machine
from panah.cli.examining.finding import Finding, Weight
from panah.cli.serve import KeysOption
from panah.keeper import keyfolder

DANGEROUS = 1
MAY_NOT_LOOK = gettext_noop("This user may not look at %(what)s. Ask as its owner, or as root.")
SIGNS = {Weight.FINE: "✓", Weight.LOOK: "–", Weight.DANGER: "✗"}


def doctor(
    data: Annotated[
        Path | None, typer.Option("--data", help="The data folder to look at, too.")
    ] = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Look whether everything is as it must be; code 1 when something is dangerous."""
    try:
        centre.set_up_django(data or Path("var/data"))
        found = list(_everything(data, keys))
    except PermissionError as error:
        end(UNUSABLE, MAY_NOT_LOOK, str(error.filename))
    is_dangerous = any(one.weight is Weight.DANGER for one in found)
    if as_json:
        plain = {"dangerous": is_dangerous, "findings": [asdict(one) for one in found]}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        for one in found:
            _say(one)
    raise typer.Exit(DANGEROUS if is_dangerous else 0)


def _everything(data: Path | None, keys: Path | None) -> Iterator[Finding]:
    yield from installed.examine()
    yield from machine.memory()
    yield from machine.clock()
    if data is None:
        return
    yield from machine.disk(data)
    yield from folders.data(data)
    yield from folders.keys(keys or keyfolder.default_folder(data), data)
    if not data.is_dir():
        return
    yield from folders.running_keeper(data)
    if (data / centre.DATABASE).exists() or os.environ.get("PANAH_DATABASE_URL"):
        yield from database.examine()
        yield from comparing.examine()
        yield from backups.examine()


def _say(one: Finding) -> None:
    typer.echo(f"{SIGNS[one.weight]} {one.topic}: {one.found}")
    if one.advice:
        label = _("danger") if one.weight is Weight.DANGER else _("look")
        typer.echo(f"    {label}: {one.advice}")
