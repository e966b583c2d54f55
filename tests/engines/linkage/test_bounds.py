"""What is dropped without being compared could not have reached the weight."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from panah.engines.identity import Identity, WrittenName
from panah.engines.linkage.bounds import alone
from panah.engines.linkage.forms import Named
from panah.engines.linkage.names_weighed import NameWeights
from panah.engines.linkage.sources import Column
from panah.engines.matching import compare, prepare
from tests.engines.matching.people import people

PARTS = ("family", "patronymic", "given", "family_latin", "given_latin", "full")


def _columns(everybody):
    columns = {}
    for part in PARTS:
        texts = ["", *(getattr(identity.name, part) for identity in everybody)]
        ids = np.array([texts.index(text) for text in texts[1:]], dtype=np.int32)
        columns[part] = Column(texts, ids)
    return columns


MANY_PARTS = WrittenName(
    family="A2A", given="A2A2A2A2A", patronymic="Щербаков Щербаков", given_latin="Щербаков"
)
THRICE = WrittenName(full="Щербаков Щербаков Щербаков")


@settings(max_examples=100, deadline=None)
@given(st.lists(people, min_size=2, max_size=6))
@example([Identity(THRICE), Identity(MANY_PARTS)])
def test_no_name_weighs_more_than_its_bound(everybody):
    columns = _columns(everybody)
    named = Named()
    for kind, column in columns.items():
        named.add(kind, column)
    forms = named.forms(processes=1)
    names = NameWeights(forms, columns)
    most = alone(forms)
    left, right = (side.astype(np.int32) for side in np.triu_indices(len(everybody), 1))

    weights = []
    for a, b in zip(left, right, strict=True):
        reasons = compare(prepare(everybody[a]), prepare(everybody[b])).reasons
        of_names = [r for r in reasons if r.code.startswith(("surname", "given", "patr", "name"))]
        weights.append(sum(r.bits for r in of_names))
        assert weights[-1] <= min(most[a], most[b]) + 1e-3
    kept = names.reaching(left, right, np.array(weights) - 1e-3)
    assert kept.left.tolist() == left.tolist()
    assert kept.right.tolist() == right.tolist()
