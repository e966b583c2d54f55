"""How common a name is, in bits: a name of 6 bits is borne by about one person in 2**6."""

from __future__ import annotations

from typing import Any

from panah.engines.names.tables import table
from panah.engines.names.tokens import Role

_TABLES = table("frequencies")


def _by_sound(classes: dict[str, Any]) -> dict[str, int]:
    return {
        sound: int(bits)
        for bits, sounds in classes.items()
        if bits != "rare"
        for sound in sounds.split()
    }


_COMMON = 8

_CLASSES = {
    Role.SURNAME: _by_sound(_TABLES["surname"]),
    Role.GIVEN: _by_sound(_TABLES["given"]),
    Role.PATRONYMIC: _by_sound(_TABLES["patronymic"]),
}
_RARE: dict[Role, int] = {role: _TABLES[role.name.lower()]["rare"] for role in _CLASSES}


def rarity(sound: str, role: Role) -> int:
    """Bits of a name with this skeleton in this role; `RARE` where no table lists it."""
    return _CLASSES[role].get(sound, _RARE[role])


def is_common_given(sound: str) -> bool:
    """Whether a common given name has this skeleton."""
    return _CLASSES[Role.GIVEN].get(sound, _RARE[Role.GIVEN]) <= _COMMON
