"""The data folder and the key folder: where they lie, and who may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from panah.cli.examining.finding import Finding, danger, fine, look
from panah.keeper import keyfolder
from panah.keeper.client.connection import SOCKET_VARIABLE
from panah.keeper.errors import KeeperError
from panah.keeper.launch import probe
from panah.keeper.sockets import socket_path

OTHERS, ANYBODY_ELSE = 0o007, 0o077


def keys(folder: Path, data: Path) -> Iterator[Finding]:
    """The key folder: whole, outside of the data, and nobody else's; whether it opens by itself."""
    topic = _("Key folder")
    try:
        keyfolder.refuse_inside(folder, data)
    except KeeperError:
        advice = _("It lies inside the data folder: whoever copies one has both. Move it out.")
        yield danger(topic, str(folder), advice)
        return
    try:
        keyfolder.whole(folder)
    except KeeperError as error:
        yield danger(topic, str(error), _("Without it nothing can be opened. Bring it back."))
        return
    mode = folder.stat().st_mode & 0o777
    if mode & ANYBODY_ELSE:
        advice = _("Others on this machine can read the keys. Type: chmod 700 %(what)s")
        yield danger(topic, f"{mode:o}", advice % {"what": folder}, mode=f"{mode:o}")
    else:
        yield fine(topic, str(folder), mode=f"{mode:o}")
    yield from _evaluation(folder)


def data(folder: Path) -> Iterator[Finding]:
    """The data folder: there, and not open to everybody on this machine."""
    topic = _("Data folder")
    if not folder.is_dir():
        yield danger(topic, str(folder), _("There is no such folder. panah serve makes it."))
        return
    mode = folder.stat().st_mode & 0o777
    if mode & OTHERS:
        advice = _("Everybody on this machine can read it. Type: chmod 700 %(what)s")
        yield danger(topic, f"{mode:o}", advice % {"what": folder}, mode=f"{mode:o}")
    else:
        yield fine(topic, str(folder), mode=f"{mode:o}")


def running_keeper(folder: Path) -> Iterator[Finding]:
    """The keeper that this centre's processes ask: where they are told, else the data folder's."""
    told = os.environ.get(SOCKET_VARIABLE)
    found = probe(Path(told) if told else socket_path(folder))
    if found is None and told:
        said, advice = _("none answers at %(what)s"), _("Nobody is registered without it.")
        yield look(_("Keeper"), said % {"what": told}, advice, running=False)
    elif found is None:
        yield fine(_("Keeper"), _("none runs for this folder now"), running=False)
    elif found.locked:
        yield look(_("Keeper"), _("locked"), _("Nobody is registered until it is unlocked."))
    else:
        yield fine(_("Keeper"), _("open"), running=True)


def _evaluation(folder: Path) -> Iterator[Finding]:
    topic = _("Custodians")
    if keyfolder.is_evaluation(folder):
        advice = _("The key folder opens by itself. Not for real names yet.")
        yield look(topic, _("evaluation mode"), advice, evaluation=True)
    else:
        yield fine(topic, _("two of three unlock the keeper"), evaluation=False)
