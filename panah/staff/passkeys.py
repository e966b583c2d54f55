"""Passkeys: what a browser is asked, and whether its answer holds (WebAuthn level 2, by `fido2`).

A question is signed and good for five minutes; an answer counts once. A passkey is two factors: the
device, and the finger, face or number with which somebody opens it, which is always asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from panah.staff.models import Passkey, SpentChallenge, StaffMember

GOOD_FOR_SECONDS = 300
HANDLE_BYTES = 16
CREATE, GET = "panah.staff.passkeys.create", "panah.staff.passkeys.get"
VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(ValueError):
    """The answer of a browser does not hold: another page, an old question, an unknown key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked, and our signed note of it, which comes back with the answer."""

    options: dict[str, Any]
    state: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was just made, before it belongs to an account."""

    credential_id: str
    credential: str
    handle: str
    sign_count: int


def are_possible(origin: str) -> bool:
    """Whether browsers offer passkeys at an address: over https or on localhost, by a name."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
    return False


def ask_to_create(origin: str, username: str, *, known: Iterable[Passkey] = ()) -> Asked:
    """Ask a browser to make a passkey for an account.

    Args:
        origin: scheme, host and port under which the page was asked for.
        username: what the device shows beside the key.
        known: the passkeys of the account: no device makes a second one.
    """
    here = list(known)
    handle = here[0].handle if here else websafe_encode(os.urandom(HANDLE_BYTES))
    options, state = _server(origin).register_begin(
        PublicKeyCredentialUserEntity(
            id=websafe_decode(handle), name=username, display_name=username
        ),
        [_credential(one) for one in here],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    return Asked(dict(options), _signed(state | {"handle": handle}, CREATE))


def created(answer: str, state: str, *, origin: str, at: datetime) -> NewPasskey:
    """The passkey that a browser made.

    Raises:
        PasskeyRefused: the answer does not hold, or was taken before.
    """
    asked = _asked(state, CREATE)
    try:
        response = RegistrationResponse.from_dict(json.loads(answer))
        _same_page(response.response.client_data)
        made = _server(origin).register_complete(asked, response)
    except Exception as error:
        raise PasskeyRefused("create") from error
    assert made.credential_data is not None  # the line above saw to it
    _spend(asked["challenge"], at=at)
    return NewPasskey(
        credential_id=websafe_encode(made.credential_data.credential_id),
        credential=websafe_encode(bytes(made.credential_data)),
        handle=asked["handle"],
        sign_count=made.counter,
    )


def ask_to_sign_in(origin: str) -> Asked:
    """Ask a browser for any passkey of this centre: the device shows which accounts it knows."""
    options, state = _server(origin).authenticate_begin(user_verification=VERIFIED)
    return Asked(dict(options), _signed(state, GET))


def signed_in_by(answer: str, state: str, *, origin: str, at: datetime) -> StaffMember:
    """Whose passkey answered.

    Raises:
        PasskeyRefused: the answer does not hold, was taken before, or the account is closed.
    """
    asked = _asked(state, GET)
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        _same_page(response.response.client_data)
        found = Passkey.objects.select_related("member").get(
            credential_id=websafe_encode(response.raw_id), member__is_active=True
        )
        _server(origin).authenticate_complete(asked, [_credential(found)], response)
    except Exception as error:
        raise PasskeyRefused("get") from error
    _spend(asked["challenge"], at=at)
    _count(found, response.response.authenticator_data.counter, at=at)
    return found.member


def _same_page(said: CollectedClientData) -> None:
    if said.cross_origin:
        raise PasskeyRefused("frame")


def _count(passkey: Passkey, counter: int, *, at: datetime) -> None:
    # A device that counts never counts back: a copied key is noticed. Most do not count.
    if (counter or passkey.sign_count) and counter <= passkey.sign_count:
        raise PasskeyRefused("count")
    same = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    if not same.update(sign_count=counter, used_at=at):
        raise PasskeyRefused("count")


def _spend(challenge: str, *, at: datetime) -> None:
    digest = hashlib.sha256(challenge.encode()).digest()
    try:
        with transaction.atomic():
            SpentChallenge(digest=digest, spent_at=at).save(force_insert=True)
    except IntegrityError as error:
        raise PasskeyRefused("twice") from error


def _server(origin: str) -> Fido2Server:
    host = urlsplit(origin).hostname or ""
    # The page's whole address must be ours, to the port: the library alone would take a subdomain.
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Panah"),
        verify_origin=lambda claimed: claimed == origin and are_possible(origin),
    )


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(passkey.credential))


def _signed(state: dict[str, Any], purpose: str) -> str:
    return signing.dumps(state, salt=purpose)


def _asked(state: str, purpose: str) -> dict[str, Any]:
    try:
        asked: dict[str, Any] = signing.loads(state, salt=purpose, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise PasskeyRefused("state") from error
    return asked
