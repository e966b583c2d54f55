"""Checking a code against the register, with the keys of a real keeper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from panah.certificates import actions, queries
from panah.certificates.models import Certificate
from panah.certificates.queries import Remark, Verdict
from panah.engines.crypto import key_id_of, public_key_of, sign
from panah.keeper import publickeys
from panah.keeper.launch import KeeperProcess
from panah.keeper.values import PublicKey
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import a_keeper, asking
from tests.rooms.certificates.papers import Signer, a_request, the_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing")]

LAST_MOMENT = datetime(2022, 11, 3, 17, 59, 59, tzinfo=UTC)  # 23:59:59 in Almaty


def verdict(code: str, at: datetime = MORNING) -> tuple[Verdict, Remark]:
    found = queries.check(code, at=at)
    return found.verdict, found.remark


def test_an_issued_paper_is_valid_to_the_end_of_its_last_day() -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)
    code = the_code(request)

    assert verdict(code) == (Verdict.VALID, Remark.NONE)
    assert verdict(code, LAST_MOMENT) == (Verdict.VALID, Remark.NONE)
    assert verdict(code, LAST_MOMENT + timedelta(seconds=1)) == (Verdict.EXPIRED, Remark.NONE)


def test_the_answer_names_days_of_the_centre() -> None:
    request = a_request()
    paper = actions.issue(request, by=a_clerk(), at=MORNING)

    found = queries.check(the_code(request), at=MORNING)

    assert (found.issued_on, found.last_valid_day) == (paper.prepared_on, paper.valid_until)


def test_before_its_first_day_a_paper_is_not_valid() -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)

    found = verdict(the_code(request), MORNING - timedelta(days=1))

    assert found == (Verdict.EXPIRED, Remark.NOT_YET)


def test_a_printed_paper_that_nobody_confirmed_is_valid_with_a_remark() -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)

    assert verdict(the_code(request)) == (Verdict.VALID, Remark.NOT_CONFIRMED)


def test_a_withdrawn_paper_is_revoked_and_its_successor_is_not() -> None:
    request, clerk = a_request(), a_clerk()
    actions.issue(request, by=clerk, at=MORNING)
    old = the_code(request)
    actions.replace(request.individual, Certificate.Reason.LOST, by=clerk, at=MORNING)

    assert verdict(old) == (Verdict.REVOKED, Remark.REPLACED)
    assert verdict(old, LAST_MOMENT + timedelta(days=9)) == (Verdict.REVOKED, Remark.REPLACED)
    assert verdict(the_code(request)) == (Verdict.VALID, Remark.NOT_CONFIRMED)


def test_a_withdrawal_without_a_successor_does_not_speak_of_one() -> None:
    request, clerk = a_request(), a_clerk()
    actions.issue(request, by=clerk, at=MORNING)
    code = the_code(request)
    actions.revoke(request.individual, Certificate.Reason.WITHDRAWN, by=clerk, at=MORNING)

    assert verdict(code) == (Verdict.REVOKED, Remark.NONE)


def test_a_key_of_another_country_is_unknown() -> None:
    assert verdict(Signer().token()) == (Verdict.UNKNOWN_KEY, Remark.NONE)


@pytest.mark.parametrize("text", ["", "PNH1:", "HC1:6BF", "7Q4M-2K9D-X", "PNH1:" + "A" * 170, "\0"])
def test_other_text_is_not_a_paper(text: str) -> None:
    assert verdict(text) == (Verdict.NOT_A_PAPER, Remark.NONE)


def test_a_code_that_the_register_never_made_is_not_a_paper() -> None:
    actions.issue(a_request(), by=a_clerk(), at=MORNING)
    request = a_request()
    actions.prepare(request, at=MORNING)
    code = the_code(request)
    Certificate.objects.filter(individual_id=request.individual).delete()

    assert verdict(code) == (Verdict.NOT_A_PAPER, Remark.NOT_IN_THE_REGISTER)


def test_a_paper_of_another_centre_is_judged_by_its_code_alone() -> None:
    request = a_request(site=a_site("AST"))
    actions.prepare(request, at=MORNING)
    code = the_code(request)
    Certificate.objects.all().delete()

    assert verdict(code) == (Verdict.VALID, Remark.REGISTER_NOT_ASKED)


def test_a_checkpoints_key_makes_no_paper(tmp_path: Path) -> None:
    private = b"7" * 32
    public = public_key_of(private)
    publickeys.pin(tmp_path, [PublicKey("checkpoint", key_id_of(public), public)])
    signer = Signer()
    signer.private_key, signer.public_key, signer.key_id = private, public, key_id_of(public)

    found = queries.check_offline(signer.token(), keys=queries.keys_in(tmp_path), at=MORNING)

    assert found.verdict is Verdict.UNKNOWN_KEY
    assert sign(private, b"") == sign(signer.private_key, b"")


def test_papers_are_checked_while_no_keeper_runs(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    with a_keeper(settings.DATA) as running, asking(running):
        request = a_request()
        actions.issue(request, by=a_clerk(), at=MORNING)
        code = the_code(request)

    with asking(running):
        assert verdict(code) == (Verdict.VALID, Remark.NONE)


def test_without_the_folders_keys_the_keeper_is_asked(
    keeper: KeeperProcess, settings: Settings, tmp_path: Path
) -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)
    settings.DATA = tmp_path

    assert verdict(the_code(request)) == (Verdict.VALID, Remark.NONE)


def test_with_no_keys_at_all_nothing_is_valid(settings: Settings, tmp_path: Path) -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)
    code = the_code(request)
    with a_keeper(tmp_path / "gone") as gone:
        pass
    settings.DATA = tmp_path

    with asking(gone):
        assert verdict(code) == (Verdict.UNKNOWN_KEY, Remark.NONE)


def test_no_code_is_kept_anywhere() -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)
    actions.render_papers([request.individual], at=MORNING)
    code = the_code(request)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM certificates_certificate")
        row = repr(cursor.fetchall())

    assert code not in row
    assert code[60:80] not in row
