"""`panah certificate`: check a paper without a network."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panah.cli import centre
from panah.cli.endings import FINE, SOME_REFUSED, UNUSABLE, end
from panah.keeper import publickeys

if TYPE_CHECKING:
    from panah.certificates.queries import CertificateStatus

PREFIX = "PNH1:"
LONGEST_READ = 4096

app = typer.Typer(help="Check a paper without a network.", no_args_is_help=True)


@app.callback()
def certificate() -> None:
    """Papers, from the side of whoever is shown one."""


@app.command()
def check(
    code: Annotated[
        str,
        typer.Argument(
            metavar="TOKEN|FILE|-",
            help="The text of the code, in quotation marks; or a file with it; or - to read it.",
            show_default=False,
        ),
    ],
    at: Annotated[
        str,
        typer.Option(
            metavar="ISO",
            help="The moment to answer for, as 2022-10-07 or 2022-10-07T15:00; now by default.",
            show_default=False,
        ),
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option(
            help="The data folder whose keys and register are asked; found by itself by default.",
            show_default=False,
        ),
    ] = None,
    keys_file: Annotated[
        Path | None,
        typer.Option(
            help="Public keys to check with, and no register: public-keys.json of a data folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what a paper is worth: valid, revoked, expired, unknown_key or not_a_paper.

    The answer's first word is one of these five. Exit code 0 for valid, 3 for the others, 2 when
    the question cannot be understood.
    """
    folder = None if keys_file else data or _folder_nearby()
    centre.set_up_django(folder or Path("var/data"))
    found = _checked(_text_of(code), at, folder=folder, keys_file=keys_file)
    _say(found)
    raise typer.Exit(FINE if found.is_valid else SOME_REFUSED)


def _checked(
    text: str, at: str, *, folder: Path | None, keys_file: Path | None
) -> CertificateStatus:
    from django.db import DatabaseError

    from panah.certificates import queries

    if folder and _has_register(folder):
        try:
            return queries.check(text, at=_moment(at, queries.zone_here()))
        except DatabaseError:
            typer.echo("The register cannot be read; only the code is checked.", err=True)
    try:
        keys = queries.keys_from(keys_file) if keys_file else queries.keys_in(folder or Path())
    except queries.NoKeysFile as missing:
        end(UNUSABLE, "%(what)s", str(missing))
    return queries.check_offline(text, keys=keys, at=_moment(at, UTC))


def _say(found: CertificateStatus) -> None:
    from panah.certificates import queries

    typer.echo(found.verdict.value)
    typer.echo(queries.sentence(found))
    if found.claims:
        typer.echo(f"site: {found.claims.issuer}")
        typer.echo(f"valid_from: {found.claims.issued_at.astimezone(found.zone).isoformat()}")
        typer.echo(f"valid_before: {found.claims.valid_before.astimezone(found.zone).isoformat()}")


def _text_of(code: str) -> str:
    if code.startswith(PREFIX):
        return code
    if code == "-":
        return sys.stdin.buffer.read(LONGEST_READ).decode(errors="replace")
    try:
        with Path(code).open("rb") as file:
            return file.read(LONGEST_READ).decode(errors="replace")
    except (OSError, ValueError):
        return code


def _moment(text: str, zone: tzinfo) -> datetime:
    if not text:
        from panah.web.clock import real_now

        return real_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day is written 2022-10-07, a moment 2022-10-07T15:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _has_register(folder: Path) -> bool:
    return (folder / centre.DATABASE).exists() or bool(os.environ.get("PANAH_DATABASE_URL"))


def _folder_nearby() -> Path | None:
    """The folder that is set, the usual one, or that of a demonstration that runs here."""
    named = os.environ.get("PANAH_DATA")
    demos = sorted(Path("var").glob("demo-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    likely = [Path(named)] if named else [Path("var/data"), *demos]
    return next((path for path in likely if (path / publickeys.FILE).exists()), None)
