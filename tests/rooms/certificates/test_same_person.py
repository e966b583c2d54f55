"""What follows for the papers when two records were judged to be one person."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django.fixtures import Settings

from panah.certificates import actions, queries, same_person, tasks
from panah.certificates.models import Certificate
from panah.duplicates import actions as duplicates
from panah.duplicates.actions import PairAlreadyJudged
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import IndividualNumber, show_number
from panah.journal.models import PendingEvent
from panah.keeper.launch import KeeperProcess
from panah.staff.models import StaffMember
from panah.vault.models import BlindKey, SealedIdentity
from panah.web.access import Role
from tests.builders import MORNING, a_clerk
from tests.rooms.certificates.papers import TOMORROW, a_request, the_code, the_paper

pytestmark = pytest.mark.django_db
Status, Reason = Certificate.Status, Certificate.Reason


def a_leader() -> StaffMember:
    found = StaffMember.objects.filter(username="leader").first()
    return found or a_clerk("leader", role=Role.SUPERVISOR)


def registered(
    count: int = 2, *, issued: bool = True, descending: bool = False
) -> list[actions.PaperRequest]:
    """So many records, one after the other, each with a paper."""
    clerk = a_clerk()
    requests = [a_request() for _ in range(count)]
    requests.sort(key=lambda request: request.individual, reverse=descending)
    for place, request in enumerate(requests):
        key = place.to_bytes(16, "big")
        BlindKey.objects.create(identity_id=request.individual, kind=1, key=key)
        actions.prepare(request, at=MORNING)
        if issued:
            actions.confirm(request.individual, by=clerk, at=MORNING)
    return requests


def judged(
    one: actions.PaperRequest,
    other: actions.PaperRequest,
    judgement: Judgement = Judgement.ONE_PERSON,
) -> CandidatePair:
    lower, higher = sorted((one.individual, other.individual))
    pair = CandidatePair.objects.create(
        lower_id=lower, higher_id=higher, weight_bits=9, found_at=MORNING
    )
    duplicates.decide(pair, judgement, by=a_leader(), at=MORNING)
    return pair


def states(requests: Sequence[actions.PaperRequest]) -> list[str]:
    papers = {one.individual_id: one.status for one in Certificate.objects.all()}
    return [papers[request.individual] for request in requests]


def revocations() -> int:
    acts = [json.loads(bytes(event.body))["act"] for event in PendingEvent.objects.all()]
    return acts.count("paper_revoked")


@pytest.mark.parametrize("descending", [False, True])
def test_the_later_record_loses_its_paper_whichever_number_is_lower(descending: bool) -> None:
    first, second = registered(descending=descending)
    judged(first, second)

    tasks.apply_judgements(TOMORROW)

    assert the_paper(first).status != Status.REVOKED
    ended = Certificate.objects.get(individual=second.individual)
    assert (ended.status, ended.revoked_because) == (Status.REVOKED, Reason.ONE_PERSON)
    assert ended.revoked_on == TOMORROW.date()


def test_it_is_in_the_journal_once_however_often_it_is_repeated() -> None:
    judged(*registered())

    tasks.apply_judgements(MORNING)
    tasks.apply_judgements(TOMORROW)

    assert revocations() == 1


@pytest.mark.parametrize("judgement", [Judgement.TWO_PEOPLE, Judgement.CANNOT_TELL])
def test_no_other_judgement_ends_a_paper(judgement: Judgement) -> None:
    requests = registered()
    judged(*requests, judgement)

    assert actions.end_surplus_papers(at=MORNING) == 0
    assert states(requests) == [Status.ISSUED, Status.ISSUED]


def test_a_judgement_that_ended_a_paper_cannot_be_changed() -> None:
    pair = judged(*registered())
    tasks.apply_judgements(MORNING)

    with pytest.raises(PairAlreadyJudged):
        duplicates.decide(pair, Judgement.TWO_PEOPLE, by=a_leader(), at=MORNING)


def test_a_paper_that_awaits_printing_ends_too_and_leaves_the_list() -> None:
    first, second = registered(issued=False)
    judged(first, second)

    tasks.apply_judgements(MORNING)

    waiting = queries.outstanding(first.site)
    assert [paper.individual_id for paper in waiting] == [first.individual]
    with pytest.raises(actions.AlreadyRevoked):
        actions.confirm_group(second.group, by=a_leader(), at=MORNING)


def test_of_three_records_in_a_chain_the_first_keeps_its_paper() -> None:
    first, second, third = registered(3)
    judged(first, second)
    tasks.apply_judgements(MORNING)
    judged(second, third)

    tasks.apply_judgements(MORNING)

    assert states([first, second, third]) == [Status.ISSUED, Status.REVOKED, Status.REVOKED]


def test_nobody_is_left_without_a_paper_that_holds() -> None:
    first, second = registered()
    judged(first, second)
    actions.revoke(first.individual, Reason.WITHDRAWN, by=a_leader(), at=MORNING)

    tasks.apply_judgements(MORNING)

    assert states([first, second]) == [Status.REVOKED, Status.ISSUED]


def test_a_replaced_paper_does_not_make_a_record_the_later_one() -> None:
    first, second = registered()
    actions.replace(first.individual, Reason.LOST, by=a_leader(), at=TOMORROW)
    judged(first, second)

    tasks.apply_judgements(TOMORROW)

    assert the_paper(first).status == Status.OUTSTANDING
    assert states([second]) == [Status.REVOKED]


def test_an_erased_record_keeps_no_paper_from_somebody_else() -> None:
    first, second = registered()
    judged(first, second)
    SealedIdentity.objects.filter(pk=first.individual).update(
        is_erased=True, blob=b"", wrapped_key=b"", fingerprint=b""
    )

    tasks.apply_judgements(MORNING)

    assert states([second]) == [Status.ISSUED]


def test_who_is_the_same_as_somebody_is_the_same_as_all_of_theirs() -> None:
    a, b, c, d, e = (IndividualNumber(letter) for letter in "ABCDE")

    found = same_person.people([(a, b), (d, e), (b, c)])

    assert sorted(map(sorted, found)) == [["A", "B", "C"], ["D", "E"]]


def test_whoever_checks_the_ended_paper_is_told_that_it_is_revoked(
    signing: KeeperProcess, settings: Settings
) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    first, second = registered()
    kept, ended = the_code(first), the_code(second)
    judged(first, second)

    tasks.apply_judgements(MORNING)

    assert queries.check(kept, at=MORNING).verdict is queries.Verdict.VALID
    assert queries.check(ended, at=MORNING).verdict is queries.Verdict.REVOKED
    page = Client(headers={"accept-language": "en"}).post("/papers/check/", {"code": ended})
    assert "This paper is no longer valid" in page.content.decode()


def test_the_page_of_the_group_says_why_and_which_paper_stays(settings: Settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    first, second = registered()
    judged(first, second)
    tasks.apply_judgements(MORNING)
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(a_leader())

    page = clerk.get(f"/papers/group/{second.group}/").content.decode()

    stays = f"The paper of {show_number(first.individual)} stays."
    assert f"The two records were judged to be one person. {stays}" in page
    assert f'href="/papers/group/{first.group}/"' in page
    assert "Print again" not in page


def test_the_last_paper_of_each_person_is_the_one_that_holds() -> None:
    first, second = registered()
    actions.replace(first.individual, Reason.LOST, by=a_leader(), at=TOMORROW)
    actions.revoke(second.individual, Reason.WITHDRAWN, by=a_leader(), at=TOMORROW)

    with override("en"):
        found = queries.standings_of([second.individual, first.individual])

    assert [one.number for one in found] == [second.individual, first.individual]
    assert [one.status for one in found] == [Status.REVOKED, Status.OUTSTANDING]
    assert [one.why for one in found] == ["The centre withdrew it.", ""]


def test_confirming_papers_that_ended_is_answered_with_the_list() -> None:
    first, second = registered(issued=False)
    judged(first, second)
    tasks.apply_judgements(MORNING)
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(a_leader())

    answer = clerk.post(f"/papers/group/{second.group}/confirm/")

    assert answer.status_code == 409
    assert "One of these papers ended meanwhile." in answer.content.decode()


def test_without_a_judgement_the_register_is_not_read(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    judged(*registered(), Judgement.TWO_PEOPLE)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        tasks.apply_judgements(MORNING)


def test_the_worker_follows_judgements_within_seconds(settings: Settings) -> None:
    every = dict(settings.PANAH_TICKS)["panah.certificates.tasks.apply_judgements"]

    assert every <= 10
