"""`python -m panah.backups.rehearsing`: restores the newest backup into a scratch folder.

The keeper opens the backup's keys, at a pace; what is restored is checked as `panah restore` does,
and removed. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from panah.backups.packs import Damaged, remembering
from panah.backups.places import Place
from panah.backups.recovery import CannotOpenBackup
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

ROOM = 1.2
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
    if wanted.told["kind"] != "sqlite":
        return told | _only_read(wanted)
    with TemporaryDirectory(prefix="rehearsal-", dir=data / "run") as scratch:
        folder = Path(scratch)
        size = wanted.told["pages"] * wanted.told["page_bytes"]
        if shutil.disk_usage(folder).free < size * ROOM:
            return told | {"fault": "room"}
        write_files(wanted, folder)
        restore_pages(wanted, folder / DATABASE, opening, progress=lambda _done, _total: None)
        return told | _journal_in(folder)


def _only_read(wanted: Chosen) -> dict[str, Any]:
    """Every part was opened and the chain compared; another server to restore to is not at hand."""
    return {"entries": wanted.told["counts"].get("journal_entry", 0), "fault": ""}


def _journal_in(folder: Path) -> dict[str, Any]:
    import django
    from django.conf import settings

    os.environ["PANAH_DATA"] = str(folder)
    django.setup()
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
