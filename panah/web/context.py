"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LANGUAGES = (("kk", "Қазақша", "Қаз"), ("ru", "Русский", "Рус"), ("en", "English", "Eng"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """The languages and whether this is a demonstration."""
    return {"languages": LANGUAGES, "is_demo": settings.IS_DEMO, "path": request.path}
