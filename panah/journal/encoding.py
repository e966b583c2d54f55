"""The bytes of an event, the same for the same event for ever: they are what the log hashes."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from panah.journal.events import Event


def encode(event: Event) -> bytes:
    """Write an event as JSON with sorted keys and without empty fields; minutes, not seconds."""
    plain = {f.name: _plain(value) for f in fields(event) if (value := getattr(event, f.name))}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%MZ")
    return value.isoformat() if isinstance(value, date) else value
