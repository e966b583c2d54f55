"""What the worker does for this room: the second look, also when a desk dies after its commit."""

from __future__ import annotations

from django_tasks import task

from panah.duplicates import actions
from panah.engines.identity import IndividualNumber
from panah.web.clock import now


@task()
def look_again_at_group(numbers: list[str]) -> None:
    """Compare everyone of a group with all others once more; doing it twice is harmless."""
    group = [IndividualNumber(number) for number in numbers]
    for number in group:
        others = [other for other in group if other != number]
        actions.look_again(number, at=now(), apart_from=others)
