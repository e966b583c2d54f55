"""`panah prepare`, `panah keeper`, `panah web`, `panah worker`: each process of a centre by itself.

On a server each runs as its own user, so that none reads another's memory or files; systemd starts
them (see `deploy/`). Each becomes the process that it names, so that signals reach it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from panah.cli import centre, processes, versions
from panah.cli.endings import UNUSABLE, end, gettext_noop, stopping
from panah.cli.listening import Listening
from panah.cli.serve import DataOption, KeysOption, check_listening, prepare_pages, say_setup_link
from panah.keeper import keyfolder

NO_SECRET = gettext_noop(
    "The web process needs a secret that stays: name its file in PANAH_SECRET_KEY_FILE. The key "
    "folder's web.secret is one."
)
NO_KEEPER = gettext_noop("Say in PANAH_KEEPER_SOCKET where the keeper listens.")


def prepare(
    data: DataOption,
    keys: KeysOption = None,
    public_url: Annotated[str, typer.Option(help="The address that phones use.")] = "",
    no_keys: Annotated[
        bool, typer.Option("--no-keys", help="The keys are another user's; make none.")
    ] = False,
) -> None:
    """Make tables and pages ready before the processes start; print the setup link of a new one."""
    listening = Listening(public_url=public_url or os.environ.get("PANAH_PUBLIC_URL", ""))
    with stopping():
        if no_keys:
            versions.refuse_others(data)
            centre.share_folders(data)
        else:
            centre.make_ready(data, keys or keyfolder.default_folder(data))
        prepare_pages(data, None if no_keys else keys or keyfolder.default_folder(data))
        say_setup_link(listening)


def keeper(
    data: DataOption,
    keys: KeysOption = None,
    socket: Annotated[
        Path | None, typer.Option(help="Where to listen; DIR/run/keeper.sock by default.")
    ] = None,
) -> None:
    """Run the keeper alone; with a new key folder where there is none yet."""
    key_folder = keys or keyfolder.default_folder(data)
    with stopping():
        if not key_folder.exists():
            keyfolder.create(key_folder, data=data)
    place = ["--socket", str(socket)] if socket else []
    _become("panah.keeper", "--data", str(data), "--keys", str(key_folder), *place)


def web(
    data: DataOption,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
    tls_cert: Annotated[
        Path | None, typer.Option(help="A certificate with its chain (PEM): https.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy before it speaks https.")
    ] = False,
    public_url: Annotated[str, typer.Option(help="The address that phones use.")] = "",
    insecure_lan: Annotated[
        bool, typer.Option("--insecure-lan", help="Listen in a network without https.")
    ] = False,
) -> None:
    """Run the web process alone, after `panah prepare`, beside a keeper that runs."""
    public_url = public_url or os.environ.get("PANAH_PUBLIC_URL", "")
    asked = Listening(host, port, tls_cert, tls_key, behind_proxy, public_url)
    listening = check_listening(asked, insecure_lan=insecure_lan)
    if not (os.environ.get("PANAH_SECRET_KEY") or os.environ.get("PANAH_SECRET_KEY_FILE")):
        end(UNUSABLE, NO_SECRET)
    _need_keeper()
    versions.refuse_others(data)
    static = str(data.absolute() / "run" / "static")
    own = {"PANAH_DATA": str(data.absolute()), "PANAH_STATIC": static, "PANAH_PROCESS": "web"}
    os.environ.update(own | listening.environment())
    with stopping():
        processes.refuse_busy_port(listening.host, listening.port)
    words = processes.web_command(listening)
    os.execv(words[0], words)  # noqa: S606 - our own list of words


def worker(data: DataOption) -> None:
    """Run the worker alone, beside a keeper that runs."""
    _need_keeper()
    versions.refuse_others(data)
    os.environ |= {"PANAH_DATA": str(data.absolute()), "PANAH_PROCESS": "worker"}
    _become("panah.cli.worker")


def _need_keeper() -> None:
    if not os.environ.get("PANAH_KEEPER_SOCKET"):
        end(UNUSABLE, NO_KEEPER)


def _become(module: str, *words: str) -> None:
    command = [sys.executable, "-m", module, *words]
    os.execv(command[0], command)  # noqa: S606 - our own list of words
