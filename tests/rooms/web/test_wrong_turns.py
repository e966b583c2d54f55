"""The pages that answer when something went wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from panah.web import views
from panah.web.access import Page, Role
from panah.web.roles import for_whom
from tests.builders import a_clerk

LANGUAGES = ("kk", "ru", "en")
WORDS = {
    "400": ("Мұны оқи алмадық", "Мы не смогли это прочитать", "We could not read this"),
    "403": (
        "Бұл бет ауысым басшысына арналған.",
        "Эта страница для руководителя смены.",
        "This page is for the shift leader.",
    ),
    "404": ("Мұндай бет жоқ", "Такой страницы нет", "There is no such page"),
    "500": ("Бізде ақау шықты", "У нас поломка", "Something of ours broke"),
    "form": (
        "Бұл форма тым ұзақ ашық тұрды",
        "Эта форма была открыта слишком долго",
        "This form was open for too long",
    ),
}
CASES = [(kind, language) for kind in WORDS for language in LANGUAGES]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's choice is for shift leaders, whatever the rooms say."""
    declared = {"staff:choose_desk": Page("staff:choose_desk", frozenset({Role.SUPERVISOR}))}
    monkeypatch.setattr("panah.config.access.pages", lambda: declared)


def answer(kind: str, language: str) -> tuple[int, str]:
    with override(language):
        request = RequestFactory().get("/")
        if kind == "500":
            got = views.failed(request)
            return got.status_code, got.content.decode()
    headers = {"accept-language": language}
    client = Client(raise_request_exception=False, enforce_csrf_checks=kind == "form")
    if kind == "400":
        got = client.get("/", headers=headers | {"host": "elsewhere.example"})
    elif kind == "403":
        client.force_login(a_clerk())
        got = client.get("/staff/desk/", headers=headers)
    elif kind == "404":
        got = client.get("/nowhere/", headers=headers)
    else:
        got = client.post("/staff/sign-in/", {"username": "a"}, headers=headers)
    return got.status_code, got.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_wrong_turn_is_answered_in_the_persons_language(kind: str, language: str) -> None:
    status, page = answer(kind, language)

    assert status == (403 if kind == "form" else int(kind))
    assert f"<h1>{WORDS[kind][LANGUAGES.index(language)]}</h1>" in page
    assert f'<html lang="{language}"' in page


@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("kind", WORDS)
def test_a_wrong_turn_leads_home_and_blames_nobody(kind: str) -> None:
    _status, page = answer(kind, "en")

    assert '<a class="btn' in page
    assert 'href="/"' in page
    assert not re.search(r"invalid|denied|forbidden|illegal|oops|!<", page, re.IGNORECASE)


def test_the_page_of_a_failure_asks_no_database() -> None:
    # This test may not reach the database: pytest-django refuses it without its mark.
    with override("ru"):
        assert "У нас поломка" in views.failed(RequestFactory().get("/")).content.decode()


def test_bare_words_remain_when_even_the_template_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object, **_more: object) -> str:
        raise OSError

    monkeypatch.setattr(views, "render_to_string", broken)
    got = views.failed(RequestFactory().get("/"))

    assert got.status_code == 500
    assert "Ошибка на нашей стороне" in got.content.decode()


def test_a_failure_repeats_nothing_of_what_was_sent() -> None:
    request = RequestFactory().post("/Кравцова/?q=Кравцова", {"name": "Кравцова"})

    assert "Кравцова" not in views.failed(request).content.decode()


@pytest.mark.django_db
def test_a_view_that_nobody_declared_answers_to_nobody(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panah.config.access.pages", dict)

    assert client.get("/").status_code == 404


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_asked_to_and_led_back(client: Client) -> None:
    answer = client.get("/staff/desk/")

    assert answer["Location"] == "/staff/sign-in/?next=/staff/desk/"


@pytest.mark.django_db
def test_a_method_that_a_page_does_not_take_is_refused_with_words(client: Client) -> None:
    answer = client.get("/staff/sign-out/", headers={"accept-language": "en"})

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1>We could not read this</h1>" in answer.content.decode()


def test_a_page_for_several_roles_names_them_all() -> None:
    with override("en"):
        found = for_whom({Role.SUPERVISOR, Role.CLERK})

    assert found == "This page is for: clerk, shift leader."


def test_every_role_has_its_sentence_in_every_language() -> None:
    roles = [role for role in Role if role is not Role.VISITOR]
    for language in LANGUAGES:
        with override(language):
            assert len({for_whom([role]) for role in roles}) == len(roles)
