"""Twins: one surname, one father, one day of birth, and another given name.

What two children of one birth share says nothing about whether two records are of one of them.
Where they may be of both, only what tells twins apart is weighed, and how often a twin is met. It
is a second alternative to "one person", beside the stranger; the likelier of the two counts.
"""

from __future__ import annotations

from collections.abc import Collection
from math import inf

from panah.engines.matching.weighing import Reason, ReasonCode, reason

ONE_SURNAME = frozenset(
    {
        ReasonCode.SURNAME_EQUAL,
        ReasonCode.SURNAME_SPELT_OTHERWISE,
        ReasonCode.SURNAME_ALIKE,
    }
)
ONE_GIVEN_NAME = frozenset(
    code for code in ReasonCode if code.startswith("given_") and code != ReasonCode.GIVEN_DIFFERS
)
APART = (ReasonCode.GIVEN_DIFFERS, ReasonCode.NAME_ORDER_EXCHANGED)
"""Of findings between names, those that twins do not share."""
SHARED = ("prior", "surname", "given", "patronymic", "name", "birth", "nation", "origin", "phone")
"""How the names of those findings begin that are alike for twins, or are among `APART`."""


def twin_bits(codes: Collection[str]) -> float:
    """What names say at the most, given their codes, if one day of birth is on both records.

    Infinite where the two cannot be twins.
    """
    if ReasonCode.GIVEN_DIFFERS not in codes or ONE_SURNAME.isdisjoint(codes):
        return inf
    if not ONE_GIVEN_NAME.isdisjoint(codes):
        return inf
    bits = reason(ReasonCode.PERHAPS_TWINS).bits
    return bits + sum([reason(code).bits for code in APART if code in codes])


def most_of_twins(found: Collection[Reason]) -> float:
    """What two records weigh at the most, as they may be twins; infinite if they cannot be."""
    codes = [each.code for each in found]
    if ReasonCode.BIRTH_DATE_EQUAL not in codes:
        return inf
    bits = twin_bits(codes)
    return bits + sum([each.bits for each in found if not each.code.startswith(SHARED)])
