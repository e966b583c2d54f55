"""What the frame around every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from panah.keeper.client import status
from panah.keeper.errors import KeeperError

SECONDS_KEPT = 1.0


@dataclass(slots=True)
class _Asked:
    """When the keeper was asked last, and what it said."""

    at: float = -inf
    said: str = ""


_asked = _Asked()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, which page is asked for, and how the keeper is."""
    return {
        "is_demo": settings.IS_DEMO,
        "path": request.path,
        "keeper_state": lambda: _recent_state() if request.user.is_authenticated else "",
    }


def _recent_state() -> str:
    """How the keeper was a second ago at most; where it did not answer, it is asked anew.

    Every page of everybody who works here says so: a hundred would ask it a second.
    """
    now = monotonic()
    if now - _asked.at > SECONDS_KEPT or _asked.said:
        _asked.at, _asked.said = now, keeper_state()
    return _asked.said


def keeper_state() -> str:
    """How the keeper is: `silent`, `locked`, `evaluation`, or empty when all is as it should be."""
    try:
        found = status.status()
    except KeeperError:
        return "silent"
    if found.locked:
        return "locked"
    return "evaluation" if found.evaluation_mode else ""
