"""Which database a data folder has, as a source of backups."""

from __future__ import annotations

import os
from pathlib import Path

from panah.backups.shipping import DATABASE, Pages, Source


def source_of(data: Path) -> Source:
    """The pages of SQLite, or the tables of PostgreSQL."""
    if address := os.environ.get("PANAH_DATABASE_URL"):
        from panah.backups.tables import Tables

        return Tables(address)
    return Pages(data / DATABASE)
