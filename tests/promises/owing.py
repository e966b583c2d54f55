"""What an act owes to the journal, and what it wrote there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from panah.journal.encoding import said_in
from panah.journal.models import Entry, PendingEvent


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done once, and what it must write."""

    do: Callable[[], object]
    owes: dict[str, int]


def written() -> Counter[str]:
    """How often each act stands in the journal, with or without its place."""
    rows = [*PendingEvent.objects.all(), *Entry.objects.all()]
    return Counter(said_in(row.body).act for row in rows)


def faults_of(act: Act) -> Counter[str]:
    """Do it, and return what the journal has too much or too little of."""
    before = written()
    act.do()
    owed = Counter(act.owes)
    got = written() - before
    return (got - owed) + (owed - got)
