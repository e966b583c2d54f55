"""What an interview gives to the register: who came, in which order, and how they belong together.

Nothing here prints a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from panah.desk.models import RegistrationGroup
from panah.engines.identity import Identity


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One individual as they told it, and whether they asked to withhold their name."""

    identity: Identity
    withheld: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Interview:
    """Everyone who is registered together.

    `request_id` is drawn when the interview begins: the same interview sent twice is one group.
    `language` is the one it was held in, where somebody noted it.
    """

    request_id: UUID
    kind: RegistrationGroup.Kind
    people: tuple[Person, ...]
    language: str = ""

    def __post_init__(self) -> None:
        if not self.people:
            raise ValueError("an interview has at least one person")
