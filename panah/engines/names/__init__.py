"""Canonical names: one form for the many spellings of a name, across scripts."""

from panah.engines.names import endings
from panah.engines.names.canonical import CANONICAL_VERSION, canonical
from panah.engines.names.frequency import rarities, rarity
from panah.engines.names.kin import kin_of, short_for
from panah.engines.names.known import is_known, name_of
from panah.engines.names.tokens import CanonicalName, Role, Token

__all__ = [
    "CANONICAL_VERSION",
    "CanonicalName",
    "Role",
    "Token",
    "canonical",
    "endings",
    "is_known",
    "kin_of",
    "name_of",
    "rarities",
    "rarity",
    "short_for",
]
