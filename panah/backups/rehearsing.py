"""`python -m panah.backups.rehearsing`: restores the newest backup into a scratch folder.

A backup of PostgreSQL is restored beside the real tables, into a schema of its own.

The keeper opens the backup's keys, at a pace; what is restored is checked as `panah restore` does,
and removed. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from panah.backups.packs import Damaged, remembering
from panah.backups.places import Place
from panah.backups.recovery import CannotOpenBackup, OpenKey
from panah.backups.restoring import (
    Chosen,
    CountsDiffer,
    NothingToRestore,
    chosen,
    newest_until,
    restore_pages,
    write_files,
)
from panah.backups.shipping import DATABASE, recovery_key_of
from panah.keeper.client.backups import open_key
from panah.keeper.errors import KeeperError

ROOM, SCHEMA = 1.2, "panah_rehearsal"
FAULTS: dict[type[Exception], str] = {
    NothingToRestore: "nothing",
    Damaged: "damaged",
    CannotOpenBackup: "damaged",
    CountsDiffer: "counts",
    KeeperError: "keeper",
    OSError: "room",
}


def main() -> None:
    """Rehearse, and say how it went."""
    data, place = Path(os.environ["PANAH_DATA"]), Path(os.environ["PANAH_BACKUP_TO"])
    began = time.monotonic()
    told: dict[str, Any]
    try:
        told = _rehearsed(data, Place(place, recovery_key_of(data).key_id))
    except tuple(FAULTS) as error:
        told = {"fault": next(code for kind, code in FAULTS.items() if isinstance(error, kind))}
    sys.stdout.write(json.dumps(told | {"seconds": round(time.monotonic() - began, 2)}))


def _rehearsed(data: Path, place: Place) -> dict[str, Any]:
    opening = remembering(lambda sealed, generation: open_key(sealed, generation=generation))
    wanted = chosen(newest_until(place, None), opening)
    told = {"until": wanted.at.isoformat(), "rows": sum(wanted.told["counts"].values())}
    with TemporaryDirectory(prefix="rehearsal-", dir=data / "run") as scratch:
        folder = Path(scratch)
        if wanted.told["kind"] != "sqlite":
            return told | _in_a_schema(wanted, folder, opening)
        size = wanted.told["pages"] * wanted.told["page_bytes"]
        if shutil.disk_usage(folder).free < size * ROOM:
            return told | {"fault": "room"}
        write_files(wanted, folder)
        restore_pages(wanted, folder / DATABASE, opening, progress=lambda _done, _total: None)
        return told | _journal_in(folder)


def _in_a_schema(wanted: Chosen, folder: Path, opening: OpenKey) -> dict[str, Any]:
    """Restore into a schema of its own, which is dropped afterwards, however that went."""
    import psycopg
    from psycopg import sql

    address, schema = os.environ["PANAH_DATABASE_URL"], f"{SCHEMA}_{secrets.token_hex(4)}"
    joined = "&" if "?" in address else "?"
    os.environ["PANAH_DATABASE_URL"] = f"{address}{joined}options=-csearch_path%3D{schema}"
    write_files(wanted, folder)
    with closing(psycopg.connect(address, autocommit=True)) as beside:
        beside.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        try:
            _set_up(folder)
            from panah.backups.refilling import restore_tables

            restore_tables(wanted.packs, wanted.told, opening, progress=lambda _done, _total: None)
            return _journal_in(folder)
        finally:
            beside.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))


def _set_up(folder: Path) -> None:
    import django

    os.environ["PANAH_DATA"] = str(folder)
    django.setup()


def _journal_in(folder: Path) -> dict[str, Any]:
    from django.conf import settings

    _set_up(folder)
    from django.db import connection

    from panah.backups.checking import JournalDiffers, check_journal

    if folder != settings.DATA:
        raise AssertionError("the scratch folder is what is checked")
    with closing(connection):
        try:
            return {"entries": sum(log.entries for log in check_journal()), "fault": ""}
        except JournalDiffers:
            return {"fault": "journal"}


if __name__ == "__main__":
    main()
