"""What is dropped without being compared could not have reached the weight."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.engines.linkage.bounds import Bounds
from panah.engines.linkage.forms import forms_of_rows
from panah.engines.linkage.sources import Column
from panah.engines.linkage.workers import Workers
from panah.engines.matching import compare, prepare
from tests.engines.matching.people import people

PARTS = ("family", "given", "patronymic", "family_latin", "given_latin", "full")


def _columns(everybody):
    columns = {}
    for part in PARTS:
        texts = ["", *(getattr(identity.name, part) for identity in everybody)]
        ids = np.array([texts.index(text) for text in texts[1:]], dtype=np.int32)
        columns[part] = Column(texts, ids)
    return columns


@settings(max_examples=100, deadline=None)
@given(st.lists(people, min_size=2, max_size=6))
def test_no_name_weighs_more_than_its_bound(everybody):
    forms = forms_of_rows(_columns(everybody), Workers(1))
    bounds = Bounds(forms)
    count = len(everybody)
    left, right = (side.astype(np.int32) for side in np.triu_indices(count, 1))
    most = np.minimum(
        bounds.between(left, right), np.minimum(bounds.alone[left], bounds.alone[right])
    )

    for a, b, bound in zip(left, right, most, strict=True):
        reasons = compare(prepare(everybody[a]), prepare(everybody[b])).reasons
        of_names = [
            r.bits for r in reasons if r.code.startswith(("surname", "given", "patr", "name"))
        ]
        assert sum(of_names) <= bound + 1e-3
