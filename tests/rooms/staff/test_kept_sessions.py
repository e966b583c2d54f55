"""A session is read together with whose it is, and with nobody else's account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from panah.staff.backend import WithSeat
from panah.staff.kept_sessions import SessionStore
from panah.staff.models import Session
from tests.builders import a_clerk

pytestmark = pytest.mark.django_db


def a_session_of(client: Client) -> str:
    return client.cookies["session"].value


def test_session_account_centre_seat_and_desk_are_one_query(
    client: Client, django_assert_num_queries: Any
) -> None:
    clerk = a_clerk()
    client.force_login(clerk)

    with django_assert_num_queries(1):
        session = SessionStore(a_session_of(client))
        assert session["_auth_user_id"] == str(clerk.pk)
        member = WithSeat().get_user(session["_auth_user_id"])
        assert member == clerk
        assert member.site.names == clerk.site.names


def test_a_row_says_whose_it_is_only_while_somebody_is_signed_in(client: Client) -> None:
    client.force_login(clerk := a_clerk())
    session = SessionStore(a_session_of(client))
    assert Session.objects.get(pk=session.session_key).member == clerk

    session.pop("_auth_user_id")
    session.save()

    assert Session.objects.get(pk=session.session_key).member is None


def test_an_account_that_was_read_with_one_session_is_not_given_to_another(
    client: Client,
) -> None:
    client.force_login(first := a_clerk())
    second = a_clerk("second")
    SessionStore(a_session_of(client)).load()

    assert WithSeat().get_user(second.pk) == second
    assert WithSeat().get_user(first.pk) == first


def test_an_account_is_read_anew_for_each_session_that_is_read(client: Client) -> None:
    client.force_login(clerk := a_clerk())
    SessionStore(a_session_of(client)).load()  # and nobody asked whose it is
    clerk.is_active = False
    clerk.save()
    SessionStore(a_session_of(client)).load()

    assert WithSeat().get_user(clerk.pk) is None


def test_a_session_that_is_over_brings_nobody(client: Client) -> None:
    client.force_login(clerk := a_clerk())
    SessionStore(a_session_of(client)).load()
    SessionStore("0" * 32).load()
    clerk.is_active = False
    clerk.save()

    assert WithSeat().get_user(clerk.pk) is None


def test_a_request_leaves_nobody_behind_for_the_next(client: Client) -> None:
    client.force_login(clerk := a_clerk())
    SessionStore(a_session_of(client)).load()
    Client().get("/")  # somebody who has none
    clerk.is_active = False
    clerk.save()

    assert WithSeat().get_user(clerk.pk) is None


def test_whoever_is_taken_away_takes_their_sessions_along(client: Client) -> None:
    client.force_login(clerk := a_clerk())
    clerk.delete()

    assert not Session.objects.exists()
