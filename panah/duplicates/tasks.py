"""What the worker does for this room: the second look, also when a desk dies after its commit."""

from __future__ import annotations

from django_tasks import task

from panah.duplicates import actions
from panah.engines.identity import IndividualNumber
from panah.vault.queries import sealed_many
from panah.web.clock import now


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
