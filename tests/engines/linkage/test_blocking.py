"""Whoever the desk would be shown is found in a list that is compared as well."""

from __future__ import annotations

from panah.cli.benches.batch_people import Person, Population
from panah.engines.identity import Identity, PartialDate, Sex, WrittenName
from panah.engines.matching import LOOK_BITS, compare, prepare
from panah.engines.matching.blocking import keys_of
from tests.engines.linkage.lists import compared, row_of

SEED, PEOPLE = 20, 1500


def _identity(person: Person) -> Identity:
    name = WrittenName(
        family=person.family,
        given=person.given,
        patronymic=person.patronymic,
        family_latin=person.family_latin,
        given_latin=person.given_latin,
    )
    born = PartialDate.parse(person.born) if person.born else None
    return Identity(name, birth_date=born, sex=Sex(person.sex))


def _at_the_desk(everybody):
    """Pairs of which one asks for a key that the other is stored under, and that weigh enough."""
    ready = [prepare(identity) for identity in everybody]
    keys = [keys_of(person) for person in ready]
    stored: dict[tuple[int, str], list[int]] = {}
    for at, of_person in enumerate(keys):
        for key in of_person:
            if key.stored:
                stored.setdefault((key.kind, key.text), []).append(at)
    found = set()
    for at, of_person in enumerate(keys):
        for key in of_person:
            if key.asked:
                for other in stored.get((key.kind, key.text), ()):
                    found.add((min(at, other), max(at, other)))
    return {
        (one, other)
        for one, other in found
        if one != other and compare(ready[one], ready[other]).weight_bits >= LOOK_BITS
    }


def test_a_list_finds_every_pair_that_the_desk_would_show(tmp_path):
    population = Population(SEED)
    people = [population.somebody() for _ in range(PEOPLE)]
    everybody = [_identity(each) for each in (*people, *map(population.again, people))]

    rows = [row_of(each, str(at)) for at, each in enumerate(everybody)]
    _, pairs = compared(tmp_path, rows, min_weight=-50.0)  # names are common in so short a list

    of_list = {(int(pair["client_id_left"]), int(pair["client_id_right"])) for pair in pairs}
    of_desk = _at_the_desk(everybody)
    assert len(of_desk) > PEOPLE / 2
    assert not of_desk - of_list
