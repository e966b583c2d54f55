"""A phone with an app for codes, for tests that sign in without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panah.staff import onetime
from panah.staff.hashers import BoundedArgon2
from panah.staff.models import StaffMember
from panah.web.clock import real_now

SECRET = b"twenty bytes, no more"[:20]


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """Where the cost of a password is not what is tested, it need not be paid."""
    patch.setattr(BoundedArgon2, "time_cost", 1)
    patch.setattr(BoundedArgon2, "memory_cost", 8)


def a_phone(member: StaffMember) -> None:
    """Let somebody's codes come from the phone of these tests."""
    onetime.keep(SECRET, of=member, step=0, at=real_now())


def code_now(*, steps: int = 0) -> str:
    """What the phone shows now, or so many half-minutes later."""
    at = real_now() + timedelta(seconds=onetime.STEP_SECONDS * steps)
    return onetime._code(SECRET, int(at.timestamp()) // onetime.STEP_SECONDS).decode()
