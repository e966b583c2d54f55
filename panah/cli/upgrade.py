"""`panah upgrade`: bring a data folder to this version, with a backup before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panah.cli import centre, versions
from panah.cli.backup import back_up, in_plain_words, say
from panah.cli.endings import UNUSABLE, end, gettext_noop, stopping
from panah.keeper import keyfolder, sockets
from panah.keeper.client.connection import SOCKET_VARIABLE
from panah.keeper.launch import probe

STILL_RUNS = gettext_noop("The centre still runs for %(what)s. Stop it first.")


def upgrade(
    data: Annotated[Path, typer.Option("--data", help="The data folder.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Where the backup before goes; DIR.before-upgrade by default."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="The key folder; DIR.keys beside the data by default."),
    ] = None,
) -> None:
    """Bring a data folder to this version of Panah; a backup is made before anything changes."""
    versions.require_data(data)
    key_folder = keys or keyfolder.default_folder(data)
    target = to or data.absolute().with_name(data.name + ".before-upgrade")
    if _keeper_runs(data):
        end(UNUSABLE, STILL_RUNS, str(data))
    with stopping(), in_plain_words(target):
        centre.set_up_django(data)
        waiting = _waiting()
        if not waiting:
            typer.echo(_("The data folder is as this version needs it; nothing was changed."))
            say_who_is_left()
            return
        say(back_up(data, key_folder, target))
        centre.migrate()
        done = ngettext("%(count)s change was made.", "%(count)s changes were made.", waiting)
        typer.echo(done % {"count": waiting})
        say_who_is_left()


def _keeper_runs(data: Path) -> bool:
    """Whether a keeper answers, in the data folder or where the environment says."""
    said = os.environ.get(SOCKET_VARIABLE)
    places = [sockets.socket_path(data), *([Path(said)] if said else [])]
    return any(probe(place) for place in places)


def say_who_is_left(*, err: bool = False) -> None:
    """Say how many records the check finds by earlier rules only, where there are any."""
    from django.db import connections

    from panah.duplicates.queries import found_by_earlier_rules_alone

    left = found_by_earlier_rules_alone()
    connections.close_all()
    if not left:
        return
    said = ngettext(
        "%(count)s record has keys of earlier rules of comparing. The worker makes new ones while "
        "the centre runs; until then the check at the desk may not notice that person.",
        "%(count)s records have keys of earlier rules of comparing. The worker makes new ones "
        "while the centre runs; until then the check at the desk may not notice those people.",
        left,
    )
    typer.echo(said % {"count": left}, err=err)


def _waiting() -> int:
    """How many changes the tables have not seen yet; the database is let go of afterwards."""
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections.close_all()
    return len(plan)
