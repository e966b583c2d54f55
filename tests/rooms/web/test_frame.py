"""The frame around every page: its language, its links, its errors."""

from __future__ import annotations

import pytest
from django import forms
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override

pytestmark = pytest.mark.django_db

PAGE = (
    '{% extends "web/base.html" %}{% block title %}Interview{% endblock %}{% block main %}'
    '{% include "web/_errors.html" %}'
    '{% for field in form %}{% include "web/_field.html" with field=field %}{% endfor %}'
    "{% endblock %}"
)


class Interview(forms.Form):
    born = forms.CharField(
        label="Birth date",
        help_text="Or only the year",
        error_messages={"required": "Enter the birth date, or only the year."},
    )
    read = forms.BooleanField(
        label="The name was read", error_messages={"required": "Ask them to read the name."}
    )
    sex = forms.ChoiceField(
        label="Sex",
        choices=[("F", "Female"), ("M", "Male")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )


def shown(form: forms.Form, address: str = "/") -> str:
    page = engines["django"].from_string(PAGE)
    with override("en"):
        return page.render({"form": form}, RequestFactory().get(address))


@pytest.mark.parametrize("header", [None, "de-DE", "fr,de;q=0.5", "*"])
def test_without_a_language_we_speak_the_page_is_kazakh(client: Client, header: str | None) -> None:
    headers = {"accept-language": header} if header else {}

    assert '<html lang="kk"' in client.get("/", headers=headers).content.decode()


@pytest.mark.parametrize(("header", "language"), [("ru-RU,ru;q=0.9", "ru"), ("en-GB", "en")])
def test_the_page_speaks_the_browsers_language(client: Client, header: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": header})

    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer["Content-Language"] == language


def test_a_language_link_is_remembered_against_the_browsers_wish(client: Client) -> None:
    client.get("/?lang=ru", headers={"accept-language": "en"})
    later = client.get("/", headers={"accept-language": "en"})

    assert '<html lang="ru"' in later.content.decode()


def test_an_unknown_language_link_changes_nothing(client: Client) -> None:
    answer = client.get("/?lang=xx", headers={"accept-language": "en"})

    assert '<html lang="en"' in answer.content.decode()
    assert "language" not in answer.cookies


def test_a_language_link_keeps_the_rest_of_the_address() -> None:
    page = shown(Interview(), "/figures/?day=2022-10-05&lang=ru")

    assert 'href="?day=2022-10-05&amp;lang=kk"' in page


def test_the_language_being_read_is_marked_and_is_no_link() -> None:
    page = shown(Interview())

    assert '<b lang="en" aria-current="true">Eng</b>' in page
    assert 'hreflang="en"' not in page


def test_a_right_to_left_language_turns_the_page() -> None:
    page = engines["django"].from_string(PAGE)
    with override("fa"):
        html = page.render({"form": Interview()}, RequestFactory().get("/"))

    assert '<html lang="fa" dir="rtl"' in html


def test_an_untouched_form_has_no_errors_in_page_or_title() -> None:
    page = shown(Interview())

    assert "<title>Interview — Panah</title>" in page
    assert 'role="alert"' not in page


def test_errors_stand_in_the_title_in_the_summary_and_beside_the_field() -> None:
    page = shown(Interview({}))

    assert "<title>Error: Interview — Panah</title>" in page
    assert '<a href="#id_born">Enter the birth date, or only the year.</a>' in page
    assert '<p class="error" id="id_born_error">Enter the birth date, or only the year.</p>' in page
    assert "3 things need a look" in page


def test_the_summary_takes_the_focus() -> None:
    assert '<div class="errors stack" role="alert" tabindex="-1" autofocus>' in shown(Interview({}))


def test_hint_and_error_are_tied_to_their_control() -> None:
    page = shown(Interview({}))

    assert 'aria-describedby="id_born_helptext id_born_error"' in page
    assert 'id="id_born_helptext"' in page


def test_the_summary_leads_to_the_first_of_several_radio_buttons() -> None:
    page = shown(Interview({}))

    assert '<a href="#id_sex_0">Choose one.</a>' in page
    assert 'id="id_sex_0"' in page


def test_a_tick_is_inside_its_label_and_an_error_before_it() -> None:
    page = shown(Interview({}))

    assert page.index('id="id_read_error"') < page.index('<label class="tick" for="id_read">')


def test_what_is_typed_is_shown_again_and_escaped() -> None:
    assert "&lt;b&gt;" in shown(Interview({"born": "<b>"}))


def test_a_page_stays_in_no_cache(client: Client) -> None:
    assert client.get("/")["Cache-Control"] == "no-store"


def test_the_policy_forbids_inline_styles_and_scripts(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_browser_may_tell_us_that_a_form_is_our_own(client: Client) -> None:
    # "no-referrer" makes browsers send "Origin: null", and every form would be refused.
    assert client.get("/")["Referrer-Policy"] == "same-origin"


@override_settings(IS_DEMO=True)
def test_every_page_of_a_demonstration_says_so(client: Client) -> None:
    for address in ("/", "/staff/sign-in/", "/nowhere/"):
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "Demonstration. People and numbers are invented." in page


def test_a_centre_that_is_no_demonstration_does_not_say_so(client: Client) -> None:
    assert 'class="demo"' not in client.get("/").content.decode()
