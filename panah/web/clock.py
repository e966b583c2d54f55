"""The one place where the time is read. A view reads it once and passes it on as `at`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


def now() -> datetime:
    """The moment at which this centre is, aware and in UTC; a demonstration has its own clock."""
    clock = cast(Callable[[], datetime], import_string(settings.PANAH_CLOCK))
    return clock()


def real_now() -> datetime:
    """The machine's time: for sessions and one-time codes, and for every centre that is real."""
    return datetime.now(UTC)
