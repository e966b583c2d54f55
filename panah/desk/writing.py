"""Preparing a group and writing it: rows, events, papers and the task to look again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from panah.certificates import actions as certificates
from panah.certificates.actions import PaperRequest
from panah.desk import coarse, minors
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.actions import screen_many
from panah.duplicates.queries import Candidate
from panah.duplicates.tasks import look_again_at_groups
from panah.engines.identity import IndividualNumber, draw_number
from panah.journal import actions as journal
from panah.keeper.errors import KeeperError
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.vault import actions as vault
from panah.vault.actions import Sealed

log = structlog.get_logger("panah.desk")

Draw = Callable[[], IndividualNumber]


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

    def others(self, one: Prepared) -> list[IndividualNumber]:
        """The numbers of everyone else in the group."""
        return [each.number for each in self.people if each is not one]


def prepare(interview: Interview, *, draw: Draw = draw_number) -> PreparedGroup:
    """Draw numbers, seal everyone in one trip to the keeper, and look for the same people.

    Raises:
        KeeperError: nothing was written.
    """
    people = interview.people
    sealed = vault.seal_many([(draw(), each.identity, each.withheld) for each in people])
    found = screen_many(sealed)
    prepared = (
        Prepared(person, blob, tuple(alike))
        for person, blob, alike in zip(people, sealed, found, strict=True)
    )
    return PreparedGroup(draw(), interview, tuple(prepared))


def write(
    group: PreparedGroup, *, site: Site, ticket: Ticket | None, at: datetime
) -> RegistrationGroup:
    """Write a group with all that belongs to it, in the caller's transaction.

    Raises:
        IntegrityError: a number is in use, or the request was already answered.
    """
    day = site.local(at).date()
    vault.store_many([each.sealed for each in group.people], at=at)
    row = RegistrationGroup.objects.create(
        number=group.number,
        site=site,
        kind=group.interview.kind,
        request_id=group.interview.request_id,
        ticket=ticket,
        registered_on=day,
    )
    Individual.objects.bulk_create(
        [individual_of(row, position, one) for position, one in enumerate(group.people)]
    )
    minors.notice(row, [each.person.identity for each in group.people], day=day)
    _write_what_follows(group, site=site, day=day, at=at)
    return row


def second_look(
    people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]], *, at: datetime
) -> None:
    """Look for the same people among those registered at the same moment.

    Args:
        people: each with the others of their own group.
    """
    try:
        duplicates.look_again_many(people, at=at)
    except KeeperError as error:
        # They are registered; the worker looks again when the keeper answers.
        log.warning("second look left to the worker", error=error.code)


def individual_of(group: RegistrationGroup, position: int, prepared: Prepared) -> Individual:
    """The row of one person in a group, not yet written."""
    identity = prepared.person.identity
    return Individual(
        identity_id=prepared.number,
        group=group,
        position=position,
        language=identity.language,
        arrived_on=identity.arrived_on,
    )


def _write_what_follows(group: PreparedGroup, *, site: Site, day: date, at: datetime) -> None:
    size = len(group.people)
    journal.record_many(
        [
            coarse.registered(each.person.identity, site=site.code, day=day, group_size=size)
            for each in group.people
        ],
        at=at,
    )
    certificates.prepare_many([_paper(group, place, site) for place in range(size)], at=at)
    # In this transaction: whoever dies after the commit has left the second look behind.
    look_again_at_groups.enqueue([[str(each.number) for each in group.people]])


def _paper(group: PreparedGroup, position: int, site: Site) -> PaperRequest:
    prepared = group.people[position]
    identity = prepared.person.identity
    return PaperRequest(
        site,
        prepared.number,
        group.number,
        language=identity.language,
        arrived_on=identity.arrived_on,
        position=position,
    )
