"""What is dropped without being compared could not have reached the weight."""

from __future__ import annotations

import numpy as np
import pytest
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
    by_surname = names.surnames().possible(left, right, np.array(weights) - 1e-3)
    assert by_surname.tolist() == list(range(len(left)))
    kept = names.reaching(left, right, np.array(weights) - 1e-3)
    assert kept.left.tolist() == left.tolist()
    assert kept.right.tolist() == right.tolist()


def _forms(*written):
    columns = _columns([Identity(name) for name in written])
    named = Named()
    for kind, column in columns.items():
        named.add(kind, column)
    return NameWeights(named.forms(processes=1), columns)


@pytest.mark.parametrize(
    ("one", "other", "is_possible"),
    [
        (WrittenName("Щербаков", "Иван"), WrittenName("Жумабеков", "Иван"), False),
        (WrittenName("Щербаков", "Иван"), WrittenName("Щербакова", "Анна"), True),
        (WrittenName("Щербаков", "Иван"), WrittenName("Щербиков", "Анна"), True),
        (WrittenName("Иван", "Пётр"), WrittenName("Жумабеков", "Иван"), True),  # exchanged
        (WrittenName("Щербаков Жумабеков", "Иван"), WrittenName("Жумабеков", "Анна"), True),
    ],
)
def test_two_surnames_say_that_a_pair_cannot_weigh_enough(one, other, is_possible):
    first, second = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    surnames = _forms(one, other).surnames()

    assert (len(surnames.possible(first, second, np.array([8.0]))) == 1) is is_possible
