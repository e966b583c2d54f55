"""A pair weighs in a list what it weighs at the desk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.engines.matching import compare, outcome_of, prepare
from tests.engines.linkage.lists import compared, row_of
from tests.engines.matching.people import people


def _readable(identity):
    name = identity.name
    texts = (
        name.family,
        name.given,
        name.patronymic,
        name.family_latin,
        name.given_latin,
        name.full,
    )
    return not name.is_empty and all(
        text == " ".join(text.split()) and text.isprintable() for text in texts
    )


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(people.filter(_readable), min_size=2, max_size=25))
def test_every_pair_weighs_what_it_weighs_at_the_desk(everybody):
    with tempfile.TemporaryDirectory() as folder:
        rows = [row_of(identity, str(at)) for at, identity in enumerate(everybody)]
        _, pairs = compared(Path(folder), rows, min_weight=-1000.0)

    for pair in pairs:
        left, right = (everybody[int(pair[f"client_id_{side}"])] for side in ("left", "right"))
        evidence = compare(prepare(left), prepare(right))
        codes = sorted(each.code.value for each in evidence.reasons if each.code != "prior")
        assert float(pair["match_weight"]) == pytest.approx(evidence.weight_bits, abs=1e-9)
        assert sorted(pair["reasons"].split(";")) == codes
        assert pair["outcome"] == outcome_of(evidence.weight_bits)
