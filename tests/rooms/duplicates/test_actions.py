"""Noticing the same person, and what people decide about it."""

from __future__ import annotations

import pytest

from panah.duplicates import actions, queries
from panah.duplicates.actions import PairAlreadyJudged
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import Identity, draw_number
from panah.journal.models import PendingEvent
from panah.keeper.values import Sealed
from panah.vault import actions as vault
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site, an_identity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

EVGENY = an_identity("Щербаков", "Евгений", patronymic="", born="1994-03-11")
EVGENII = an_identity("SHCHERBAKOV", "EVGENII", patronymic="", born="1994-11-03")
STRANGER = an_identity("Сейтқали", "Айгүл", patronymic="", born="1987-06-21")


def stored(identity: Identity, *, withheld: bool = False) -> Sealed:
    a_site()
    sealed = vault.seal(draw_number(), identity, withheld=withheld)
    vault.store(sealed, at=MORNING)
    return sealed


def a_pair() -> CandidatePair:
    stored(EVGENY)
    return actions.look_again(stored(EVGENII).number, at=MORNING)[0]


def test_the_same_person_in_another_script_is_a_candidate_before_anything_is_written() -> None:
    known = stored(EVGENY)
    newcomer = vault.seal(draw_number(), EVGENII)

    candidates = actions.screen(newcomer)

    assert [candidate.number for candidate in candidates] == [known.number]
    assert candidates[0].weight_bits > 3
    assert CandidatePair.objects.count() == 0


def test_a_stranger_is_no_candidate() -> None:
    stored(EVGENY)

    assert actions.screen(vault.seal(draw_number(), STRANGER)) == []


def test_a_pair_exists_once_whoever_looks_first() -> None:
    first, second = stored(EVGENY), stored(EVGENII)
    actions.look_again(first.number, at=MORNING)
    actions.look_again(second.number, at=MORNING)

    pair = CandidatePair.objects.get()
    assert (pair.lower_id, pair.higher_id) == tuple(sorted((first.number, second.number)))


def test_people_of_one_group_are_not_a_pair() -> None:
    first, second = stored(EVGENY), stored(EVGENII)
    actions.look_again(first.number, at=MORNING, apart_from=[second.number])

    assert CandidatePair.objects.count() == 0


def test_a_withheld_name_is_noticed_by_its_keys_alone() -> None:
    stored(EVGENY, withheld=True)
    pairs = actions.look_again(stored(EVGENY).number, at=MORNING)

    assert len(pairs) == 1


def test_a_pair_keeps_codes_and_no_name() -> None:
    reasons = a_pair().reasons

    assert all(isinstance(code, str) and code.islower() for code, _bits in reasons)
    assert sum(bits for _code, bits in reasons) == pytest.approx(
        CandidatePair.objects.get().weight_bits, abs=0.2
    )


def test_a_judgement_is_in_the_journal_once_for_each_of_the_two() -> None:
    pair, by = a_pair(), a_clerk("leader", role=Role.SUPERVISOR)
    actions.decide(pair, Judgement.TWO_PEOPLE, by=by, at=MORNING)
    bodies = [bytes(event.body).decode() for event in PendingEvent.objects.all()]

    assert sorted(n for n in (pair.lower_id, pair.higher_id) for b in bodies if n in b) == sorted(
        (pair.lower_id, pair.higher_id)
    )
    assert queries.open_pairs_count(a_site()) == 0


def test_the_first_judgement_stands() -> None:
    pair, by = a_pair(), a_clerk("leader", role=Role.SUPERVISOR)
    actions.decide(pair, Judgement.ONE_PERSON, by=by, at=MORNING)
    events = PendingEvent.objects.count()
    with pytest.raises(PairAlreadyJudged):
        actions.decide(pair, Judgement.TWO_PEOPLE, by=by, at=MORNING)

    pair.refresh_from_db()
    assert pair.judgement == Judgement.ONE_PERSON
    assert PendingEvent.objects.count() == events


def test_who_could_not_tell_can_decide_later() -> None:
    pair, by = a_pair(), a_clerk("leader", role=Role.SUPERVISOR)
    actions.decide(pair, Judgement.CANNOT_TELL, by=by, at=MORNING)
    actions.decide(pair, Judgement.ONE_PERSON, by=by, at=MORNING)

    assert list(queries.judgements_to_apply()) == [pair]
