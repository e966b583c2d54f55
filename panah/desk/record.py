"""One registration as the desk sees it: who is in the group by number, their papers, what was done.

No name is here. An identity is opened one at a time, for a purpose, on record.
"""

from __future__ import annotations

from dataclasses import dataclass

from panah.certificates import queries as certificates
from panah.certificates.queries import Standing
from panah.desk import queries
from panah.desk.history import Line, Sources, history
from panah.desk.models import Individual, RegistrationGroup
from panah.engines.identity import IndividualNumber
from panah.journal import queries as journal
from panah.staff import queries as staff


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the group: a number and its newest paper."""

    number: IndividualNumber
    place: int
    is_withheld: bool
    is_erased: bool
    version: int
    paper: Standing | None

    @property
    def has_paper(self) -> bool:
        """Whether a paper of theirs holds."""
        return self.paper is not None and self.paper.holds


@dataclass(frozen=True, slots=True)
class Record:
    """A group with everyone in it, and one of them chosen."""

    group: RegistrationGroup
    people: tuple[Member, ...]
    chosen: Member
    history: tuple[Line, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the registration was taken back."""
        return self.group.withdrawn_on is not None


def record_of(group: RegistrationGroup, *, person: str = "") -> Record:
    """A group; its first person is chosen unless another is named."""
    rows = queries.people_of(group)
    numbers = [IndividualNumber(row.pk) for row in rows]
    papers = {one.number: one for one in certificates.standings_of(numbers)}
    people = tuple(
        _member(row, place, papers.get(IndividualNumber(row.pk)))
        for place, row in enumerate(rows, 1)
    )
    chosen = next((one for one in people if one.number == person), people[0])
    return Record(group, people, chosen, tuple(_history(group, numbers)))


def _member(row: Individual, place: int, paper: Standing | None) -> Member:
    return Member(
        number=IndividualNumber(row.pk),
        place=place,
        is_withheld=row.identity.is_withheld,
        is_erased=row.identity.is_erased,
        version=row.identity.version,
        paper=paper,
    )


def _history(group: RegistrationGroup, numbers: list[IndividualNumber]) -> list[Line]:
    told = journal.told_of(numbers)
    papers = certificates.papers_ever(numbers)
    accounts = {one.by for one in told} | {one.issued_by for one in papers}
    sources = Sources(
        registered=numbers,
        registered_on=group.registered_on,
        papers=papers,
        told=told,
        roles=staff.roles_of(accounts),
    )
    return history(sources)
