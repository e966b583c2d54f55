"""P16: no answer tells whether a name is known; guessing ends, and nobody is locked out by it."""

from __future__ import annotations

import re
import statistics
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from panah.staff import recovery, tries
from panah.staff.actions import add_member
from panah.staff.hashers import BoundedArgon2
from panah.staff.models import SignInTry, StaffMember
from panah.web.access import Role
from panah.web.clock import real_now
from tests.builders import a_clerk, a_site
from tests.promises.timing import area_under_the_curve, times_by_kind
from tests.rooms.staff.phones import a_phone, code_now, hash_quickly

pytestmark = pytest.mark.django_db
PASSWORD = "алма мен бүркіт"
PAGES = ("/staff/sign-in/", "/staff/recover/")
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=")\w+')
KNOWN, CLOSED, PASSKEY_ONLY, NOBODY = "aigul", "closed", "clerk-1", "nobody"
WRONG = {
    "a wrong password": (KNOWN, "other", "000000"),
    "the right password and a wrong code": (KNOWN, PASSWORD, "000000"),
    "a name that nobody has": (NOBODY, PASSWORD, "000000"),
    "a closed account": (CLOSED, PASSWORD, "000000"),
    "an account with a passkey alone": (PASSKEY_ONLY, "other", "000000"),
}


@pytest.fixture(autouse=True)
def accounts(
    db: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> StaffMember:
    if not request.node.get_closest_marker("timed"):
        hash_quickly(monkeypatch)
    site = a_site()
    more: dict[str, Any] = {"role": Role.CLERK, "site": site, "password": PASSWORD}
    known = add_member(KNOWN, shown_name="А.", **more)
    a_phone(known)
    closed = add_member(CLOSED, shown_name="Б.", **more)
    StaffMember.objects.filter(pk=closed.pk).update(is_active=False)
    recovery.new_codes(a_clerk(PASSKEY_ONLY))
    return known


def tried(
    name: str,
    password: str = "other",
    code: str = "000000",
    *,
    page: str = PAGES[0],
    client: Client | None = None,
    address: str = "10.0.0.1",
) -> HttpResponse:
    """What somebody is answered who types this."""
    typed = {"username": name, "password": password, "code": code}
    return (client or Client()).post(page, typed, REMOTE_ADDR=address)


def plain(answer: HttpResponse) -> tuple[int, bytes, dict[str, str], list[str]]:
    """An answer without what is random in every answer."""
    body = TOKEN.sub(rb"\1", answer.content)
    return answer.status_code, body, dict(answer.headers), sorted(answer.cookies)


@pytest.mark.parametrize("page", PAGES)
def test_every_refusal_is_the_same_to_the_byte(page: str) -> None:
    answers = [plain(tried(*typed, page=page)) for typed in WRONG.values()]

    assert [answer == answers[0] for answer in answers] == [True] * len(WRONG)


def test_every_refusal_of_a_sixth_try_is_the_same_to_the_byte() -> None:
    answers = []
    for name in (KNOWN, NOBODY, PASSKEY_ONLY):
        for _ in range(tries.FAILURES):
            tried(name)
        answers.append(plain(tried(name)))

    assert answers[0] == answers[1] == answers[2]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash of a password, as it is made."""
    made: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(BoundedArgon2, name)

        def counted(self: Any, *args: Any, real: Any = real) -> Any:
            made.append("once")
            return real(self, *args)

        monkeypatch.setattr(BoundedArgon2, name, counted)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_every_refusal_costs_one_hash(page: str, hashed: list[str]) -> None:
    costs = []
    for typed in WRONG.values():
        hashed.clear()
        tried(*typed, page=page)
        costs.append(len(hashed))

    assert costs == [1] * len(WRONG)


def test_five_wrong_tries_an_hour_and_not_one_more(hashed: list[str]) -> None:
    for _ in range(12):
        tried(KNOWN)
    right = tried(KNOWN, PASSWORD, code_now())

    assert len(hashed) == tries.FAILURES
    assert right.status_code == 200


def test_after_an_hour_the_same_device_may_try_again() -> None:
    for _ in range(tries.FAILURES):
        tried(KNOWN)
    SignInTry.objects.update(tried_at=real_now() - timedelta(minutes=60))

    assert tried(KNOWN, PASSWORD, code_now()).status_code == 302


def test_no_hour_holds_more_than_five_wherever_it_begins(hashed: list[str]) -> None:
    for _ in range(4):
        tried(KNOWN)
    SignInTry.objects.update(tried_at=real_now() - timedelta(minutes=59))
    for _ in range(4):
        tried(KNOWN)

    assert len(hashed) == 5


def test_a_try_that_was_right_does_not_count() -> None:
    tried(KNOWN, PASSWORD, code_now())

    assert not SignInTry.objects.exists()


def test_other_spellings_of_a_name_are_counted_as_the_name(hashed: list[str]) -> None:
    for name in ("aigul", "AIGUL", " Aigul", "ａigul") * 2:
        tried(name)

    assert len(hashed) == tries.FAILURES


def test_colleagues_behind_one_address_are_counted_apart() -> None:
    for name in (NOBODY, PASSKEY_ONLY, CLOSED):
        for _ in range(8):
            tried(name)

    assert tried(KNOWN, PASSWORD, code_now()).status_code == 302


def test_nobody_locks_out_a_colleague_whose_device_is_known() -> None:
    own, stranger = Client(), Client()
    assert tried(KNOWN, PASSWORD, code_now(steps=-1), client=own).status_code == 302
    for place in range(20):
        tried(KNOWN, client=stranger, address=f"10.0.0.{1 + place % 4}")

    assert tried(KNOWN, PASSWORD, code_now(), client=own).status_code == 302
    assert tried(KNOWN, PASSWORD, code_now(steps=1), client=stranger).status_code == 200


def test_control_without_the_devices_cookie_a_colleague_is_locked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tries, "_accounts", lambda device: {})
    own = Client()
    tried(KNOWN, PASSWORD, code_now(steps=-1), client=own)
    for _ in range(8):
        tried(KNOWN)

    assert tried(KNOWN, PASSWORD, code_now(), client=own).status_code == 200


def test_the_cookie_of_one_account_opens_no_tries_for_another(hashed: list[str]) -> None:
    own = Client()
    tried(KNOWN, PASSWORD, code_now(), client=own)
    hashed.clear()
    for _ in range(tries.FAILURES):
        tried(PASSKEY_ONLY)
    tried(PASSKEY_ONLY, client=own)

    assert len(hashed) == tries.FAILURES


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_than_five(hashed: list[str]) -> None:
    def one(_: int) -> int:
        try:
            return tried(KNOWN).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(one, range(16)))

    assert set(statuses) == {200}
    assert len(hashed) <= tries.FAILURES
    assert SignInTry.objects.count() == tries.FAILURES


def spent(rounds: int) -> dict[str, list[float]]:
    """Processor time of a refusal for a known and an unknown name, in random order."""
    client = Client()
    return times_by_kind(
        {KNOWN: [KNOWN], NOBODY: [NOBODY]},
        lambda name: tried(name, client=client),
        rounds=rounds,
        before=SignInTry.objects.all().delete,
    )


@pytest.mark.timed
@pytest.mark.long
def test_the_time_of_a_refusal_does_not_tell_whether_a_name_is_known() -> None:
    times = spent(600)
    found = area_under_the_curve(times[KNOWN], times[NOBODY])

    assert max(found, 1 - found) <= 0.55


@pytest.mark.timed
def test_the_time_of_a_refusal_is_about_the_same_for_an_unknown_name() -> None:
    times = spent(15)
    ratio = statistics.median(times[NOBODY]) / statistics.median(times[KNOWN])

    assert 0.8 < ratio < 1.25


@pytest.mark.timed
def test_control_a_name_that_is_looked_for_first_is_told_by_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def known_first(request: object, username: str, password: str) -> StaffMember | None:
        found = StaffMember.objects.filter(username=username).first()
        return found if found and found.check_password(password) else None

    monkeypatch.setattr("panah.staff.factors.authenticate", known_first)
    times = spent(15)

    assert area_under_the_curve(times[KNOWN], times[NOBODY]) > 0.95
