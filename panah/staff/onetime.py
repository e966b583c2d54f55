"""Codes from an app on a phone, after RFC 6238: six digits, each good for one use.

The secret is sealed for its account. A used half-minute is remembered in the account's own row: a
cache that forgets would let a code be used twice.
"""

from __future__ import annotations

import hmac
import os
import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from itertools import groupby

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from panah.staff.models import AppSecret, StaffMember
from panah.staff.secrecy import CannotOpen, seal, unseal

SECRET_BYTES = 20
STEP_SECONDS = 30
TOLERATED = (0, -1, 1)
"""Phones whose clock is off by up to half a minute."""
KEPT, OFFERED = "app", "app-offered"


def new_secret() -> bytes:
    """A secret for an app."""
    return os.urandom(SECRET_BYTES)


def typed_secret(secret: bytes) -> str:
    """The secret in letters and digits, in groups of four, for phones without a camera."""
    letters = b32encode(secret).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def code_to_scan(secret: bytes, username: str, *, label: str) -> SafeString:
    """An SVG of the code that an app scans."""
    address = _app(secret).get_provisioning_uri(username, "Panah")
    made = segno.make(address, error="m", micro=False)
    width, _height = made.symbol_size(border=2)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path stroke="#000" d="{2}"/></svg>',
        width,
        label,
        mark_safe(_dark_runs(made, border=2)),  # noqa: S308 - digits and the letters M, h
    )


def offered(secret: bytes, *, to: str) -> str:
    """The secret sealed for the page that shows it, so that nothing is kept before it is taken."""
    return urlsafe_b64encode(seal(secret, purpose=OFFERED, bound_to=to)).decode()


def taken_up(sealed: str, *, by: str) -> bytes:
    """The secret that a page offered.

    Raises:
        CannotOpen: it was not offered to them.
    """
    try:
        return unseal(urlsafe_b64decode(sealed), purpose=OFFERED, bound_to=by)
    except ValueError as error:
        raise CannotOpen(OFFERED) from error


def step_of(secret: bytes, code: str, *, at: datetime) -> int | None:
    """The half-minute that a code belongs to; None when it fits neither now nor a step beside."""
    typed = re.sub(r"\s", "", code)
    now = int(at.timestamp()) // STEP_SECONDS
    fitting = [
        now + off
        for off in TOLERATED
        if hmac.compare_digest(_code(secret, now + off), typed.encode())
    ]
    return fitting[0] if fitting else None


def keep(secret: bytes, *, of: StaffMember, step: int, at: datetime) -> None:
    """Let an account sign in with an app; the code that proved it is used by that."""
    sealed = seal(secret, purpose=KEPT, bound_to=str(of.pk))
    AppSecret.objects.create(member=of, sealed=sealed, last_step=step, added_at=at)


def use(code: str, *, of: StaffMember, at: datetime) -> bool:
    """Whether a code is right, and has not been used: it is from now on."""
    app = AppSecret.objects.filter(member=of).first()
    if app is None:
        return False
    try:
        secret = unseal(bytes(app.sealed), purpose=KEPT, bound_to=str(of.pk))
    except CannotOpen:
        return False  # the web process has another secret now: a recovery code or a link helps
    step = step_of(secret, code, at=at)
    # Two browsers with one code: the row moves on once.
    return step is not None and bool(
        AppSecret.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step)
    )


def _app(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP_SECONDS)  # noqa: S303 - what apps speak


def _code(secret: bytes, step: int) -> bytes:
    return _app(secret).generate(step * STEP_SECONDS)


def _dark_runs(made: segno.QRCode, *, border: int) -> str:
    runs = []
    for y, row in enumerate(made.matrix_iter(border=border)):
        x = 0
        for is_dark, same in groupby(row):
            length = len(list(same))
            if is_dark:
                runs.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(runs)
