"""`panah restore`: a centre as it was at a chosen second, in a new folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _

from panah.cli import centre, versions
from panah.cli.backup import growing
from panah.cli.endings import LOCKED, SOME_REFUSED, UNUSABLE, end, gettext_noop, stopping
from panah.keeper import keyfolder, publickeys

if TYPE_CHECKING:
    from panah.backups.checking import Told
    from panah.backups.recovery import OpenKey
    from panah.backups.restoring import Chosen

NO_TIME = gettext_noop("%(what)s is no moment; write 2022-10-07 or 2022-10-07T15:00:30")
NOTHING_THERE = gettext_noop("There is no backup to restore in %(what)s, or none from before then.")
SEVERAL = gettext_noop(
    "The backups of several centres lie in %(what)s; the key decides: say --keys"
)
IS_THERE = gettext_noop("Something is at %(what)s already; a restored centre needs a new folder.")
NEEDS_KEY = gettext_noop(
    "To open a backup, give the key folder (--keys), the recovery key (--recovery-key) or the "
    "phrase of the keys in it (--keys-too)."
)
BAD_KEY = gettext_noop("This is no recovery key; a letter may be wrong.")
BAD_PHRASE = gettext_noop("The phrase does not open the keys in this backup.")
NO_KEYS_IN_IT = gettext_noop("The keys are not in this backup.")
DAMAGED = gettext_noop("The backup is damaged, or was changed: %(what)s. Nothing was restored.")
OTHER_KEY = gettext_noop("This key does not open the backup.")
DIFFERS = gettext_noop("The restored journal is not the one that was signed. Nothing was kept.")
FEWER = gettext_noop("The restored tables lack rows, or have too many. Nothing was kept.")
HAS_PEOPLE = gettext_noop("The database to restore into is not empty. Nothing was changed.")
NOT_WRITTEN = gettext_noop("The centre could not be restored: %(what)s. Nothing was kept.")


def restore(
    source: Annotated[Path, typer.Option("--from", help="The folder or stick with the backup.")],
    data: Annotated[Path, typer.Option("--data", help="Where to restore: a new folder.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TIME",
            help="The last moment to have, as 2022-10-07T15:00:30, by this machine's clock.",
        ),
    ] = "",
    keys: Annotated[
        Path | None, typer.Option("--keys", help="The key folder; DIR.keys by default.")
    ] = None,
    recovery_key: Annotated[
        str,
        typer.Option("--recovery-key", metavar="KEY", help="The key from paper; - asks for it."),
    ] = "",
    keys_too: Annotated[
        str,
        typer.Option(
            "--keys-too", metavar="PHRASE", help="Restore the keys as well; - asks for the phrase."
        ),
    ] = "",
) -> None:
    """Restore a backup into a new folder, as of a chosen second, everything in it checked.

    Exit code 3 when the backup is damaged or is not what was signed; then nothing is kept.
    """
    os.umask(0o077)
    centre.set_up_django(data)
    key_folder = keys or keyfolder.default_folder(data)
    with stopping(), _plainly(source, data):
        moment = _moment(to)
        if keys_too:
            _restore_keys(source, key_folder, phrase=_asked(keys_too, _("Phrase")))
        private = _private(key_folder, recovery_key)
        _restore(source, data, private, moment=moment, keys=key_folder)


def _restore(
    source: Path, data: Path, private: bytes, *, moment: datetime | None, keys: Path
) -> None:
    from panah.backups import restoring
    from panah.backups.packs import remembering
    from panah.backups.places import Place
    from panah.backups.recovery import key_id_for, opening_with

    place, open_key = Place(source, key_id_for(private)), remembering(opening_with(private))
    with restoring.beside(data) as making:
        wanted = restoring.chosen(restoring.newest_until(place, moment), open_key)
        told = _put_together(wanted, making, open_key, keys=keys)
    _say(wanted, told, data)


def _put_together(wanted: Chosen, making: Path, open_key: OpenKey, *, keys: Path) -> list[Told]:
    from panah.backups import restoring
    from panah.backups.checking import check_journal

    restoring.write_files(wanted, making)
    if keys.is_dir() and (opened := keyfolder.load(keys)):
        publickeys.pin(making, opened.public_keys())  # not those that the backup brought along
    with growing(_("Restoring")) as grow:
        restoring.restore_database(wanted, making, open_key, progress=grow)
    versions.refuse_newer(making)
    with _database_of(making):
        return check_journal()


@contextmanager
def _database_of(folder: Path) -> Iterator[None]:
    """Let Django read the restored database, and leave nothing open."""
    from django.conf import settings
    from django.db import connections

    from panah.backups.restoring import database_in

    settings.DATA = folder
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = str(database_in(folder))
    try:
        yield
    finally:
        connections.close_all()


def _private(keys: Path, typed: str) -> bytes:
    from panah.backups import recovery

    if typed:
        return recovery.read(_asked(typed, _("Recovery key")))
    if not keys.is_dir():
        end(UNUSABLE, NEEDS_KEY)
    opened = keyfolder.load(keys)
    if opened is None:
        end(LOCKED, NEEDS_KEY)
    return opened.recovery


def _restore_keys(source: Path, keys: Path, *, phrase: str) -> None:
    from panah.backups import keysets
    from panah.backups.restoring import sites_in

    found = [place.own / keysets.FILE for place in sites_in(source)]
    sealed = [path for path in found if path.is_file()]
    if len(sealed) != 1:
        end(UNUSABLE, SEVERAL if sealed else NO_KEYS_IN_IT, str(source))
    if keys.exists():
        end(UNUSABLE, IS_THERE, str(keys))
    keysets.open_keys(sealed[0], keys, phrase)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        end(UNUSABLE, NO_TIME, text)


def _asked(typed: str, what: str) -> str:
    answer: str = typer.prompt(what, hide_input=True) if typed == "-" else typed
    return answer


def _say(wanted: Chosen, told: list[Told], data: Path) -> None:
    moment = f"{wanted.at:%Y-%m-%d %H:%M:%S} UTC"
    typer.echo(_("Restored up to %(moment)s, in %(folder)s.") % {"moment": moment, "folder": data})
    for log in told:
        told_of = {"log": log.log, "entries": log.entries, "signed": log.signed}
        text = _(
            "Log «%(log)s»: entries %(entries)s, in a signed checkpoint %(signed)s; they agree."
        )
        typer.echo(text % told_of)


@contextmanager
def _plainly(source: Path, data: Path) -> Iterator[None]:
    from panah.backups import checking, keysets, packs, recovery, restoring

    endings: dict[type[Exception], tuple[int, str, str]] = {
        restoring.NothingToRestore: (UNUSABLE, NOTHING_THERE, str(source)),
        restoring.NotEmpty: (UNUSABLE, IS_THERE, str(data)),
        restoring.DatabaseNotEmpty: (UNUSABLE, HAS_PEOPLE, ""),
        restoring.CountsDiffer: (SOME_REFUSED, FEWER, ""),
        recovery.NotAKey: (UNUSABLE, BAD_KEY, ""),
        recovery.CannotOpenBackup: (SOME_REFUSED, OTHER_KEY, ""),
        keysets.WrongPhrase: (UNUSABLE, BAD_PHRASE, ""),
        checking.JournalDiffers: (SOME_REFUSED, DIFFERS, ""),
    }
    try:
        yield
    except packs.Damaged as damaged:
        end(SOME_REFUSED, DAMAGED, str(damaged))
    except OSError as error:
        end(UNUSABLE, NOT_WRITTEN, error.strerror or type(error).__name__)
    except tuple(endings) as error:
        end(*endings[type(error)])
