"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from panah.keeper.client import status
from panah.keeper.errors import KeeperError


def frame(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, which page is asked for, and how the keeper is."""
    return {
        "is_demo": settings.IS_DEMO,
        "path": request.path,
        "keeper_state": lambda: keeper_state() if request.user.is_authenticated else "",
    }


def keeper_state() -> str:
    """How the keeper is: `silent`, `locked`, `evaluation`, or empty when all is as it should be.

    The frame asks only on pages of those who work here.
    """
    try:
        found = status.status()
    except KeeperError:
        return "silent"
    if found.locked:
        return "locked"
    return "evaluation" if found.evaluation_mode else ""
