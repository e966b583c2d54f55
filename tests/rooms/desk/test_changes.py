"""What can be done with a registration that is there: each act once, whole, and on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import F

from panah.certificates import actions as certificates
from panah.certificates.models import Certificate
from panah.desk import actions, queries
from panah.desk.actions import Correction, Joining, Split
from panah.desk.correcting import Reason, changed_fields
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, MinorsAlone, NameSearch, RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import Document, Identity, IndividualNumber
from panah.journal import queries as journal
from panah.journal.encoding import decode
from panah.journal.events import RegisterAct
from panah.journal.models import PendingEvent
from panah.line import actions as line
from panah.line.models import Ticket
from panah.vault import actions as vault
from panah.vault import queries as vaults
from panah.vault.actions import Purpose
from panah.vault.models import BlindKey, SealedIdentity
from tests.builders import MORNING, a_site, an_identity
from tests.rooms.desk.interviews import an_interview
from tests.rooms.desk.records import a_group, a_registered_family, numbers_of, the_clerk
from tests.rooms.line.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

LATER = MORNING + timedelta(minutes=5)
TOO_LATE = MORNING + timedelta(minutes=11)
Kind = RegistrationGroup.Kind


def told(act: RegisterAct) -> list[dict[str, object]]:
    """The bodies of the journal's entries of one kind."""
    bodies = [decode(body) for body in PendingEvent.objects.values_list("body", flat=True)]
    return [body for body in bodies if body["act"] == act]


def acts() -> Counter[str]:
    """How often each act stands in the journal."""
    return Counter(decode(b)["act"] for b in PendingEvent.objects.values_list("body", flat=True))


def read(number: IndividualNumber) -> Identity:
    """What the keeper opens."""
    return vault.open_identity(number, by=the_clerk(), purpose=Purpose.CORRECTION, at=LATER)


def a_correction(number: IndividualNumber, *, version: int = 1, **more: object) -> Correction:
    """The person under another birth date, and whatever else is said."""
    values = {"born": "1995-03-14"} | more
    person = Person(an_identity(**values))
    changed = changed_fields(Person(an_identity()), person)
    return Correction(uuid4(), number, person, version, Reason.MISTYPED, changed)


def states(number: IndividualNumber) -> list[str]:
    """Their papers, oldest first."""
    papers = Certificate.objects.filter(individual=number)
    ended_first = papers.order_by("revoked_on", "prepared_on").values_list("status", flat=True)
    return sorted(ended_first, reverse=True)


# A correction


def test_a_correction_is_sealed_in_place_of_what_was_and_its_keys_with_it() -> None:
    (number,) = numbers_of(a_group())
    blob = SealedIdentity.objects.get(pk=number).blob
    keys = set(BlindKey.objects.filter(identity=number).values_list("kind", "key"))

    assert actions.correct(a_correction(number), by=the_clerk(), at=LATER)

    row = SealedIdentity.objects.get(pk=number)
    assert (row.version, row.blob != blob) == (2, True)
    assert str(read(number).birth_date) == "1995-03-14"
    assert set(BlindKey.objects.filter(identity=number).values_list("kind", "key")) != keys
    (entry,) = told(RegisterAct.CORRECTED)
    assert (entry["subject"], entry["purpose"]) == (number, "mistyped")
    assert entry["changed"] == ["birth_date"]
    assert "1995" not in str(entry)


def test_a_corrected_person_is_found_by_the_new_facts_and_not_by_the_old() -> None:
    (number,) = numbers_of(a_group())
    new = {"family": "Ковалёва", "given": "Дарья", "patronymic": "", "born": "1985-01-02"}
    actions.correct(a_correction(number, document=Document(), **new), by=the_clerk(), at=LATER)

    a_group(an_interview(document=Document()))
    assert not CandidatePair.objects.exists()
    alike = a_group(an_interview(document=Document(), **new))

    pair = CandidatePair.objects.get()
    assert {pair.lower_id, pair.higher_id} == {number, *numbers_of(alike)}


def test_a_pair_that_rested_on_what_was_wrong_is_forgotten() -> None:
    a_group()
    (number,) = numbers_of(a_group())
    assert CandidatePair.objects.get().judgement == Judgement.OPEN
    other = {"family": "Ким", "given": "Олег", "patronymic": "", "born": "1971-09-08"}

    actions.correct(a_correction(number, document=Document(), **other), by=the_clerk(), at=LATER)

    assert not CandidatePair.objects.exists()


def test_the_second_of_two_who_correct_one_person_overwrites_nothing() -> None:
    (number,) = numbers_of(a_group())
    actions.correct(a_correction(number), by=the_clerk(), at=LATER)

    with pytest.raises(vault.ChangedMeanwhile):
        actions.correct(a_correction(number, born="1990"), by=the_clerk(), at=LATER)

    assert str(read(number).birth_date) == "1995-03-14"
    assert len(told(RegisterAct.CORRECTED)) == 1


@pytest.mark.parametrize(
    ("more", "papers"), [({}, ["outstanding"]), ({"language": "kk"}, ["revoked", "outstanding"])]
)
def test_a_paper_ends_when_it_would_say_something_else(
    more: dict[str, str], papers: list[str]
) -> None:
    (number,) = numbers_of(a_group())

    actions.correct(a_correction(number, **more), by=the_clerk(), at=LATER)

    assert states(number) == papers
    assert queries.people_of(RegistrationGroup.objects.get())[0].language == more.get(
        "language", "ru"
    )


def test_a_name_can_be_withheld_later_and_then_nobody_here_opens_it() -> None:
    (number,) = numbers_of(a_group())
    person = Person(an_identity(), withheld=True)
    wanted = Correction(uuid4(), number, person, 1, Reason.TOLD, ("withheld",))

    actions.correct(wanted, by=the_clerk(), at=LATER)

    with pytest.raises(vault.WithheldIdentity):
        read(number)


# Somebody joins, some leave


def test_a_newborn_joins_a_group_with_a_paper_of_their_own() -> None:
    group = a_group()
    newborn = Person(an_identity("Кравцова", "Алия", patronymic="", born="2022-10-04"))
    joining = Joining(uuid4(), newborn, Kind.FAMILY)

    assert actions.add_person(group, joining, by=the_clerk(), at=LATER)

    group.refresh_from_db()
    _first, second = numbers_of(group)
    assert group.kind == Kind.FAMILY
    assert states(second) == ["outstanding"]
    assert journal.registered_on("ALA", group.registered_on) == 2
    assert not CandidatePair.objects.exists()


def test_who_leaves_a_group_gets_papers_of_the_new_one() -> None:
    group = a_registered_family()
    first, second, third = numbers_of(group)
    certificates.confirm_group(group.number, by=the_clerk(), at=MORNING)
    wanted = Split(uuid4(), (second, third), minors_stay_alone=False)

    new = actions.split(group, wanted, by=the_clerk(), at=LATER)

    group.refresh_from_db()
    assert (numbers_of(group), group.kind) == ([first], Kind.ALONE)
    assert (numbers_of(new), new.kind) == ([second, third], Kind.FAMILY)
    assert [states(n) for n in (first, second)] == [["issued"], ["revoked", "outstanding"]]
    living = Certificate.objects.exclude(status="revoked")
    assert set(living.filter(group=new.number).values_list("individual", flat=True)) == {
        second,
        third,
    }
    assert {entry["subject"] for entry in told(RegisterAct.MOVED)} == {second, third}


def test_nobody_is_left_without_a_group() -> None:
    group = a_registered_family()
    stranger = numbers_of(a_group())

    for leaving in (numbers_of(group), stranger, []):
        with pytest.raises(actions.GroupChanged):
            actions.split(group, Split(uuid4(), tuple(leaving)), by=the_clerk(), at=LATER)

    assert len(numbers_of(group)) == 3
    assert RegistrationGroup.objects.count() == 2


# Papers


def test_a_lost_paper_ends_and_a_new_one_is_prepared() -> None:
    group = a_group()
    (number,) = numbers_of(group)
    certificates.confirm_group(group.number, by=the_clerk(), at=MORNING)

    actions.reprint_lost(number, request_id=uuid4(), by=the_clerk(), at=LATER)

    assert states(number) == ["revoked", "outstanding"]
    assert Certificate.objects.get(status="revoked").revoked_because == "lost"


def a_judged_pair() -> tuple[IndividualNumber, IndividualNumber]:
    """Two records that somebody judged to be one person: the first one's paper stays."""
    earlier, later = numbers_of(a_group())[0], numbers_of(a_group())[0]
    duplicates.decide(CandidatePair.objects.get(), Judgement.ONE_PERSON, by=the_clerk(), at=MORNING)
    assert certificates.end_surplus_papers(at=MORNING) == 1
    return earlier, later


def test_a_paper_ended_by_a_wrong_judgement_comes_back_with_the_judgement_taken_back() -> None:
    earlier, later = a_judged_pair()
    with pytest.raises(actions.AnotherPaperHolds):
        _new_paper(later, are_two_people=False)

    assert _new_paper(later, are_two_people=True)

    assert states(later) == ["revoked", "outstanding"]
    assert certificates.end_surplus_papers(at=LATER) == 0
    assert CandidatePair.objects.get().judgement == Judgement.TWO_PEOPLE
    assert len(told(RegisterAct.JUDGED)) == 4
    assert states(earlier) == ["outstanding"]


def test_a_paper_comes_back_when_the_one_that_was_to_stay_has_ended_too() -> None:
    earlier, later = a_judged_pair()
    certificates.revoke(earlier, Certificate.Reason.WITHDRAWN, by=the_clerk(), at=LATER)

    assert _new_paper(later, are_two_people=False)

    assert certificates.end_surplus_papers(at=LATER) == 0
    assert states(later) == ["revoked", "outstanding"]


def _new_paper(number: IndividualNumber, *, are_two_people: bool) -> bool:
    return actions.paper_after_judgement(
        number, request_id=uuid4(), are_two_people=are_two_people, by=the_clerk(), at=LATER
    )


# Taking a registration back


def test_a_registration_is_taken_back_within_ten_minutes_and_nothing_stays() -> None:
    group = a_registered_family()
    numbers = numbers_of(group)

    assert actions.withdraw(group, request_id=uuid4(), by=the_clerk(), at=LATER)

    group.refresh_from_db()
    assert group.withdrawn_on is not None
    assert not BlindKey.objects.exists()
    assert {bytes(row.blob) for row in SealedIdentity.objects.all()} == {b""}
    assert {(one.language, one.arrived_on) for one in Individual.objects.all()} == {("", None)}
    assert [states(number) for number in numbers] == [["revoked"]] * 3
    assert {entry["subject"] for entry in told(RegisterAct.WITHDRAWN)} == set(numbers)
    assert journal.registered_on("ALA", group.registered_on) == 0


def test_whose_registration_was_taken_back_waits_at_the_old_place_and_is_registered_anew() -> None:
    group = a_group()
    ticket = group.ticket
    assert ticket
    actions.withdraw(group, request_id=uuid4(), by=the_clerk(), at=LATER)
    called = line.call_next(ticket.site, desk="7", at=LATER)
    anew = actions.register(called, an_interview(), by=the_clerk(), at=LATER)

    assert called == ticket
    assert anew.pk != group.pk
    assert anew.ticket == ticket


def test_at_midnight_a_registration_is_taken_back_and_its_number_is_over() -> None:
    group = a_group()
    Ticket.objects.update(day=F("day") - timedelta(days=1))
    group.refresh_from_db()

    assert actions.withdraw(group, request_id=uuid4(), by=the_clerk(), at=LATER)
    assert {ticket.status for ticket in Ticket.objects.all()} == {"served"}


def test_after_ten_minutes_or_when_the_day_is_over_nothing_is_taken_back() -> None:
    group, other = a_group(), a_group(an_interview(family="Сейтқали"))
    RegistrationGroup.objects.filter(pk=other.pk).update(ticket=None)
    other.refresh_from_db()

    for one, at in ((group, TOO_LATE), (other, LATER)):
        with pytest.raises(actions.TooLate):
            actions.withdraw(one, request_id=uuid4(), by=the_clerk(), at=at)

    assert not SealedIdentity.objects.filter(is_erased=True).exists()


def test_nothing_is_done_with_a_registration_that_was_taken_back() -> None:
    group = a_group()
    (number,) = numbers_of(group)
    actions.withdraw(group, request_id=uuid4(), by=the_clerk(), at=LATER)
    before = acts()
    joining = Joining(uuid4(), Person(an_identity("Ли", "Вера")), Kind.FAMILY)

    with pytest.raises(actions.GroupWithdrawn):
        actions.add_person(group, joining, by=the_clerk(), at=LATER)
    with pytest.raises(actions.GroupWithdrawn):
        actions.correct(a_correction(number), by=the_clerk(), at=LATER)
    with pytest.raises(actions.GroupWithdrawn):
        actions.reprint_lost(number, request_id=uuid4(), by=the_clerk(), at=LATER)

    assert acts() == before


# Each request once


def _correct(group: RegistrationGroup, request: UUID) -> object:
    wanted = a_correction(numbers_of(group)[0], language="kk")
    person, version = wanted.person, wanted.version
    again = Correction(request, wanted.number, person, version, Reason.TOLD, ("language",))
    return actions.correct(again, by=the_clerk(), at=LATER)


def _add(group: RegistrationGroup, request: UUID) -> object:
    joining = Joining(request, Person(an_identity("Ли", "Вера", born="2001-01-02")), Kind.FRIENDS)
    return actions.add_person(group, joining, by=the_clerk(), at=LATER)


def _split(group: RegistrationGroup, request: UUID) -> object:
    third = IndividualNumber(
        Individual.objects.get(group__request_id=group.request_id, position=2).pk
        if group.people.count() == 3
        else "gone"
    )
    return actions.split(group, Split(request, (third,)), by=the_clerk(), at=LATER).pk


def _reprint(group: RegistrationGroup, request: UUID) -> object:
    number = numbers_of(group)[0]
    return actions.reprint_lost(number, request_id=request, by=the_clerk(), at=LATER)


def _withdraw(group: RegistrationGroup, request: UUID) -> object:
    fresh = RegistrationGroup.objects.get(pk=group.pk)
    return actions.withdraw(fresh, request_id=request, by=the_clerk(), at=LATER)


@pytest.mark.parametrize("act", [_correct, _add, _split, _reprint, _withdraw])
def test_a_request_sent_twice_changes_nothing_more(act: Callable[..., object]) -> None:
    group, request = a_registered_family(), uuid4()
    act(group, request)
    before = _rows()

    act(group, request)

    assert _rows() == before


@pytest.mark.django_db(transaction=True)
def test_a_request_sent_twice_at_one_moment_is_answered_once() -> None:
    group, request = a_registered_family(), uuid4()

    done = at_once(3, lambda _: _reprint(group, request))

    assert sorted(done) == [False, False, True]
    assert Certificate.objects.filter(status="revoked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_one_moment_one_is_told_of_the_other() -> None:
    (number,) = numbers_of(a_group())

    def one(index: int) -> str:
        wanted = a_correction(number, born=f"19{90 + index}")
        try:
            actions.correct(wanted, by=the_clerk(), at=LATER)
        except vault.ChangedMeanwhile:
            return "told"
        return "done"

    assert sorted(at_once(3, one)) == ["done", "told", "told"]
    assert vaults.version_of(number) == 2


def _rows() -> tuple[object, ...]:
    models = (RegistrationGroup, Individual, SealedIdentity, Certificate, PendingEvent, Ticket)
    return tuple(sorted(map(repr, model.objects.values_list())) for model in models)


# Children without an adult


@pytest.mark.parametrize(
    ("born", "is_noticed"),
    [
        (("2006-01-01",), True),
        (("2004",), True),  # perhaps not yet eighteen: one question too many
        (("2003",), False),
        (("",), False),
        (("2006-01-01", "2010"), True),
        (("2006-01-01", ""), True),
        (("2006-01-01", "1990-05-05"), False),
    ],
)
def test_a_child_is_noticed_where_nobody_is_known_to_be_of_age(
    born: tuple[str, ...], is_noticed: bool
) -> None:
    people = tuple(Person(an_identity(given=f"Имя{n}", born=b)) for n, b in enumerate(born))
    interview = an_interview()
    object.__setattr__(interview, "people", people)
    group = a_group(interview)

    noticed = queries.minors_alone(a_site(), group.registered_on)

    assert [one.group for one in noticed] == ([group.number] if is_noticed else [])


def test_an_adult_who_comes_later_settles_it_and_so_does_whoever_leads() -> None:
    day = MORNING.date()
    alone = a_group(an_interview(born="2010-01-01"))
    other = a_group(an_interview(family="Ким", born="2011-01-01"))
    assert len(queries.minors_alone(a_site(), day)) == 2
    adult = Joining(uuid4(), Person(an_identity("Ли", "Вера", born="1970")), Kind.FAMILY)

    actions.add_person(alone, adult, by=the_clerk(), at=LATER)
    assert actions.look_after(other, by=the_clerk(), at=LATER)

    assert queries.minors_alone(a_site(), day) == []
    assert not actions.look_after(other, by=the_clerk(), at=LATER)
    (entry,) = told(RegisterAct.LOOKED_AFTER)
    assert entry["subject"] == numbers_of(other)[0]


@pytest.mark.parametrize(
    ("before", "after", "is_noticed"),
    [
        ("1996-03-14", "2012-03-14", True),  # the others stay sealed: nobody knows of another adult
        ("2012-03-14", "2013-03-14", False),
        ("", "2012-03-14", False),
        ("1996-03-14", "1995-03-14", False),
        (None, "2012-03-14", True),  # who they were stayed sealed, too
    ],
)
def test_whoever_turns_out_to_be_a_child_is_noticed_in_a_group_too(
    before: str | None, after: str, is_noticed: bool
) -> None:
    group = a_registered_family()
    first = numbers_of(group)[0]
    was = None if before is None else an_identity(born=before)
    wanted = replace(a_correction(first, born=after), before=was)

    actions.correct(wanted, by=the_clerk(), at=LATER)

    noticed = queries.minors_alone(a_site(), group.registered_on)
    assert [one.group for one in noticed] == ([group.number] if is_noticed else [])


def test_children_left_alone_by_a_split_are_noticed() -> None:
    group = a_registered_family()
    third = numbers_of(group)[2]

    new = actions.split(
        group, Split(uuid4(), (third,), minors_leave_alone=True), by=the_clerk(), at=LATER
    )

    assert [one.group_id for one in MinorsAlone.objects.all()] == [new.pk]


# By name


@pytest.mark.django_db(transaction=True)
def test_a_name_leads_to_numbers_with_an_entry_for_each_committed_before() -> None:
    (number,) = numbers_of(a_group())
    a_group(an_interview(family="Сейтқали", given="Асан", born="1980"))
    seen: list[int] = []

    found = actions.search(
        an_identity(patronymic=""), purpose=Purpose.REQUEST, by=the_clerk(), at=LATER
    )
    at_once(1, lambda _: seen.append(len(told(RegisterAct.FOUND))))  # another connection

    assert [one.number for one in found] == [number]
    assert seen == [1]
    (entry,) = told(RegisterAct.FOUND)
    assert (entry["subject"], entry["purpose"]) == (number, "request")


@pytest.mark.django_db(transaction=True)
def test_whoever_withheld_their_name_is_not_found_by_it() -> None:
    people = (Person(an_identity(), withheld=True),)
    a_group(Interview(uuid4(), Kind.ALONE, people))

    found = actions.search(an_identity(), purpose=Purpose.REQUEST, by=the_clerk(), at=LATER)

    assert found == []
    assert told(RegisterAct.FOUND) == []


@pytest.mark.django_db(transaction=True)
def test_an_hour_s_searches_are_counted_and_too_many_are_refused() -> None:
    clerk = the_clerk()
    made = [NameSearch(by=clerk, made_at=MORNING) for _ in range(29)]
    NameSearch.objects.bulk_create(made)

    def one(_: int) -> str:
        try:
            actions.search(an_identity(), purpose=Purpose.REQUEST, by=clerk, at=LATER)
        except actions.TooManySearches:
            return "refused"
        return "done"

    assert sorted(at_once(3, one)) == ["done", "refused", "refused"]
    assert queries.refused_searches(a_site(), MORNING.date()) == {str(clerk.pk): 2}
    actions.search(an_identity(), purpose=Purpose.REQUEST, by=clerk, at=LATER + timedelta(hours=1))
