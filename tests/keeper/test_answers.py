"""What an open keeper answers, asked without a socket."""

from dataclasses import replace
from typing import Any

import cbor2
import pytest

from panah.engines.identity import Identity, Sex, draw_number
from panah.engines.matching import KEY_EVIDENCE, KEYS_VERSION, KeyKind
from panah.keeper.answers import QUESTIONS
from panah.keeper.comparing import shared_kinds
from panah.keeper.errors import CannotOpen, IsWithheld
from panah.keeper.keyfolder import Keys
from panah.keeper.lookups import with_asked
from panah.keeper.values import BlindKey, Sealed, unpacked
from tests.keeper.people import a_person


def ask(keys: Keys, question: str, **asked: Any) -> Any:
    return QUESTIONS[question].answer(keys, asked)


def seal(keys: Keys, identity: Identity, *, withheld: bool = False) -> Sealed:
    person = [draw_number(), identity.to_plain(), withheld]
    return Sealed.from_plain(ask(keys, "seal", people=[person])[0])


def weigh(keys: Keys, one: Sealed, other: Sealed) -> tuple[float, str, list[str]]:
    ((found,),) = ask(keys, "compare", pairs=[[one.to_plain(), [other.to_plain()]]])
    return found[1], found[2], [code for code, _ in found[3]]


PEOPLE = [
    a_person(),
    a_person(1, born=""),
    a_person(2, born="1990"),
    a_person(3, born="1990-05"),
    a_person(4, phone=""),
]


@pytest.mark.parametrize("identity", PEOPLE)
def test_what_was_sealed_opens_as_it_was(keys: Keys, identity: Identity) -> None:
    sealed = seal(keys, identity)

    assert ask(keys, "open", sealed=sealed.to_plain(), purpose="review") == identity.to_plain()


@pytest.mark.parametrize("identity", PEOPLE)
def test_stored_keys_tell_what_was_asked_but_for_the_days_beside_a_birth_date(
    keys: Keys, identity: Identity
) -> None:
    sealed = seal(keys, identity)
    stored = [key for key in sealed.blind_keys if key.stored]
    beside = {KeyKind.NAME_AND_BIRTH_DATE, KeyKind.NAMES_AND_BIRTH_DATE}
    missing = set(sealed.blind_keys) - set(with_asked(stored))

    assert set(with_asked(stored)) <= set(sealed.blind_keys)
    assert all(key.kind in beside and not key.stored for key in missing)


def test_a_person_without_a_birth_date_and_one_with_it_find_each_other(keys: Keys) -> None:
    dated, undated = seal(keys, a_person()), seal(keys, a_person(born="", phone=""))

    for one, other in ((dated, undated), (undated, dated)):
        asked = {(key.kind, key.digest) for key in one.blind_keys if key.asked}
        stored = {(key.kind, key.digest) for key in other.blind_keys if key.stored}
        assert asked & stored


def test_two_dated_people_do_not_meet_by_name_alone(keys: Keys) -> None:
    one = seal(keys, a_person(born="1990-01-02"))
    other = seal(keys, a_person(6, born="1955-07-30"))  # the same name, another person
    asked = {(key.kind, key.digest) for key in one.blind_keys if key.asked}
    stored = {(key.kind, key.digest) for key in other.blind_keys if key.stored}

    assert not asked & stored


def test_the_keeper_refuses_to_open_what_is_withheld(keys: Keys) -> None:
    sealed = seal(keys, a_person(), withheld=True)

    with pytest.raises(IsWithheld):
        ask(keys, "open", sealed=sealed.to_plain(), purpose="review")


def test_a_withheld_identity_said_to_be_open_does_not_open(keys: Keys) -> None:
    plain = seal(keys, a_person(), withheld=True).to_plain()
    plain[4] = False

    with pytest.raises(CannotOpen):
        ask(keys, "open", sealed=plain, purpose="review")


@pytest.mark.parametrize("hidden", [(True, False), (False, True), (True, True)])
def test_a_withheld_person_who_comes_again_is_noticed(
    keys: Keys, hidden: tuple[bool, bool]
) -> None:
    one, other = (seal(keys, a_person(), withheld=withheld) for withheld in hidden)
    bits, outcome, codes = weigh(keys, one, other)

    assert outcome == "same", (bits, codes)


@pytest.mark.parametrize("hidden", [(True, False), (False, True), (True, True)])
def test_a_withheld_person_and_a_stranger_are_not_a_pair(
    keys: Keys, hidden: tuple[bool, bool]
) -> None:
    one = seal(keys, a_person(), withheld=hidden[0])
    other = seal(keys, a_person(1, born="1970-11-30"), withheld=hidden[1])

    assert weigh(keys, one, other)[1:] == ("new", ["prior"])


def test_two_open_records_of_one_person_are_compared_by_content(keys: Keys) -> None:
    _, outcome, codes = weigh(keys, seal(keys, a_person()), seal(keys, a_person()))

    assert outcome == "same"
    assert "surname_equal" in codes


def test_who_cannot_be_worth_a_look_is_told_without_a_word_on_the_name(keys: Keys) -> None:
    far = replace(a_person(1, born="1950-01-30"), sex=Sex.MALE, phone="")
    one, other = seal(keys, a_person()), seal(keys, far)
    in_full = weigh(keys, one, one)
    bits, outcome, codes = weigh(keys, one, other)

    assert outcome == "new"
    assert bits < in_full[0]
    assert not {code for code in codes if code.startswith(("surname", "given", "patronymic"))}


@pytest.mark.parametrize("one", PEOPLE)
@pytest.mark.parametrize("other", PEOPLE)
def test_shared_keys_stand_for_the_same_from_both_sides(
    keys: Keys, one: Identity, other: Identity
) -> None:
    a, b = seal(keys, one), seal(keys, replace(other, name=one.name))

    forth = {KEY_EVIDENCE[kind] for kind in shared_kinds(a, b)}
    assert forth == {KEY_EVIDENCE[kind] for kind in shared_kinds(b, a)}


def test_a_comparison_answers_no_text_of_the_identity(keys: Keys) -> None:
    one, other = seal(keys, a_person()), seal(keys, a_person())
    answer = cbor2.dumps(ask(keys, "compare", pairs=[[one.to_plain(), [other.to_plain()]]]))

    for text in ("Кравцова", "Мария", "750000000", "1996"):
        assert text.encode() not in answer


@pytest.mark.parametrize("packed", [b"x", bytes(21), ["x"], 7])
def test_blind_keys_of_another_form_are_no_question(keys: Keys, packed: object) -> None:
    plain = seal(keys, a_person()).to_plain()
    plain[6] = packed

    with pytest.raises((ValueError, TypeError)):
        ask(keys, "compare", pairs=[[plain, []]])


def test_a_swapped_ciphertext_stops_a_comparison(keys: Keys) -> None:
    one, other = seal(keys, a_person()), seal(keys, a_person(1)).to_plain()
    other[0] = draw_number()

    with pytest.raises(CannotOpen):
        ask(keys, "compare", pairs=[[one.to_plain(), [other]]])


def test_equal_content_has_an_equal_fingerprint_whatever_its_number(keys: Keys) -> None:
    assert seal(keys, a_person()).fingerprint == seal(keys, a_person()).fingerprint


def test_any_change_of_content_or_withholding_changes_the_fingerprint(keys: Keys) -> None:
    prints = {
        seal(keys, a_person()).fingerprint,
        seal(keys, a_person(), withheld=True).fingerprint,
        seal(keys, a_person(phone="+77019999999")).fingerprint,
        seal(keys, a_person(born="1996-03-15")).fingerprint,
    }

    assert len(prints) == 4


@pytest.mark.parametrize(("session", "ticket"), [("other", "12"), ("session", "13"), ("", "")])
def test_a_draft_opens_for_its_own_session_and_ticket_alone(
    keys: Keys, session: str, ticket: str
) -> None:
    sealed = ask(keys, "seal_draft", draft=b"typed", session="session", ticket="12")

    assert ask(keys, "open_draft", sealed=sealed, session="session", ticket="12") == b"typed"
    with pytest.raises(CannotOpen):
        ask(keys, "open_draft", sealed=sealed, session=session, ticket=ticket)


def test_tags_tell_references_apart_and_nothing_else(keys: Keys) -> None:
    tags = ask(keys, "tags", references=["A-1", "A-2", "A-1", "Ә"])

    assert tags[0] == tags[2]
    assert len(set(tags)) == 3
    assert {len(tag) for tag in tags} == {16}


def test_a_commitment_in_one_domain_is_none_in_another(keys: Keys) -> None:
    one = ask(keys, "commit", domain="ticket", values=[b"1", b"2"])
    other = ask(keys, "commit", domain="reason", values=[b"1", b"2"])

    assert len({*one, *other}) == 4


def renewed(keys: Keys, *people: Sealed) -> list[bytes | None]:
    version, told = ask(keys, "renew", people=[one.to_plain(with_keys=False) for one in people])
    assert version == KEYS_VERSION
    return list(told)


@pytest.mark.parametrize("identity", PEOPLE)
def test_renewing_gives_the_keys_to_store_and_nothing_else(keys: Keys, identity: Identity) -> None:
    sealed = seal(keys, identity)
    (told,) = renewed(keys, sealed)

    assert told is not None
    assert {(key.kind, key.digest) for key in unpacked(told)} == {
        (key.kind, key.digest) for key in sealed.blind_keys if key.stored
    }


def test_what_the_keeper_cannot_open_is_not_renewed_and_stops_nobody(keys: Keys) -> None:
    withheld, moved = seal(keys, a_person(), withheld=True), seal(keys, a_person())
    told = renewed(keys, withheld, replace(moved, number=draw_number()), seal(keys, a_person()))

    assert told[:2] == [None, None]
    assert told[2]


def test_keys_of_an_earlier_version_are_other_hashes_of_the_same_facts(keys: Keys) -> None:
    person = [draw_number(), a_person().to_plain(), False]
    (plain,) = ask(keys, "seal", people=[person], older=[KEYS_VERSION - 1])
    sealed = Sealed.from_plain(plain)
    told = [[(key.kind, key.stored, key.asked) for key in each] for each in _both(sealed)]

    assert told[0] == told[1]
    assert not {key.digest for key in sealed.blind_keys} & {k.digest for k in sealed.older_keys}


def _both(sealed: Sealed) -> tuple[tuple[BlindKey, ...], tuple[BlindKey, ...]]:
    return sealed.blind_keys, sealed.older_keys


@pytest.mark.parametrize("older", [[KEYS_VERSION], [0], [-1], ["1"], list(range(1, 10)), 7])
def test_only_earlier_versions_may_be_asked_for(keys: Keys, older: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        ask(keys, "seal", people=[], older=older)
