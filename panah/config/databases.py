"""Which database: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

KEPT_SECONDS = 600
SQLITE_PRAGMAS = (
    # FULL: with NORMAL a power cut loses acknowledged registrations (docs/decisions).
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA temp_store=MEMORY;"
)


def database_from(address: str, data: Path) -> dict[str, Any]:
    """The Django settings of one database.

    Args:
        address: `postgresql://user:password@host:port/name?option=value`, or empty for SQLite.
        data: the data folder, which holds the SQLite file.
    """
    return _postgresql(address) if address else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / "panah.sqlite3"),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
        "TEST": {"NAME": str(data / "test.sqlite3")},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("PANAH_DATABASE_URL begins with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "panah.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        # A statement is prepared once for each connection, and planned once: a registration asks
        # thirty, and to plan them took as long as to run them.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **options},
    }
