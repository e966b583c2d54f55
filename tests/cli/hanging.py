"""A task that never ends, as a worker would find it."""

from __future__ import annotations

import threading

from django_tasks import task


@task()
def hang() -> None:
    """Wait for what never comes."""
    threading.Event().wait()
