"""`panah backup`: everything a centre has, encrypted, to a folder or a stick, while it works."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _

from panah.cli import centre, versions
from panah.cli.endings import LOCKED, UNUSABLE, end, gettext_noop, stopping
from panah.keeper import keyfolder
from panah.keeper.launch import keeper_for

if TYPE_CHECKING:
    from panah.backups.shipping import Shipped

NOT_WRITTEN = gettext_noop(
    "The backup could not be written: %(what)s. What was there before stays."
)
NOT_READ = gettext_noop("The database could not be read: %(what)s.")
RUNS_ALREADY = gettext_noop("Another process makes a backup to %(what)s at this moment.")
TOO_SHORT = gettext_noop("A phrase for the keys has 20 characters or more; six words are good.")
NEEDS_PLACE = gettext_noop("Say where the backup goes: --to FOLDER")
KEYS_ARE_LOCKED = gettext_noop("The keys are locked, so the recovery key cannot be shown.")
INSIDE = gettext_noop("A backup inside the data folder would go with it: %(what)s")


def backup(
    data: Annotated[Path, typer.Option("--data", help="The data folder.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="A folder or a stick; made when new.")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="The key folder; DIR.keys beside the data by default."),
    ] = None,
    keys_too: Annotated[
        str,
        typer.Option(
            "--keys-too",
            metavar="PHRASE",
            help="Put the keys into the backup too, under this phrase; - asks for it.",
        ),
    ] = "",
    show_key: Annotated[
        bool,
        typer.Option(
            "--show-key", help="Print the recovery key, to be kept on paper; nothing else."
        ),
    ] = False,
) -> None:
    """Back up a centre while it works: encrypted, and after the first time only what is new.

    The keys that open identities are not in it unless --keys-too says so.
    """
    key_folder = keys or keyfolder.default_folder(data)
    versions.require_data(data)
    centre.set_up_django(data)
    with stopping(), in_plain_words(to or Path()):
        if show_key:
            _show(key_folder)
        elif to is None:
            end(UNUSABLE, NEEDS_PLACE)
        else:
            phrase = _asked(keys_too)
            say(back_up(data, key_folder, to))
            if phrase:
                _add_keys(data, key_folder, to, phrase=phrase)


def back_up(data: Path, keys: Path, to: Path) -> Shipped:
    """Make one backup, with a bar that grows; what it did."""
    from panah.backups import shipping
    from panah.backups.sources import source_of
    from panah.web.clock import real_now

    if to.resolve().is_relative_to(data.resolve()):
        end(UNUSABLE, INSIDE, str(to))
    try:
        shipping.recovery_key_of(data)
    except shipping.NoRecoveryKey:  # made by an older version: a keeper that starts leaves it
        with keeper_for(data, keys):
            pass
    with closing(source_of(data)) as source, growing(_("Backing up")) as grow:
        shipper = shipping.Shipper(data, to, source, clock=real_now)
        shipped = shipper.ship(progress=grow)
        shipper.save()
    return shipped


@contextmanager
def growing(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal that grows as it is told; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))


def say(shipped: Shipped) -> None:
    """What a backup did, in one line."""
    moment = f"{shipped.at:%Y-%m-%d %H:%M:%S} UTC"
    if shipped.pack is None:
        typer.echo(
            _("Nothing is new; everything until %(moment)s is in the backup.") % {"moment": moment}
        )
        return
    size = f"{shipped.size / 1e6:,.1f}"
    text = (
        _("Everything until %(moment)s is in the backup: a whole copy of %(size)s MB.")
        if shipped.is_whole
        else _("Everything until %(moment)s is in the backup: %(size)s MB were new.")
    )
    typer.echo(text % {"moment": moment, "size": size})


def _show(keys: Path) -> None:
    from panah.backups import recovery

    opened = keyfolder.load(keys)
    if opened is None:
        end(LOCKED, KEYS_ARE_LOCKED)
    typer.echo(recovery.written(opened.recovery))
    typer.echo(
        _(
            "Whoever has this key and a backup can restore the centre; names stay sealed without "
            "the key folder. Write it down, and keep it away from both."
        ),
        err=True,
    )


def _add_keys(data: Path, keys: Path, to: Path, *, phrase: str) -> None:
    from panah.backups import keysets, shipping
    from panah.backups.places import Place

    place = Place(to, shipping.recovery_key_of(data).key_id)
    keysets.seal_keys(keys, place.own / keysets.FILE, phrase)
    typer.echo(
        _("The keys are in the backup too. Whoever has it and the phrase can read everything.")
    )


def _asked(phrase: str) -> str:
    from panah.backups import keysets

    if phrase == "-":
        phrase = typer.prompt(_("Phrase"), hide_input=True, confirmation_prompt=True)
    if phrase:
        keysets.refuse_short(phrase)
    return phrase


@contextmanager
def in_plain_words(to: Path) -> Iterator[None]:
    """Say what stopped a backup in one sentence, and end."""
    from panah.backups import keysets, shipping

    try:
        yield
    except shipping.AlreadyRunning:
        end(UNUSABLE, RUNS_ALREADY, str(to))
    except keysets.PhraseTooShort:
        end(UNUSABLE, TOO_SHORT)
    except sqlite3.Error as error:
        end(UNUSABLE, NOT_READ, type(error).__name__)
    except OSError as error:
        end(UNUSABLE, NOT_WRITTEN, error.strerror or type(error).__name__)
