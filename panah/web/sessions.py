"""Sessions of those who work here: begun with two factors, closed after 15 minutes or 10 hours.

Real time throughout, also in a demonstration. A session says who, how they proved it, since when,
and when they last did something; no name.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.module_loading import import_string

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
NOTED_EVERY = timedelta(seconds=30)
"""A busy page does not write its session with every request."""

PROVED, BEGUN, SEEN = "proved_by", "begun_at", "seen_at"
KEPT, CLOSED, WHY = "kept_under", "closed_for", "closed_because"
BACKEND: str = settings.AUTHENTICATION_BACKENDS[0]


class Proof(StrEnum):
    """By what somebody showed that they are who they say: always two factors."""

    PASSKEY = "passkey"  # the device, and the finger, face or number that it asked for
    APP = "app"  # a password, and a code from an app
    RECOVERY = "recovery"  # a password, and a code from paper
    DEMONSTRATION = "demonstration"  # nothing at all, among invented people


class Why(StrEnum):
    """Why a session was closed."""

    AWAY = "away"
    LONG = "long"


def begin(request: HttpRequest, member: AbstractBaseUser, *, proof: Proof, at: datetime) -> None:
    """Sign somebody in who has completed both factors: the only place that sets the mark.

    Whoever comes back to a session that was closed finds what was kept for it. Nothing of anybody
    else's comes along.
    """
    if request.session.get(CLOSED) != str(member.pk):
        request.session.flush()
    for name in (CLOSED, WHY):
        request.session.pop(name, None)
    request.session.setdefault(KEPT, secrets.token_urlsafe(24))
    login(request, cast(Any, member), backend=BACKEND)  # whose model is in a room above
    mark(request.session, proof, at=at)


def mark(session: SessionBase, proof: Proof, *, at: datetime) -> None:
    """Write into a session that both factors were completed, and when."""
    session[PROVED] = proof.value
    session[BEGUN] = session[SEEN] = int(at.timestamp())


def is_proved(session: SessionBase) -> bool:
    """Whether both factors were completed; in a demonstration, one press is enough."""
    proof = session.get(PROVED)
    if proof == Proof.DEMONSTRATION:
        return bool(settings.IS_DEMO)
    return proof in set(Proof)


def seconds_left(session: SessionBase, *, at: datetime) -> int:
    """After how many seconds without a request the session closes; 0 when it should be closed."""
    idle = session.get(SEEN, 0) + IDLE.total_seconds()
    longest = session.get(BEGUN, 0) + LONGEST.total_seconds()
    return max(0, int(min(idle, longest) - at.timestamp()))


def note_seen(session: SessionBase, *, at: datetime) -> None:
    """Remember that somebody is there; written at most every half minute."""
    if at.timestamp() - session.get(SEEN, 0) >= NOTED_EVERY.total_seconds():
        session[SEEN] = int(at.timestamp())


def close(request: HttpRequest, *, at: datetime) -> None:
    """Sign somebody out who is away, and keep what is theirs until they come back."""
    session = request.session
    is_long = at.timestamp() - session.get(BEGUN, 0) >= LONGEST.total_seconds()
    session[CLOSED] = str(session.get(SESSION_KEY))
    session[WHY] = (Why.LONG if is_long else Why.AWAY).value
    for name in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY, PROVED, BEGUN, SEEN):
        session.pop(name, None)
    session.cycle_key()


def closed_for(request: HttpRequest) -> tuple[str, str] | None:
    """Whose session was closed here and why, as long as nobody has signed in since."""
    session = request.session
    return (session[CLOSED], session[WHY]) if CLOSED in session else None


def end(request: HttpRequest) -> None:
    """End a session for good, and let the rooms above forget what they keep for it."""
    # They may not be known here, and what they keep may not outlive the session: the settings know.
    if key := key_of(request):
        for action in settings.PANAH_AT_SIGN_OUT:
            import_string(action)(key)
    request.session.flush()


def key_of(request: HttpRequest) -> str:
    """Under which key rooms keep things for a session; the same when somebody comes back to it."""
    return str(request.session.get(KEPT) or request.session.session_key or "")
