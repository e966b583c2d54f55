"""How common a name is, in bits: a name of 6 bits is borne by about one person in 2**6."""

from __future__ import annotations

from collections.abc import Iterable

from panah.engines.names.known import name_of
from panah.engines.names.letters import skeleton
from panah.engines.names.tables import table
from panah.engines.names.tokens import Role

_TABLES = table("frequencies")
_COMMON = 8
"""Up to this class a given name tells by itself that it is one."""


def _classes(role: Role) -> dict[str, int]:
    return {
        name: int(bits)
        for bits, names in _TABLES[role.name.lower()].items()
        if bits != "rare"
        for name in names.split()
    }


_SURNAMES = _classes(Role.SURNAME)
_GIVEN = _classes(Role.GIVEN)
_FATHERS = _classes(Role.PATRONYMIC)
_COMMON_SOUNDS = frozenset(skeleton(name) for name, bits in _GIVEN.items() if bits <= _COMMON)


def _by_name() -> dict[str, int]:
    """Patronymics are cut off shorter than the father's name: Сергеевич, Сергей."""
    found: dict[str, int] = {}
    for father, bits in _FATHERS.items():
        name = name_of(father, skeleton(father)) or father
        found[name] = min(bits, found.get(name, bits))
    return found


_PATRONYMICS = _by_name()
_RARE: dict[Role, int] = {
    role: _TABLES[role.name.lower()]["rare"] for role in Role if role is not Role.UNKNOWN
}

_OF_ROLE = {Role.SURNAME: _SURNAMES, Role.GIVEN: _GIVEN, Role.PATRONYMIC: _PATRONYMICS}


def rarity(name: str, role: Role) -> int:
    """Bits of a name in a role, for one that no table lists those of a rare one.

    Args:
        name: a surname's skeleton; for given names and patronymics the known name, or "".
    """
    return _OF_ROLE[role].get(name, _RARE[role])


def rarities(names: Iterable[str], role: Role) -> list[int]:
    """Bits of many names in a role."""
    bits, rare = _OF_ROLE[role], _RARE[role]
    return [bits.get(name, rare) for name in names]


def is_common_given(sound: str) -> bool:
    """Whether a common given name has this skeleton."""
    return sound in _COMMON_SOUNDS
