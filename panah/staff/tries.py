"""Five failures an hour for an account and a device: guessing ends, and nobody is locked out.

The desks of a centre share one address, and anybody can fail in somebody else's name. So a device
on which an account has signed in before counts for itself: what fails elsewhere does not touch it.
Other devices count together by their address. A name that nobody has is counted alike.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from panah.staff.models import SignInTry
from panah.staff.secrecy import keyed_hash

FAILURES = 5
WITHIN = timedelta(hours=1)
PURPOSE = "try"
SALT = "panah.staff.tries"
REMEMBERED = 30
"""How many accounts one device remembers: the colleagues of a few shifts."""


class TooManyTries(RuntimeError):
    """Five tries have failed within the hour: nothing was looked at."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try, counted as failed until it is taken back."""

    key: bytes
    slot: int


def plain(username: str) -> str:
    """A user name as it is compared: one spelling for what looks alike."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def begin(username: str, *, device: str, address: str, at: datetime) -> Try:
    """Count a try before anything is looked at, so that many at once are no more than five.

    Args:
        username: as typed.
        device: the device's cookie, or nothing.
        address: from which network address.

    Raises:
        TooManyTries: for this account, from this device or address.
    """
    name = plain(username)
    mine = _accounts(device).get(_tag(name))
    key = keyed_hash(PURPOSE, f"{name}|{f'device:{mine}' if mine else f'from:{address}'}")
    for slot in range(FAILURES):
        if _taken(key, slot, at=at):
            return Try(key, slot)
    raise TooManyTries


def take_back(one: Try) -> None:
    """It did not fail."""
    SignInTry.objects.filter(key=one.key, slot=one.slot).delete()


def remembering(device: str, username: str) -> str:
    """The device's cookie once an account has signed in there."""
    tag = _tag(plain(username))
    known = {tag: secrets.token_urlsafe(12)} | _accounts(device)
    newest = {tag: known[tag]} | known
    return signing.dumps(dict(list(newest.items())[:REMEMBERED]), salt=SALT)


def forget_old(at: datetime) -> int:
    """Delete the tries of more than an hour ago, and return how many."""
    return SignInTry.objects.filter(tried_at__lte=at - WITHIN).delete()[0]


def _taken(key: bytes, slot: int, *, at: datetime) -> bool:
    old = SignInTry.objects.filter(key=key, slot=slot, tried_at__lte=at - WITHIN)
    if old.update(tried_at=at):
        return True
    try:
        with transaction.atomic():
            SignInTry.objects.create(key=key, slot=slot, tried_at=at)
    except IntegrityError:
        return False
    return True


def _accounts(device: str) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(device, salt=SALT)
    except signing.BadSignature:
        return {}
    return found


def _tag(name: str) -> str:
    return keyed_hash("device", name).hex()[:16]
