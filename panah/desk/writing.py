"""Preparing a group and writing it: rows, events, papers and the task to look again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from panah.certificates import actions as certificates
from panah.certificates.actions import PaperRequest
from panah.desk import coarse, minors
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.actions import screen_many
from panah.duplicates.queries import Candidate, Screened
from panah.duplicates.tasks import ensure_second_look, second_look_is_done
from panah.engines.identity import IndividualNumber, draw_number
from panah.journal import actions as journal
from panah.keeper.errors import KeeperError
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.vault import actions as vault
from panah.vault.actions import Sealed
from panah.web.rows import insert_rows

log = structlog.get_logger("panah.desk")

Draw = Callable[[], IndividualNumber]
_GROUP = ("number", "site_id", "kind", "request_id", "ticket_id", "registered_on")
_INDIVIDUAL = ("identity", "group", "position", "language", "arrived_on")


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """One person with their number, sealed, and what was found to be alike before writing."""

    person: Person
    sealed: Sealed
    screened: Screened

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Who was found to be alike, heaviest first."""
        return self.screened.alike

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


@dataclass(frozen=True, slots=True)
class Written:
    """A group that is written, and the look that the worker takes if nobody else does."""

    group: RegistrationGroup
    promised: str


def prepare(interview: Interview, *, draw: Draw = draw_number) -> PreparedGroup:
    """Draw numbers, seal everyone in one trip to the keeper, and look for the same people.

    Raises:
        KeeperError: nothing was written.
    """
    people = interview.people
    sealed = vault.seal_many([(draw(), each.identity, each.withheld) for each in people])
    found = screen_many(sealed)
    prepared = (
        Prepared(person, blob, screened)
        for person, blob, screened in zip(people, sealed, found, strict=True)
    )
    return PreparedGroup(draw(), interview, tuple(prepared))


def write(group: PreparedGroup, *, site: Site, ticket: Ticket | None, at: datetime) -> Written:
    """Write a group with all that belongs to it, in the caller's transaction.

    Raises:
        IntegrityError: a number is in use, or the request was already answered.
    """
    day = site.local(at).date()
    vault.store_many([each.sealed for each in group.people], at=at)
    row = _row(group, site=site, ticket=ticket, day=day)
    insert_rows(RegistrationGroup, _GROUP, [[getattr(row, name) for name in _GROUP]])
    insert_rows(Individual, _INDIVIDUAL, _individuals(group))
    minors.notice(row, [each.person.identity for each in group.people], day=day)
    return Written(row, _write_what_follows(group, site=site, day=day, at=at))


def second_look(
    people: Sequence[Prepared],
    *,
    apart: Sequence[Sequence[IndividualNumber]],
    promised: str,
    at: datetime,
) -> None:
    """Look for the same people among those registered at the same moment.

    Args:
        people: who was written.
        apart: for each of them the others of their group.
        promised: the worker's own look, which is left out when this one is done.
    """
    stored = [(one.sealed, others) for one, others in zip(people, apart, strict=True)]
    screened = [one.screened for one in people]
    with left_to_the_worker(promised):
        duplicates.look_at_newcomers(stored, screened, at=at)


@contextmanager
def left_to_the_worker(promised: str) -> Iterator[None]:
    """Do a second look here and now, or leave it to the worker where the keeper does not answer."""
    try:
        yield
    except KeeperError as error:
        log.warning("second look left to the worker", error=error.code)
    else:
        second_look_is_done(promised)


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


def _row(
    group: PreparedGroup, *, site: Site, ticket: Ticket | None, day: date
) -> RegistrationGroup:
    return RegistrationGroup(
        number=group.number,
        site=site,
        kind=group.interview.kind,
        request_id=group.interview.request_id,
        ticket=ticket,
        registered_on=day,
    )


def _individuals(group: PreparedGroup) -> Iterator[tuple[Any, ...]]:
    for position, one in enumerate(group.people):
        said = one.person.identity
        yield one.number, group.number, position, said.language, said.arrived_on


def _write_what_follows(group: PreparedGroup, *, site: Site, day: date, at: datetime) -> str:
    size = len(group.people)
    journal.record_many(
        [
            coarse.registered(each.person.identity, site=site.code, day=day, group_size=size)
            for each in group.people
        ],
        at=at,
    )
    certificates.prepare_many([_paper(group, place, site) for place in range(size)], at=at)
    return ensure_second_look([[each.number for each in group.people]])


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
