"""Every act that touches a ticket or a person, and the entries that it owes to the journal."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from panah.certificates import actions as certificates
from panah.certificates.models import Certificate
from panah.desk import actions as desk
from panah.desk.correcting import Reason
from panah.desk.interview import Interview, Person
from panah.desk.models import MinorsAlone, RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import Document, Identity, IndividualNumber
from panah.engines.matching import KEYS_VERSION
from panah.line import actions as line
from panah.line.models import FastTrack, Ticket
from panah.vault import actions as vault
from panah.vault.actions import Purpose
from panah.vault.models import Renewal, SealedIdentity
from tests.builders import MORNING, a_clerk, a_site, an_identity
from tests.promises.centre_acts import OF_THE_CENTRE
from tests.promises.owing import Act

LATER = MORNING + timedelta(minutes=5)
TOMORROW = MORNING + timedelta(days=1)

# Invented, and rare enough that no other text holds them.
PLANTED = ("Жұлдызгүлхан", "Қарақыпшақбаев", "Щеголеватая", "Xocholava", "Fyodorovskikh")


def a_family() -> Interview:
    """Three people with planted names, one of them withheld."""
    first, second, third, fourth, fifth = PLANTED
    people = (
        Person(an_identity(second, first, patronymic="")),
        Person(an_identity(third, fifth, patronymic=second, born="1990"), withheld=True),
        Person(an_identity(fourth, fifth, patronymic="", born="2015-05-05")),
    )
    return Interview(uuid4(), RegistrationGroup.Kind.FAMILY, people)


def a_waiting_ticket(*, party_size: int = 1) -> Ticket:
    """A number that waits."""
    return line.issue_ticket(a_site(), party_size=party_size, at=MORNING).ticket


def a_called_ticket(*, party_size: int = 1) -> Ticket:
    """A number at desk 1."""
    a_waiting_ticket(party_size=party_size)
    called = line.call_next(a_site(), desk="1", at=MORNING)
    assert called is not None
    return called


def a_group() -> RegistrationGroup:
    """A registered family."""
    ticket = a_called_ticket(party_size=3)
    return desk.register(ticket, a_family(), by=_clerk(), at=MORNING)


def a_number(group: RegistrationGroup | None = None) -> IndividualNumber:
    """Somebody registered whose name is not withheld."""
    first = (group or a_group()).people.order_by("position").first()
    assert first is not None
    return IndividualNumber(first.identity_id)


def _clerk() -> object:
    from panah.staff.models import StaffMember

    return StaffMember.objects.filter(username="clerk-1").first() or a_clerk()


def issuing() -> Act:
    a_site()
    return Act(lambda: line.issue_ticket(a_site(), party_size=2, at=MORNING), {"taken": 1})


def calling() -> Act:
    a_waiting_ticket()
    return Act(lambda: line.call_next(a_site(), desk="1", at=LATER), {"called": 1})


def calling_or_keeping() -> Act:
    a_waiting_ticket()
    return Act(lambda: line.keep_or_call_next(a_site(), desk="2", at=LATER), {"called": 1})


def calling_again() -> Act:
    ticket = a_called_ticket()
    return Act(lambda: line.call_again(ticket, at=LATER), {"called_again": 1})


def holding() -> Act:
    ticket = a_waiting_ticket()
    return Act(lambda: line.hold(ticket, at=LATER), {"held": 1})


def coming_back() -> Act:
    ticket = line.hold(a_waiting_ticket(), at=MORNING)
    return Act(lambda: line.come_back(ticket, at=LATER), {"returned": 1})


def not_coming() -> Act:
    ticket = a_called_ticket()
    return Act(lambda: line.no_show(ticket, at=LATER), {"no_show": 1})


def serving() -> Act:
    ticket = a_called_ticket()
    return Act(lambda: line.serve(ticket, desk="1", at=LATER), {"served": 1})


def waiting_anew() -> Act:
    ticket = line.serve(a_called_ticket(), desk="1", at=MORNING)
    return Act(lambda: line.reopen(ticket, at=LATER), {"returned": 1})


def giving_up() -> Act:
    ticket = a_waiting_ticket()
    return Act(lambda: line.give_up(ticket, at=LATER), {"given_up": 1})


def fast_tracking() -> Act:
    ticket = a_waiting_ticket()
    return Act(lambda: line.fast_track(ticket, FastTrack.ILLNESS, at=LATER), {"fast_tracked": 1})


def undoing() -> Act:
    ticket = a_waiting_ticket()
    return Act(lambda: line.undo_issue(ticket, at=MORNING), {"undone": 1})


def closing_a_day() -> Act:
    a_waiting_ticket()
    day = a_waiting_ticket().day
    return Act(lambda: line.close_day(a_site(), day, at=TOMORROW), {"closed": 2})


def registering() -> Act:
    ticket, clerk, interview = a_called_ticket(party_size=3), _clerk(), a_family()
    return Act(
        lambda: desk.register(ticket, interview, by=clerk, at=LATER),
        {"registered": 3, "served": 1},
    )


def taking_in_a_list() -> Act:
    batch = a_sealed_list("one", "two")
    return Act(lambda: desk.take_in(batch, site=a_site(), at=LATER), {"registered": 2})


def writing_a_list() -> Act:
    batch = a_sealed_list("three")
    return Act(lambda: desk.write_list(batch, site=a_site(), at=LATER), {"registered": 1})


def a_sealed_list(*references: str) -> desk.SealedList:
    """People whom another organisation has registered, each with its reference there."""
    a_site()
    listed = [desk.Listed(one, "", an_identity(PLANTED[3], one.title())) for one in references]
    return desk.seal_list(listed)


def opening() -> Act:
    number, clerk = a_number(), _clerk()
    return Act(
        lambda: vault.open_identity(number, by=clerk, purpose=Purpose.REVIEW, at=LATER),
        {"identity_opened": 1},
    )


def erasing() -> Act:
    number = a_number()
    return Act(lambda: vault.erase(number, at=LATER), {"erased": 1})


def judging() -> Act:
    one, two = sorted((a_number(), a_number()))
    pair, _ = CandidatePair.objects.get_or_create(
        lower_id=one, higher_id=two, defaults={"weight_bits": 20.0, "found_at": MORNING}
    )
    clerk = _clerk()
    return Act(
        lambda: duplicates.decide(pair, Judgement.TWO_PEOPLE, by=clerk, at=LATER), {"judged": 2}
    )


def issuing_papers() -> Act:
    group, clerk = a_group().number, _clerk()
    return Act(lambda: certificates.confirm_group(group, by=clerk, at=LATER), {"paper_issued": 3})


def confirming_a_paper() -> Act:
    number, clerk = a_number(), _clerk()
    return Act(lambda: certificates.confirm(number, by=clerk, at=LATER), {"paper_issued": 1})


def issuing_a_paper() -> Act:
    wanted, clerk = a_request_for_a_paper(), _clerk()
    certificates.revoke(wanted.individual, Certificate.Reason.LOST, by=clerk, at=MORNING)
    return Act(lambda: certificates.issue(wanted, by=clerk, at=LATER), {"paper_issued": 1})


def replacing_with_another_paper() -> Act:
    wanted, clerk = a_request_for_a_paper(), _clerk()
    return Act(lambda: certificates.replace_with(wanted, by=clerk, at=LATER), {"paper_revoked": 1})


def a_request_for_a_paper() -> certificates.PaperRequest:
    """What is wanted for somebody who has a paper that waits for its printing."""
    group = a_group()
    return certificates.PaperRequest(a_site(), a_number(group), group.number)


def revoking_a_paper() -> Act:
    number, clerk = a_number(), _clerk()
    withdrawn = Certificate.Reason.WITHDRAWN
    return Act(
        lambda: certificates.revoke(number, withdrawn, by=clerk, at=LATER), {"paper_revoked": 1}
    )


def replacing_a_paper() -> Act:
    number, clerk = a_number(), _clerk()
    replaced = Certificate.Reason.REPLACED
    return Act(
        lambda: certificates.replace(number, replaced, by=clerk, at=LATER), {"paper_revoked": 1}
    )


def parting_two_records() -> Act:
    number, clerk = IndividualNumber(_judged_to_be_one().lower_id), _clerk()
    return Act(lambda: duplicates.take_back(number, by=clerk, at=LATER), {"judged": 2})


def following_a_judgement() -> Act:
    _judged_to_be_one()
    return Act(lambda: certificates.end_surplus_papers(at=LATER), {"paper_revoked": 1})


def _judged_to_be_one() -> CandidatePair:
    one, two = sorted((a_number(), a_number()))
    pair, _ = CandidatePair.objects.get_or_create(
        site=a_site(),
        lower_id=one,
        higher_id=two,
        defaults={"weight_bits": 20.0, "found_at": MORNING},
    )
    duplicates.decide(pair, Judgement.ONE_PERSON, by=_clerk(), at=MORNING)
    return pair


def correcting() -> Act:
    number, clerk = a_number(), _clerk()
    person = Person(an_identity(PLANTED[2], PLANTED[0], language="kk"))
    wanted = desk.Correction(uuid4(), number, person, 1, Reason.MISTYPED, ("name", "language"))
    return Act(
        lambda: desk.correct(wanted, by=clerk, at=LATER), {"corrected": 1, "paper_revoked": 1}
    )


def joining() -> Act:
    group, clerk = a_group(), _clerk()
    newborn = Person(an_identity(PLANTED[1], PLANTED[0], born="2022-10-04"))
    wanted = desk.Joining(uuid4(), newborn, RegistrationGroup.Kind.FAMILY)
    return Act(lambda: desk.add_person(group, wanted, by=clerk, at=LATER), {"registered": 1})


def splitting() -> Act:
    group, clerk = a_group(), _clerk()
    wanted = desk.Split(uuid4(), _numbers(group)[1:])
    return Act(
        lambda: desk.split(group, wanted, by=clerk, at=LATER), {"moved": 2, "paper_revoked": 2}
    )


def losing_a_paper() -> Act:
    number, clerk, request = a_number(), _clerk(), uuid4()
    return Act(
        lambda: desk.reprint_lost(number, request_id=request, by=clerk, at=LATER),
        {"paper_revoked": 1},
    )


def withdrawing() -> Act:
    group, clerk, request = a_group(), _clerk(), uuid4()
    return Act(
        lambda: desk.withdraw(group, request_id=request, by=clerk, at=LATER),
        {"withdrawn": 3, "erased": 3, "paper_revoked": 3, "returned": 1},
    )


def taking_a_judgement_back() -> Act:
    pair, clerk, request = _judged_to_be_one(), _clerk(), uuid4()
    certificates.end_surplus_papers(at=MORNING)
    ended = Certificate.objects.get(
        individual__in=(pair.lower_id, pair.higher_id), revoked_because="one_person"
    )
    number = IndividualNumber(ended.individual_id)
    return Act(
        lambda: desk.paper_after_judgement(
            number, request_id=request, are_two_people=True, by=clerk, at=LATER
        ),
        {"judged": 2},
    )


def looking_after() -> Act:
    group, clerk = a_group(), _clerk()
    MinorsAlone.objects.create(group=group, noticed_on=MORNING.date())
    return Act(lambda: desk.look_after(group, by=clerk, at=LATER), {"looked_after": 3})


def looking_for_a_name() -> Act:
    told, clerk = a_person_found_by_name(), _clerk()
    return Act(lambda: desk.search(told, purpose=Purpose.REQUEST, by=clerk, at=LATER), {"found": 1})


def a_person_found_by_name() -> Identity:
    """Somebody registered whom no other resembles, as they would tell their name."""
    names = "".join(random.choices("абвгдежзийклмнопрст", k=9)).title()
    told = an_identity(names, PLANTED[0], patronymic="", document=Document())
    interview = Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(told),))
    desk.register(a_called_ticket(), interview, by=_clerk(), at=MORNING)
    return told


def beginning_to_renew_keys() -> Act:
    number = a_number()
    Renewal.objects.all().delete()
    SealedIdentity.objects.filter(pk=number).update(canonical_version=KEYS_VERSION - 1)
    return Act(lambda: vault.renew_keys(at=LATER), {"keys_renewed": 1})


def ending_to_renew_keys() -> Act:
    a_site()
    facts = {"began_at": MORNING, "renewed_at": MORNING, "total": 1}
    places = {"newcomers_from": 0, "newcomers_to": 1, "compared_to": 0, "ended_at": None}
    Renewal.objects.update_or_create(version=KEYS_VERSION, defaults=facts | places)
    return Act(lambda: vault.note_compared(1, at=LATER), {"keys_renewed": 1})


def _numbers(group: RegistrationGroup) -> tuple[IndividualNumber, ...]:
    rows = group.people.order_by("position").values_list("pk", flat=True)
    return tuple(IndividualNumber(number) for number in rows)


ACTS: tuple[Callable[[], Act], ...] = (
    issuing,
    calling,
    calling_again,
    holding,
    coming_back,
    not_coming,
    serving,
    giving_up,
    fast_tracking,
    undoing,
    closing_a_day,
    registering,
    opening,
    erasing,
    judging,
    issuing_papers,
    revoking_a_paper,
    replacing_a_paper,
    following_a_judgement,
    correcting,
    joining,
    splitting,
    losing_a_paper,
    withdrawing,
    taking_a_judgement_back,
    looking_after,
    looking_for_a_name,
    calling_or_keeping,
    waiting_anew,
    taking_in_a_list,
    writing_a_list,
    confirming_a_paper,
    issuing_a_paper,
    replacing_with_another_paper,
    parting_two_records,
    beginning_to_renew_keys,
    ending_to_renew_keys,
    *OF_THE_CENTRE,
)
OPENINGS = (opening, looking_for_a_name)
"""Committed by themselves before anything is shown: never part of what can be undone."""
