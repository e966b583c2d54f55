"""What the worker does for this room: it says that it is alive."""

from __future__ import annotations

from datetime import datetime

from panah.sites.models import Pulse

WORKER = "worker"


def beat(at: datetime) -> None:
    """Say that the worker works; whoever watches the centre reads it."""
    Pulse.objects.update_or_create(process=WORKER, defaults={"beaten_at": at})
