"""Tickets that are called and interviews that are ready, for the tests of the desk."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from panah.desk.interview import Interview, Person
from panah.desk.models import RegistrationGroup
from panah.engines.identity import Relation
from panah.line import actions as line
from panah.line.models import Ticket
from panah.sites.models import Site
from tests.builders import MORNING, an_identity


def a_called_ticket(
    site: Site, *, desk: str = "1", party_size: int = 1, at: datetime = MORNING
) -> Ticket:
    """A number that was taken and is called to a desk."""
    line.issue_ticket(site, party_size=party_size, at=at)
    ticket = line.call_next(site, desk=desk, at=at)
    assert ticket is not None
    return ticket


def an_interview(**more: object) -> Interview:
    """One person, ready to be registered."""
    return Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(an_identity(**more)),))


def a_family() -> Interview:
    """Three people of one family, two scripts."""
    people = (
        Person(an_identity("Оспанов", "Ерлан", patronymic="", born="1988-02-29")),
        Person(an_identity("Оспанова", "Әсем", relation=Relation.PARTNER), withheld=True),
        Person(an_identity("Оспанов", "Тимур", born="2019", relation=Relation.CHILD)),
    )
    return Interview(uuid4(), RegistrationGroup.Kind.FAMILY, people)
