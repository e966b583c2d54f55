"""`panah serve`: a centre on one machine, or the processes of one beside a database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from panah.cli import centre, processes
from panah.cli.endings import UNUSABLE, end, gettext_noop, stopping
from panah.cli.listening import BadListening, Listening, NotWithoutHttps, checked
from panah.keeper import keyfolder

DataOption = Annotated[Path, typer.Option("--data", help="The data folder; made when new.")]
KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", help="The key folder; DIR.keys beside the data folder by default."),
]

NO_HTTPS = gettext_noop(
    "Panah does not listen at %(what)s without https: whoever shares the network could read what "
    "is typed, and passkeys would not work. Give --tls-cert and --tls-key; or put a proxy before "
    "it and listen at 127.0.0.1 with --behind-proxy; or, for a try-out in your own network, "
    "--insecure-lan."
)
BAD_LISTENING = gettext_noop(
    "These options do not go together, or are no file or address: %(what)s"
)
INSECURE = gettext_noop(
    "Without https: whoever shares the network can read what is typed. Not for real names."
)


def serve(
    data: DataOption,
    keys: KeysOption = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
    tls_cert: Annotated[
        Path | None, typer.Option(help="A certificate with its chain (PEM): https.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy before it speaks https.")
    ] = False,
    public_url: Annotated[
        str, typer.Option(help="The address that phones use, on the poster's code.")
    ] = "",
    insecure_lan: Annotated[
        bool, typer.Option("--insecure-lan", help="Listen in a network without https.")
    ] = False,
    site: Annotated[str, typer.Option(help="Set up the centre of this code at once.")] = "",
) -> None:
    """Run a centre on this machine: keeper, web and worker."""
    public_url = public_url or os.environ.get("PANAH_PUBLIC_URL", "")
    asked = Listening(host, port, tls_cert, tls_key, behind_proxy, public_url)
    listening = check_listening(asked, insecure_lan=insecure_lan)
    key_folder = keys or keyfolder.default_folder(data)
    with stopping():
        prepare(data, key_folder, listening)
        if site:
            centre.ensure_site(site)
        with processes.running_centre(data, key_folder, listening=listening) as running:
            typer.echo(f"Panah: {listening.address}")
            say_evaluation(key_folder)
            say_insecure(listening)
            say_setup_link(listening)
            running.watch()


def prepare(data: Path, keys: Path, listening: Listening) -> None:
    """Make everything ready that must be there before a process starts."""
    processes.refuse_busy_port(listening.host, listening.port)
    centre.make_ready(data, keys)
    os.environ.update(listening.environment())
    prepare_pages(data, keys)


def prepare_pages(data: Path, keys: Path | None) -> None:
    """Bring the tables up to date, collect what pages are made of, and leave the token."""
    os.environ["PANAH_STATIC"] = str(data.absolute() / "run" / "static")
    centre.set_up_django(data, keys)
    from panah.config.onlookers import make_token

    centre.migrate()
    processes.collect_static()
    make_token(data)


def say_setup_link(listening: Listening) -> None:
    """Print the one link that sets up a new centre; nothing once somebody administers it."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from panah.sites import queries, setting_up
    from panah.web.clock import real_now

    if queries.has_administrator():
        return
    path = reverse("sites:setup_link", args=[setting_up.new_link(at=real_now())])
    typer.echo(_("Set up the centre here, once, within 24 hours:"))
    typer.echo(f"  {listening.address}{path}")


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


def say_insecure(listening: Listening) -> None:
    """Say that others can listen, as long as they can."""
    from django.utils.translation import gettext as _

    if not listening.is_local and not listening.is_secure:
        typer.echo(_(INSECURE), err=True)


def check_listening(listening: Listening, *, insecure_lan: bool) -> Listening:
    """The listening itself; the command ends with one sentence when it may not be."""
    try:
        return checked(listening, insecure_lan=insecure_lan)
    except NotWithoutHttps as refused:
        end(UNUSABLE, NO_HTTPS, str(refused))
    except BadListening as bad:
        end(UNUSABLE, BAD_LISTENING, str(bad))
