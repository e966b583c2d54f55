"""Writing prepared groups: rows, events, papers and the task to look again, in one transaction.

Used for one ticket at a desk and for many groups of an imported list alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from panah.certificates import actions as certificates
from panah.certificates.actions import PaperRequest
from panah.desk import coarse
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.duplicates.actions import screen_many
from panah.duplicates.candidates import Candidate
from panah.duplicates.tasks import look_again_at_groups
from panah.engines.identity import IndividualNumber, draw_number
from panah.journal import actions as journal
from panah.journal.events import RegisterEvent
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.vault import actions as vault
from panah.vault.actions import Sealed


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """One person with their number, sealed, and what was found to be alike before writing."""

    person: Person
    sealed: Sealed
    candidates: tuple[Candidate, ...]

    @property
    def number(self) -> IndividualNumber:
        """The individual's number."""
        return self.sealed.number


@dataclass(frozen=True, slots=True, repr=False)
class PreparedGroup:
    """A group that can be written: nothing is asked of the keeper any more."""

    number: IndividualNumber
    interview: Interview
    people: tuple[Prepared, ...]
    ticket: Ticket | None = None

    @property
    def numbers(self) -> list[IndividualNumber]:
        """Everyone's numbers, in order."""
        return [each.number for each in self.people]


def prepare_groups(
    interviews: Sequence[Interview], *, draw: Callable[[], IndividualNumber] = draw_number
) -> list[PreparedGroup]:
    """Draw numbers, seal everyone in one trip to the keeper, and look for the same people.

    Raises:
        KeeperError: nothing was written.
    """
    people = [person for interview in interviews for person in interview.people]
    sealed = vault.seal_many([(draw(), each.identity, each.withheld) for each in people])
    found = screen_many(sealed)
    prepared = iter(
        Prepared(person, blob, tuple(candidates))
        for person, blob, candidates in zip(people, sealed, found, strict=True)
    )
    return [
        PreparedGroup(draw(), each, tuple(next(prepared) for _ in each.people))
        for each in interviews
    ]


def write_groups(
    groups: Sequence[PreparedGroup], *, site: Site, at: datetime
) -> list[RegistrationGroup]:
    """Write groups with all that belongs to them, in the caller's transaction.

    Raises:
        IntegrityError: a number is in use, or a request was already answered.
    """
    day = site.local(at).date()
    vault.store_many([each.sealed for group in groups for each in group.people], at=at)
    rows = RegistrationGroup.objects.bulk_create([_row(g, site=site, day=day) for g in groups])
    Individual.objects.bulk_create([one for group in groups for one in _individuals(group)])
    journal.record_many(_events(groups, site=site, day=day), at=at)
    # In this transaction: whoever dies after the commit has left the second look behind.
    look_again_at_groups.enqueue([[*group.numbers] for group in groups])
    return rows


def prepare_papers(groups: Sequence[PreparedGroup], *, site: Site, at: datetime) -> None:
    """Make everyone's paper ready for printing; until somebody has seen it, it is outstanding."""
    requests = [
        PaperRequest(
            site,
            each.number,
            group.number,
            language=each.person.identity.language,
            arrived_on=each.person.identity.arrived_on,
        )
        for group in groups
        for each in group.people
    ]
    certificates.prepare_many(requests, at=at)


def _row(group: PreparedGroup, *, site: Site, day: date) -> RegistrationGroup:
    return RegistrationGroup(
        number=group.number,
        site=site,
        kind=group.interview.kind,
        request_id=group.interview.request_id,
        ticket=group.ticket,
        registered_on=day,
    )


def _individuals(group: PreparedGroup) -> Iterable[Individual]:
    for position, each in enumerate(group.people):
        yield Individual(
            identity_id=each.number,
            group_id=group.number,
            position=position,
            language=each.person.identity.language,
            arrived_on=each.person.identity.arrived_on,
        )


def _events(groups: Sequence[PreparedGroup], *, site: Site, day: date) -> Iterable[RegisterEvent]:
    for group in groups:
        for each in group.people:
            yield coarse.registered(
                each.person.identity, site=site.code, day=day, group_size=len(group.people)
            )
