"""What happens to papers: each thing once, and in the journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from panah.certificates import actions, queries
from panah.certificates.models import Certificate
from panah.engines.identity import draw_number
from panah.journal.models import PendingEvent
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.certificates.papers import TOMORROW, a_request, an_individual, the_paper

pytestmark = pytest.mark.django_db
Status = Certificate.Status
LOST = Certificate.Reason.LOST


def acts() -> list[str]:
    """What the journal was told, by its acts."""
    return [json.loads(bytes(event.body))["act"] for event in PendingEvent.objects.all()]


def test_a_prepared_paper_is_outstanding_and_not_in_the_journal() -> None:
    paper = actions.prepare(a_request(), at=MORNING)

    assert paper.status == Status.OUTSTANDING
    assert acts() == []


def test_a_paper_is_valid_for_thirty_days_its_first_included() -> None:
    paper = actions.prepare(a_request(), at=MORNING)

    assert (paper.prepared_on, paper.valid_until) == (date(2022, 10, 5), date(2022, 11, 3))


def test_the_day_is_the_day_at_the_centre() -> None:
    late_in_the_evening_in_utc = MORNING.replace(hour=19)

    paper = actions.prepare(a_request(), at=late_in_the_evening_in_utc)

    assert paper.prepared_on == date(2022, 10, 6)


def test_many_papers_take_one_statement(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    site = a_site()
    requests = [a_request(site=site, group="7Q4M2K9DX") for _ in range(5)]

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        papers = actions.prepare_many(requests, at=MORNING)

    assert [paper.individual_id for paper in papers] == [one.individual for one in requests]


def test_nobody_has_two_papers_that_hold() -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.prepare(request, at=MORNING)


def test_confirming_issues_the_paper_and_says_so_in_the_journal() -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)
    clerk = a_clerk()

    paper = actions.confirm(request.individual, by=clerk, at=TOMORROW)

    assert (paper.status, paper.issued_on) == (Status.ISSUED, date(2022, 10, 6))
    assert paper.issued_by == clerk
    assert acts() == ["paper_issued"]


def test_the_journal_hears_of_a_paper_without_its_number() -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)

    body = bytes(PendingEvent.objects.get().body).decode()

    assert request.individual not in body
    assert the_paper(request).token_id not in body
    assert "clerk" not in body


def test_confirming_twice_changes_nothing() -> None:
    request, clerk = a_request(), a_clerk()
    actions.prepare(request, at=MORNING)
    actions.confirm(request.individual, by=clerk, at=MORNING)

    again = actions.confirm(request.individual, by=clerk, at=TOMORROW)

    assert again.issued_on == date(2022, 10, 5)
    assert acts() == ["paper_issued"]


def test_issuing_prepares_what_was_not_prepared() -> None:
    request = a_request()

    paper = actions.issue(request, by=a_clerk(), at=MORNING)

    assert paper.status == Status.ISSUED
    assert Certificate.objects.count() == 1


def test_issuing_twice_is_issuing_once() -> None:
    request, clerk = a_request(), a_clerk()
    first = actions.issue(request, by=clerk, at=MORNING)
    second = actions.issue(request, by=clerk, at=TOMORROW)

    assert first == second
    assert acts() == ["paper_issued"]


def test_a_group_is_confirmed_at_once() -> None:
    requests = [a_request(group="7Q4M2K9DX") for _ in range(3)]
    actions.prepare_many(requests, at=MORNING)

    issued = actions.confirm_group("7Q4M2K9DX", by=a_clerk(), at=MORNING)

    assert len(issued) == 3
    assert acts() == ["paper_issued"] * 3
    assert actions.confirm_group("7Q4M2K9DX", by=issued[0].issued_by, at=MORNING) == []


def test_a_clerk_of_another_centre_confirms_nothing() -> None:
    request = a_request(group="7Q4M2K9DX")
    actions.prepare(request, at=MORNING)
    stranger = a_clerk("clerk-9", site=a_site("AST"))

    with pytest.raises(actions.NoSuchPaper):
        actions.confirm(request.individual, by=stranger, at=MORNING)
    with pytest.raises(actions.NoSuchPaper):
        actions.confirm_group("7Q4M2K9DX", by=stranger, at=MORNING)
    with pytest.raises(actions.NoSuchPaper):
        actions.revoke(request.individual, LOST, by=stranger, at=MORNING)
    assert the_paper(request).status == Status.OUTSTANDING


def test_somebody_without_a_paper_has_none_to_confirm() -> None:
    with pytest.raises(actions.NoSuchPaper):
        actions.confirm(draw_number(), by=a_clerk(), at=MORNING)


def test_a_revoked_paper_ends_and_stays_ended() -> None:
    request, clerk = a_request(), a_clerk()
    actions.issue(request, by=clerk, at=MORNING)

    paper = actions.revoke(request.individual, LOST, by=clerk, at=TOMORROW)

    assert (paper.status, paper.revoked_on) == (Status.REVOKED, date(2022, 10, 6))
    assert acts() == ["paper_issued", "paper_revoked"] or sorted(acts()) == [
        "paper_issued",
        "paper_revoked",
    ]
    with pytest.raises(actions.NoSuchPaper):
        actions.revoke(request.individual, LOST, by=clerk, at=TOMORROW)


def test_a_successor_has_the_same_clocks_and_days_of_its_own() -> None:
    request, clerk = a_request(), a_clerk()
    old = actions.issue(request, by=clerk, at=MORNING)

    new = actions.replace(request.individual, LOST, by=clerk, at=TOMORROW)

    assert new.token_id != old.token_id
    assert new.arrived_on == old.arrived_on
    assert new.valid_until == old.valid_until + timedelta(days=1)
    assert new.status == Status.OUTSTANDING


def test_a_revoked_paper_is_not_confirmed() -> None:
    request, clerk = a_request(group="7Q4M2K9DX"), a_clerk()
    paper = actions.prepare(request, at=MORNING)
    actions.revoke(request.individual, LOST, by=clerk, at=MORNING)

    with pytest.raises(actions.AlreadyRevoked):
        actions._confirmed(paper, by=clerk, at=MORNING)
    assert "paper_issued" not in acts()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_confirm_at_one_moment_issue_one_paper() -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)
    clerks = [a_clerk(f"clerk-{n}") for n in range(4)]
    start = Barrier(len(clerks))

    def confirm(place: int) -> None:
        start.wait()
        try:
            actions.confirm(request.individual, by=clerks[place], at=MORNING)
        finally:
            connection.close()

    threads = [Thread(target=confirm, args=(place,)) for place in range(len(clerks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert acts() == ["paper_issued"]


def test_what_the_constraints_say_cannot_be_false() -> None:
    paper = actions.prepare(a_request(), at=MORNING)
    same = Certificate.objects.filter(pk=paper.pk)
    impossible = [
        {"status": Status.ISSUED},
        {"status": Status.REVOKED},
        {"revoked_on": date(2022, 10, 6)},
        {"valid_until": date(2022, 10, 4)},
    ]

    for change in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            same.update(**change)


def test_what_is_outstanding_is_listed_by_group() -> None:
    site, group = a_site(), an_individual()
    actions.prepare_many([a_request(group=group) for _ in range(3)], at=MORNING)
    actions.prepare(a_request(site=a_site("AST")), at=MORNING)
    actions.issue(a_request(), by=a_clerk(), at=MORNING)

    assert queries.outstanding_count(site) == 3
    assert queries.outstanding_groups(site) == [
        queries.OutstandingGroup(group, 3, date(2022, 10, 5))
    ]
    assert {paper.group for paper in queries.outstanding(site)} == {group}
    assert queries.papers_of(group).count() == 3
