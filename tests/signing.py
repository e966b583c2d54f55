"""How tests sign somebody in without a browser: the one place that sets the mark of both factors.

`client.force_login(member)` stands for a whole sign-in with a passkey. A test that wants somebody
who has not completed the second factor uses `half_signed_in`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from panah.web.clock import real_now
from panah.web.sessions import LONGEST, PROVED, Proof, mark

_without_mark = Client.force_login


def install() -> None:
    """Let `force_login` complete the second factor, too."""
    Client.force_login = _with_mark  # type: ignore[method-assign]


def half_signed_in(client: Client, member: AbstractBaseUser) -> None:
    """Sign somebody in by Django's means alone, as a stolen password would."""
    _without_mark(client, member)
    assert PROVED not in client.session


def signed_in_at(client: Client, member: AbstractBaseUser, at: datetime) -> None:
    """Sign somebody in at another moment than now."""
    _without_mark(client, member)
    session = client.session
    mark(session, Proof.PASSKEY, at=at)
    session.save()


def signed_in_for_hours(client: Client, member: AbstractBaseUser) -> str:
    """The key of a session that stays open while nobody asks, for centres that are looked at."""
    signed_in_at(client, member, real_now() + LONGEST - timedelta(minutes=20))
    return client.cookies["session"].value


def _with_mark(client: Client, user: AbstractBaseUser, backend: str | None = None) -> Any:
    del backend
    signed_in_at(client, user, real_now())
