"""The words in which a room says who may reach which of its pages.

A page that no room has declared answers to nobody: the middleware refuses what is not in the
registry, so forgetting is safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff does here; `VISITOR` is everybody without an account."""

    VISITOR = "visitor"
    MARSHAL = "marshal"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    PROTECTION = "protection"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


EVERYONE = frozenset(Role)
STAFF = EVERYONE - {Role.VISITOR}


class Fact(StrEnum):
    """Something that a page may show of somebody who is registered.

    Random numbers of people, groups and papers are not among them: they say nothing of anybody.
    """

    NAME = "name"
    BIRTH_DATE = "birth date"
    SEX = "sex"
    NATIONALITY = "nationality"
    ORIGIN = "region of origin"
    DOCUMENT_KIND = "kind of document"
    DOCUMENT_NUMBER = "document number"
    IIN = "IIN"
    PHONE = "telephone"
    LANGUAGE = "language"
    ARRIVAL = "day of arrival"
    RELATION = "relation"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its view name as in `reverse`, and who may use which methods of it.

    Args:
        view: its name.
        roles: who may reach it.
        methods: what it answers; `HEAD` goes with `GET`, and nothing else is answered.
        fields: what may be sent to it; anything else that is sent changes nothing.
        shows: what it may show of people who are registered, or have been typed in.
    """

    view: str
    roles: frozenset[Role]
    methods: tuple[str, ...] = ("GET",)
    fields: tuple[str, ...] = ()
    shows: frozenset[Fact] = frozenset()

    def allows(self, role: Role) -> bool:
        """Whether somebody in this role may reach the page."""
        return role in self.roles

    def answers(self, method: str) -> bool:
        """Whether the page answers a method.

        Neither `HEAD` nor `OPTIONS` needs a token against forgery, so a page that acts when it is
        posted to must never be reached by either.
        """
        return method in self.methods or (method == "HEAD" and "GET" in self.methods)
