"""How common names are in the lists themselves, where they are commoner than the tables say.

Frequencies come from the file that is linked, after Winkler (1989): in a list in which every tenth
man is called Асқар, two of them agree on little. Only names that many rows bear are counted, so
that in short lists a pair weighs what it weighs at the desk.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import first_places
from panah.engines.names import Role

MANY = 100
"""So many rows have to bear a name before its share of the list counts."""


def as_common_as_listed(forms: Forms) -> Forms:
    """The same forms, with names no rarer than the lists show them to be."""
    table = forms.table
    bits = table["bits"].copy()
    borne = np.bincount(forms.parts.ravel(), minlength=len(table))
    for role in (Role.SURNAME, Role.GIVEN, Role.PATRONYMIC):
        of_role = np.flatnonzero(table["role"] == role)
        if not len(of_role):
            continue
        kins = table["kin"][of_role]
        kin = first_places(kins, kins)
        each = borne[of_role]
        bearers = np.bincount(kin, weights=each)[kin]
        share = np.where(bearers >= MANY, bearers, 1) / max(1.0, each.sum())
        listed = np.where(bearers >= MANY, np.rint(-np.log2(share)), 255)
        bits[of_role, role] = np.minimum(bits[of_role, role], listed)
    return replace(forms, table=table.with_bits(bits))
