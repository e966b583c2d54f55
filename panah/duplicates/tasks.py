"""What the worker does for this room: the second look, also when a desk dies after its commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from threading import Lock
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from panah.duplicates import actions
from panah.engines.identity import IndividualNumber
from panah.vault.queries import sealed_many
from panah.web.clock import now
from panah.web.rows import insert_rows

DESK_FIRST = timedelta(seconds=10)
"""So long the worker leaves a second look to whoever wrote the record."""
TOLD_AT_ONCE = 8
_done: list[str] = []
_noting = Lock()


@task()
def look_again_at_groups(groups: list[list[str]]) -> None:
    """Compare everyone of each group with all others once more; doing it twice is harmless."""
    numbers = [[IndividualNumber(number) for number in group] for group in groups]
    stored = sealed_many([number for group in numbers for number in group])
    people = [
        (stored[number], [other for other in group if other != number])
        for group in numbers
        for number in group
        if number in stored
    ]
    actions.look_again_many(people, at=now())


def ensure_second_look(groups: Sequence[Sequence[IndividualNumber]]) -> str:
    """Have the worker look again at these groups, unless somebody else says that it is done.

    In the transaction that writes them: whoever dies after the commit has left the look behind.

    Returns:
        What `second_look_is_done` is told.
    """
    promised, at, task = uuid4(), timezone.now(), look_again_at_groups
    args = [[[str(number) for number in group] for group in groups]]
    row = {
        "id": promised,
        "task_path": task.module_path,
        "args_kwargs": {"args": args, "kwargs": {}},
        "status": TaskResultStatus.READY,
        "enqueued_at": at,
        "run_after": at + DESK_FIRST,
        "priority": task.priority,
        "queue_name": task.queue_name,
        "backend_name": task.backend,
        "worker_ids": [],
        "exception_class_path": "",
        "traceback": "",
    }
    # What `enqueue` does, in a third of its time: it is done at every registration.
    insert_rows(DBTaskResult, list(row), [list(row.values())])
    return str(promised)


def second_look_is_done(promised: str) -> None:
    """Let the worker leave out a second look; once it has begun, it is only repeated.

    A few are told at once: a durable commit for each would cost more than a look that is repeated
    where nobody registers for a while.
    """
    with _noting:
        _done.append(promised)
        told = list(_done) if len(_done) >= TOLD_AT_ONCE else []
        del _done[: len(told)]
    if told:
        DBTaskResult.objects.filter(id__in=told, status=TaskResultStatus.READY)._raw_delete(
            using=DEFAULT_DB_ALIAS
        )
