"""`python -m panah.backups`: makes a backup for each line that it is told, until its input ends.

    ship        what is new since the last one, if anything
    count       the same, with the rows of every table counted, for a rehearsal

A process of its own, because it must not use the database in any other way, and small, because it
runs as long as the worker does. Answers each line with one JSON object.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from panah.backups.shipping import AlreadyRunning, NoRecoveryKey, Shipped, Shipper
from panah.backups.sources import source_of
from panah.web.clock import real_now

KEEP_DAYS = 35
SAVE_EVERY = timedelta(minutes=10)


def main() -> None:
    """Answer lines until there are none."""
    data, place = Path(os.environ["PANAH_DATA"]), Path(os.environ["PANAH_BACKUP_TO"])
    keep = timedelta(days=int(os.environ.get("PANAH_BACKUP_DAYS", KEEP_DAYS)))
    with closing(source_of(data)) as source:
        shipper = Shipper(data, place, source, clock=real_now)
        saved_at = real_now()
        for line in sys.stdin:
            source.count_now = line.strip() == "count"
            sys.stdout.write(json.dumps(_answer(shipper)) + "\n")
            sys.stdout.flush()
            if real_now() - saved_at > SAVE_EVERY:
                saved_at = real_now()
                shipper.save()
                shipper.forget_older_than(real_now() - keep)
        shipper.save()


def _answer(shipper: Shipper) -> dict[str, Any]:
    try:
        return _told(shipper.ship())
    except AlreadyRunning:
        return {"fault": "already_running"}
    except sqlite3.Error as error:
        return {"fault": "database", "kind": type(error).__name__}
    except OSError as error:
        return {"fault": "place", "kind": error.strerror or type(error).__name__}


def _told(shipped: Shipped) -> dict[str, Any]:
    size = shipped.size if shipped.pack else 0
    return {"until": shipped.at.isoformat(), "size": size, "is_whole": shipped.is_whole}


if __name__ == "__main__":
    try:
        main()
    except NoRecoveryKey:
        sys.stdout.write(json.dumps({"fault": "no_recovery_key"}) + "\n")
