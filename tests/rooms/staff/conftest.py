"""Passwords that cost little: these tests are about who may do what."""

from __future__ import annotations

import pytest

from tests.rooms.staff.phones import hash_quickly


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
