"""What the worker does for this room: publish what is due."""

from __future__ import annotations

from datetime import datetime

from panah.figures import actions
from panah.sites.queries import here


def release_due(at: datetime) -> None:
    """Publish every finished day whose time has come."""
    actions.release_due_days(here(), at=at)
