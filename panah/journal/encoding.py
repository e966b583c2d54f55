"""The bytes of an event, the same for the same event for ever: they are what the log hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from panah.journal.events import Event


@dataclass(frozen=True, slots=True)
class Said:
    """What a body says that entries are found by."""

    site: str
    day: date
    act: str
    number: int | None
    at: datetime | None
    subject: str = ""


def encode(event: Event) -> bytes:
    """Write an event as JSON with sorted keys and without empty fields; minutes, not seconds.

    A minute keeps the offset that it came with: the site's, so that people recognise it.
    """
    plain = {f.name: _plain(value) for f in fields(event) if (value := getattr(event, f.name))}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def decode(body: bytes | memoryview) -> dict[str, Any]:
    """What a body says, by field; days and minutes stay as they are written."""
    said: dict[str, Any] = json.loads(bytes(body))
    return said


def said_in(body: bytes | memoryview) -> Said:
    """The parts of a body that entries are found by."""
    said = decode(body)
    return Said(
        site=said["site"],
        day=date.fromisoformat(said["day"]),
        act=said["act"],
        number=said.get("number"),
        at=datetime.fromisoformat(said["at"]) if "at" in said else None,
        subject=said.get("subject", ""),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
