"""A first look at the names of many pairs: what they can weigh by their surnames alone.

Most pairs that are put together by a given name have nothing else in common. Where each of two
rows has one name, with one surname that is no other name as well, what their surnames are to each
other says already that most of them cannot weigh enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.alike import DIFFERENT, Alike
from panah.engines.linkage.bounds import FREE, Weights, most_of_parts
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.likenesses import MOST_POSSIBLE
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.vocabulary import Table
from panah.engines.matching import ReasonCode
from panah.engines.matching.weighing import reason
from panah.engines.names import Role

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]

_DIFFERS = np.float32(reason(ReasonCode.SURNAME_DIFFERS).bits)


@dataclass(frozen=True, slots=True)
class Surnames:
    """The surnames of all rows."""

    alike: Alike
    rarities: NDArray[np.uint8]
    """By part."""
    parts: Ids
    """The part that is the surname of each row; 0 where nothing can be said by it alone."""
    beside: Weights
    """The most that everything else of the name of each row weighs."""

    @classmethod
    def of(cls, forms: Forms, alike: Alike) -> Surnames:
        """Look at the forms of all rows."""
        table = forms.table
        most = most_of_parts(table)
        rows = np.flatnonzero((forms.counts == 1) & ~forms.is_cut)
        lines = forms.first[rows]
        first, others = forms.parts[lines, 0], forms.parts[lines, 1:]
        tells = _is_but_a_surname(table, alike)[first]
        may_be_another = np.isin(table["role"], (Role.SURNAME, Role.UNKNOWN))
        may_be_another[0] = False
        for part in others.T:
            tells &= ~may_be_another[part]
        parts = np.zeros(len(forms.counts), dtype=np.int32)
        parts[rows[tells]] = first[tells]
        beside = np.zeros(len(parts), dtype=np.float32)
        for part in others.T:
            beside[rows] += most[part]
        beside += FREE
        return cls(alike, table["own"], parts, beside)

    def possible(self, left: Ids, right: Ids, least: NDArray[np.float64]) -> Places:
        """Those of the pairs of which the names may weigh so much."""
        a, b = self.parts.take(left), self.parts.take(right)
        beside = np.minimum(self.beside.take(left), self.beside.take(right))
        is_open = (a == 0) | (b == 0) | (beside + _DIFFERS >= least)
        asked = np.flatnonzero(~is_open)
        a, b = a.take(asked), b.take(asked)
        relation = self.alike.relation(a, b)
        rarer = np.minimum(self.rarities.take(a), self.rarities.take(b))
        most = beside.take(asked) + MOST_POSSIBLE[relation, rarer]
        is_open[asked] = (relation > DIFFERENT) & (most >= least.take(asked))
        return np.flatnonzero(is_open)


def _is_but_a_surname(table: Table, alike: Alike) -> Mask:
    """Surnames that answer to no part of another role."""
    roles = np.zeros(len(table), dtype=np.uint8)
    for role in Role:
        of_role = np.flatnonzero(table["role"][1:] == role) + 1
        there = np.zeros(len(table), dtype=np.bool_)
        there[alike.families[of_role]] = True
        roles += there
    found: Mask = (table["role"] == Role.SURNAME) & (roles[alike.families] == 1)
    found[0] = False
    return found
