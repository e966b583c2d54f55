"""What the worker does for this room: it says that it is alive."""

from __future__ import annotations

from datetime import datetime

from panah.sites.models import Pulse

WORKER = "worker"
TASKS = "tasks"
"""The thread of the worker that does what waits: it can hang while the others work."""


def beat(at: datetime, process: str = WORKER) -> None:
    """Say that a process works, the worker or a part of it; whoever watches the centre reads it."""
    Pulse.objects.update_or_create(process=process, defaults={"beaten_at": at})
