"""A name that a great part of a list bears says less in it than at the desk."""

from __future__ import annotations

import pytest

from panah.engines.linkage.commonness import MANY
from panah.engines.matching import compare, prepare
from tests.engines.linkage.lists import compared, row_of
from tests.engines.matching.people import person

SYLLABLES = ("ба", "ве", "го", "ди", "жу", "зо", "ки", "ло", "ма", "ну", "пе", "ро", "са", "ту")
SURNAMES = [a.capitalize() + b + "рев" for a in SYLLABLES for b in SYLLABLES]


def _weights(folder, everybody):
    _, pairs = compared(folder, [row_of(each, str(at)) for at, each in enumerate(everybody)])
    return {
        (int(pair["client_id_left"]), int(pair["client_id_right"])): float(pair["match_weight"])
        for pair in pairs
    }


@pytest.mark.parametrize("bearers", [MANY - 10, MANY + 10])
def test_a_name_of_everybody_weighs_less_from_many_bearers_on(tmp_path, bearers):
    crowd = [
        person(surname, "Серік", "Данияров", born=f"19{30 + at % 60}-03-0{1 + at % 9}")
        for at, surname in enumerate(SURNAMES[:bearers])
    ]
    again = [crowd[0], person("Цхеидзе", "Гванца", born="1988-07-09")]
    everybody = [*crowd, *again, again[1]]

    weights = _weights(tmp_path, everybody)

    rare, common = weights[bearers + 1, bearers + 2], weights[0, bearers]
    at_the_desk = [
        compare(prepare(one), prepare(one)).weight_bits for one in (everybody[-1], crowd[0])
    ]
    assert rare == pytest.approx(at_the_desk[0])
    if bearers < MANY:
        assert common == pytest.approx(at_the_desk[1])
    else:
        assert common < at_the_desk[1] - 15
