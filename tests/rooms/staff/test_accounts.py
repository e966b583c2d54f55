"""The pages on which somebody comes in, and administrators look after accounts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from panah.staff import hashers, queries, recovery, tasks
from panah.staff.actions import add_member, invite
from panah.staff.hashers import BoundedArgon2, HashingBusy
from panah.staff.models import OpenInvitation, SignInTry, SpentChallenge, StaffMember
from panah.web.access import Role
from panah.web.clock import real_now
from tests.builders import a_clerk, a_site
from tests.rooms.desk.sheets import form_of
from tests.rooms.staff.phones import a_phone

pytestmark = pytest.mark.django_db
PASSWORD = "алма мен бүркіт"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def boss(client: Client) -> StaffMember:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    made = a_clerk("boss", role=Role.ADMINISTRATOR)
    client.force_login(made)
    return made


def body(answer: Any) -> str:
    return str(answer.content.decode())


def app_page(path: str, client: Client, name: str = "saule") -> dict[str, Any]:
    """The fields of the page that shows the code to scan, with the code that fits it."""
    page = body(client.post(path, {"username": name, "do": "app"}, headers=ENGLISH))
    letters = re.search(r"<dd>([A-Z2-7 ]{39})</dd>", page)
    assert letters
    return {**form_of(page), "do": "confirm", "code": _code(letters[1])}


def _code(letters: str) -> str:
    from base64 import b32decode

    from panah.staff import onetime

    secret = b32decode(letters.replace(" ", ""))
    return onetime._code(secret, int(real_now().timestamp()) // 30).decode()


def a_link() -> str:
    return invite(Role.CLERK, site=a_site(), shown_name="Сәуле Ж.", by=None, at=real_now()).path


def test_somebody_comes_in_with_an_app_and_is_signed_in(client: Client) -> None:
    path = a_link()
    twice = {"password": PASSWORD, "repeated": PASSWORD}
    page = body(client.post(path, app_page(path, client) | twice, headers=ENGLISH))

    assert len(re.findall(r"<li>[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}</li>", page)) == 10
    assert client.get("/staff/desk/").status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short"}, "Use at least 10 characters."),
        ({"password": "1234567890", "repeated": "1234567890"}, "Many people use this password."),
        ({"repeated": PASSWORD + "x"}, "The two passwords differ."),
        ({"code": "000000"}, "The app shows another code now."),
        ({"secret": "changed"}, "The app shows another code now."),
    ],
)
def test_what_is_wrong_is_said_and_the_code_to_scan_stays(
    client: Client, typed: dict[str, str], said: str
) -> None:
    path = a_link()
    first = app_page(path, client)
    right = {"password": PASSWORD, "repeated": PASSWORD}
    page = body(client.post(path, first | right | typed, headers=ENGLISH))

    assert said in page
    assert PASSWORD not in page
    assert not StaffMember.objects.exists()
    if "secret" not in typed:
        assert _letters(page) == _letters_of(first, path, client)


def _letters(page: str) -> str:
    found = re.search(r"<dd>([A-Z2-7 ]{39})</dd>", page)
    assert found
    return found[1]


def _letters_of(first: dict[str, Any], path: str, client: Client) -> str:
    return _letters(body(client.post(path, first | {"password": ""}, headers=ENGLISH)))


def test_a_secret_that_another_link_offered_is_not_taken(client: Client) -> None:
    first, second = a_link(), a_link()
    fields = app_page(first, client) | {"password": PASSWORD, "repeated": PASSWORD}
    client.post(second, fields)

    assert not StaffMember.objects.exists()


@pytest.mark.parametrize("name", ["", "ab", "-abc", "a b", "a@b.c", "<b>"])
def test_a_name_that_cannot_be_typed_again_is_refused(client: Client, name: str) -> None:
    page = body(client.post(a_link(), {"username": name, "do": "app"}, headers=ENGLISH))

    assert 'aria-invalid="true"' in page
    assert "<h1>Your account</h1>" in page


def test_a_taken_name_is_said_to_be_taken(client: Client) -> None:
    a_clerk("saule")
    page = body(client.post(a_link(), {"username": "SAULE", "do": "app"}, headers=ENGLISH))

    assert "Somebody has this user name." in page


def test_whoever_signs_in_anew_keeps_the_name(client: Client, boss: StaffMember) -> None:
    one = a_clerk()
    page = body(client.post(f"/staff/members/{one.pk}/", {"do": "renew"}))
    path = re.search(r"/staff/join/[\w-]+/", page)
    assert path
    other = Client()
    twice = {"password": PASSWORD, "repeated": PASSWORD, "username": "another"}
    other.post(path[0], app_page(path[0], other) | twice)

    assert StaffMember.objects.get(pk=one.pk).check_password(PASSWORD)
    assert not StaffMember.objects.filter(username="another").exists()


def test_an_administrator_invites_and_withdraws(client: Client, boss: StaffMember) -> None:
    page = body(client.post("/staff/members/", {"shown_name": "Ержан М.", "role": "marshal"}))
    path = re.search(r"http://testserver(/staff/join/[\w-]+/)", page)
    assert path
    assert Client().get(path[1]).status_code == 200
    pk = OpenInvitation.objects.get().pk
    client.post("/staff/members/", {"do": "withdraw", "invitation": pk})

    assert Client().get(path[1]).status_code == 404


def test_the_list_tells_who_may_sign_in(client: Client, boss: StaffMember) -> None:
    one = a_clerk()
    client.post(f"/staff/members/{one.pk}/", {"do": "disable"})
    page = body(client.get("/staff/members/"))

    assert page.count("✓&nbsp;open") == 1
    assert '<span class="tag">closed</span>' in page
    assert "Account closed" in body(client.get(f"/staff/members/{one.pk}/"))


def test_another_centres_accounts_are_not_there(client: Client, boss: StaffMember) -> None:
    other = a_clerk("elsewhere", site=a_site("AST"))
    invite(Role.CLERK, site=other.site, shown_name="Б.", by=None, at=real_now())
    address = f"/staff/members/{other.pk}/"
    asked = [client.get(address), client.post(address, {"do": "disable"})]
    client.post(
        "/staff/members/", {"do": "withdraw", "invitation": OpenInvitation.objects.get().pk}
    )

    assert [answer.status_code for answer in asked] == [404, 404]
    assert StaffMember.objects.get(pk=other.pk).is_active
    assert OpenInvitation.objects.exists()


def test_an_administrator_cannot_shut_themselves_out(client: Client, boss: StaffMember) -> None:
    address = f"/staff/members/{boss.pk}/"
    for typed in ({"do": "disable"}, {"do": "renew"}, {"do": "role", "role": "clerk"}):
        assert "This is your own account." in body(client.post(address, typed))
    boss.refresh_from_db()

    assert (boss.is_active, boss.role) == (True, Role.ADMINISTRATOR)


def test_a_role_that_nobody_has_is_not_given(client: Client, boss: StaffMember) -> None:
    one = a_clerk()
    page = body(client.post(f"/staff/members/{one.pk}/", {"do": "role", "role": "visitor"}))

    assert "Choose a role." in page
    assert StaffMember.objects.get(pk=one.pk).role == Role.CLERK


def test_new_codes_are_shown_once_and_the_old_ones_end(client: Client) -> None:
    clerk = a_clerk()
    client.force_login(clerk)
    old = recovery.new_codes(clerk)
    shown = re.findall(r"<li>([\w-]{14})</li>", body(client.post("/staff/mine/", {"do": "codes"})))

    assert not recovery.use(old[0], of=clerk)
    assert recovery.use(shown[0], of=clerk)
    assert shown[1] not in body(client.get("/staff/mine/"))


def test_a_recovery_code_leads_to_choosing_anew(client: Client) -> None:
    clerk = a_clerk()
    code = recovery.new_codes(clerk)[0]
    typed = {"username": clerk.username, "password": "", "code": code}
    answer = client.post("/staff/recover/", typed)

    assert answer["Location"].startswith("/staff/join/")
    assert clerk.username in body(client.get(answer["Location"], headers=ENGLISH))
    assert client.get("/staff/desk/").status_code == 302


def test_when_many_sign_in_at_once_the_page_says_so_and_counts_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    more: dict[str, Any] = {"role": Role.CLERK, "site": a_site(), "password": PASSWORD}
    a_phone(add_member("aigul", shown_name="А.", **more))
    monkeypatch.setattr(hashers, "PATIENCE_SECONDS", 0.01)
    typed = {"username": "aigul", "password": PASSWORD, "code": "1"}
    with hashers._a_place(), hashers._a_place():
        page = body(client.post("/staff/sign-in/", typed, headers=ENGLISH))

    assert "Many people are signing in at this moment." in page
    assert not SignInTry.objects.exists()


def test_no_more_than_two_passwords_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashers, "PATIENCE_SECONDS", 0.01)
    with hashers._a_place(), hashers._a_place(), pytest.raises(HashingBusy):
        BoundedArgon2().encode("password", "saltsaltsalt")

    assert BoundedArgon2().encode("password", "saltsaltsalt")


def test_the_worker_lets_go_of_what_is_over(client: Client) -> None:
    long_ago = real_now().replace(year=2022)
    SignInTry.objects.create(key=b"k", slot=0, tried_at=long_ago)
    SpentChallenge.objects.create(digest=b"d", spent_at=long_ago)
    invite(Role.CLERK, site=a_site(), shown_name="С.", by=None, at=long_ago)
    fresh = SignInTry.objects.create(key=b"k", slot=1, tried_at=real_now())
    tasks.forget_what_is_over(long_ago)

    assert list(SignInTry.objects.all()) == [fresh]
    assert not SpentChallenge.objects.exists()
    assert queries.open_invitations(a_site(), at=long_ago) == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_about_accounts_has_one_heading_and_its_language(
    client: Client, boss: StaffMember, language: str
) -> None:
    one = a_clerk()
    for address in ("/staff/members/", f"/staff/members/{one.pk}/", "/staff/mine/", a_link()):
        page = body(client.get(address, headers={"accept-language": language}))

        assert page.count("<h1") == 1
        assert f'<html lang="{language}"' in page
