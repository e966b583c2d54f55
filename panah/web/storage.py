"""Whether a failure is the disk's: full, broken, or mounted for reading only."""

from __future__ import annotations

from django.db import DatabaseError

# The low byte of SQLite's codes: READONLY, IOERR, FULL, CANTOPEN.
SQLITE_CODES = frozenset({8, 10, 13, 14})
# PostgreSQL's: read_only_sql_transaction, disk_full, io_error.
POSTGRESQL_STATES = frozenset({"25006", "53100", "58030"})


def is_disk_trouble(error: BaseException | None) -> bool:
    """Whether the database could not write, and did not."""
    if isinstance(error, DatabaseError):
        return is_disk_trouble(error.__cause__)
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in SQLITE_CODES or getattr(error, "sqlstate", "") in POSTGRESQL_STATES
