"""What the worker does for this room: papers follow what people decided about records."""

from __future__ import annotations

from datetime import datetime

from panah.certificates import actions


def apply_judgements(at: datetime) -> None:
    """End the papers that somebody has beside another one, as a person judged."""
    actions.end_surplus_papers(at=at)
