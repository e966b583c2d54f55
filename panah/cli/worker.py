"""The worker: what every room wants done again and again, and the tasks that wait in the database.

Each of these has a thread and a database connection of its own, so that a keeper which does not
answer, or one long task, holds up nobody else. What fails is tried again; nothing is remembered
here, so the worker may be killed at any moment.

    python -m panah.cli.worker
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from panah.cli.thrift import do_without_linear_algebra, give_back
from panah.web.naming import name_process
from panah.web.stopping import StopFlag

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

    Row = DBTaskResult[..., Any]

logger = logging.getLogger("panah.worker")

Tick = Callable[[datetime], None]

QUEUE = "default"
POLL_SECONDS = 0.3
PRUNE_SECONDS = 600.0
PULSE_SECONDS = 15.0
THRIFT_SECONDS = 2.0
RARELY_SECONDS = 10.0
KEEP_RESULTS = timedelta(hours=1)
KEEP_FAILURES = timedelta(days=14)
ABANDONED = timedelta(minutes=10)
STOP_SECONDS = 1.5
ATTEMPTS = 12
LONGEST_WAIT_SECONDS = 300


@dataclass(slots=True)
class _Told:
    """When this process last said that it looks at tasks."""

    at: float = -inf


_told = _Told()


def run_worker(stop: threading.Event) -> None:
    """Work until told to stop; what still runs after a second and a half is left where it is."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    jobs: list[tuple[str, Callable[[], object], float]] = [
        ("tasks", run_waiting_tasks, POLL_SECONDS),
        ("pruning", prune_tasks, PRUNE_SECONDS),
        ("pulse", beat, PULSE_SECONDS),
        ("thrift", give_back, THRIFT_SECONDS),
        *((path, _ticking(import_string(path)), every) for path, every in settings.PANAH_TICKS),
    ]
    _give_back(abandoned_for=timedelta())  # whatever ran before us was killed with its worker
    threads = [
        threading.Thread(target=_again_and_again, args=(name, job, seconds, stop), daemon=True)
        for name, job, seconds in jobs
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(STOP_SECONDS / len(threads))


def beat() -> None:
    """Say that this worker is alive, in real time."""
    from panah.sites.tasks import beat as beat_at
    from panah.web.clock import real_now

    beat_at(real_now())


def _ticking(tick: Tick) -> Callable[[], None]:
    from panah.sites.queries import is_set_up
    from panah.web.clock import now

    found = False

    def ticked() -> None:
        nonlocal found
        found = found or is_set_up()
        if found:  # before a centre is set up nothing happens anywhere
            tick(now())

    return ticked


def _again_and_again(
    name: str, job: Callable[[], object], seconds: float, stop: threading.Event
) -> None:
    from django.db import close_old_connections, connections

    while not stop.is_set():
        close_old_connections()
        try:
            job()
        except Exception:
            # Logged as its kind and places: a message may hold what somebody typed.
            logger.exception("%s failed", name)
            connections.close_all()
        if seconds >= RARELY_SECONDS:  # a connection costs both sides some megabytes
            connections.close_all()
        stop.wait(seconds)
    connections.close_all()


def run_waiting_tasks() -> int:
    """Run the tasks that are due, one after the other; return how many were run."""
    done = 0
    while (claimed := _claim_one()) is not None:
        _run(claimed)
        done += 1
        _tell_of_tasks()
    _tell_of_tasks()
    return done


def _tell_of_tasks() -> None:
    """Say that no task holds up the others: only after one is done, or when none waits."""
    from panah.sites.tasks import TASKS, beat
    from panah.web.clock import real_now

    if monotonic() - _told.at >= PULSE_SECONDS:
        beat(real_now(), TASKS)
        _told.at = monotonic()


def _claim_one() -> Row | None:
    from django_tasks_db.models import DBTaskResult
    from django_tasks_db.utils import exclusive_transaction

    due = DBTaskResult.objects.ready().filter(queue_name=QUEUE)
    if not due.exists():  # a look without a lock: most of the time nothing waits
        return None
    with exclusive_transaction():
        claimed: Row | None = due.get_locked()
        if claimed is not None:
            claimed.claim(f"worker-{os.getpid()}")
    return claimed


def _run(claimed: Row) -> None:
    try:
        result = claimed.task.call(*claimed.args_kwargs["args"], **claimed.args_kwargs["kwargs"])
    except Exception as error:
        logger.exception("%s failed", claimed.task_path)
        _try_later(claimed, error)
    else:
        claimed.set_successful(result)


def _try_later(claimed: Row, error: Exception) -> None:
    """Let a task wait longer each time; give up after an hour or so, and keep its kind of error."""
    from django.utils import timezone
    from django_tasks_db.compat import TaskResultStatus

    attempts = len(claimed.worker_ids)
    wait = min(2**attempts, LONGEST_WAIT_SECONDS)
    claimed.status = TaskResultStatus.READY if attempts < ATTEMPTS else TaskResultStatus.FAILED
    claimed.run_after = timezone.now() + timedelta(seconds=wait)
    claimed.finished_at = timezone.now()
    claimed.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    claimed.traceback = ""  # it would hold the values of the moment
    claimed.save()


def prune_tasks() -> None:
    """Forget old results, and give back tasks whose worker was killed while it had them."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILURES).delete()
    _give_back(abandoned_for=ABANDONED)


def _give_back(*, abandoned_for: timedelta) -> None:
    from django.utils import timezone
    from django_tasks_db.compat import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.running().filter(queue_name=QUEUE)
    left = running.filter(started_at__lte=timezone.now() - abandoned_for)
    left.update(status=TaskResultStatus.READY, run_after=timezone.now())


def main() -> None:
    """Work until SIGTERM or Ctrl-C."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    django.setup()
    name_process("worker")
    do_without_linear_algebra()
    stop = StopFlag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(stop)


if __name__ == "__main__":
    main()
