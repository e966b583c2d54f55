"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, and which page is asked for."""
    return {"is_demo": settings.IS_DEMO, "path": request.path}
