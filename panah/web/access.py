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


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its view name as in `reverse`, and who may use which methods of it."""

    view: str
    roles: frozenset[Role]
    methods: tuple[str, ...] = ("GET",)
    fields: tuple[str, ...] = ()

    def allows(self, role: Role) -> bool:
        """Whether somebody in this role may reach the page."""
        return role in self.roles
