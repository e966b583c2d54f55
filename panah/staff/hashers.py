"""Passwords, hashed at a cost that 500 wrong tries at once cannot turn against the desks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
PATIENCE_SECONDS = 1.0
_places = BoundedSemaphore(AT_ONCE)


class HashingBusy(RuntimeError):
    """Too many passwords are being tried at this moment."""


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes, the smaller of OWASP's equal choices; two at once.

    Raises:
        HashingBusy: no place became free within a second. The other threads stay with the desks.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash, when there is a place for it."""
        with _a_place():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether they fit, when there is a place to find out."""
        with _a_place():
            return bool(super().verify(password, encoded))


@contextmanager
def _a_place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise HashingBusy
    try:
        yield
    finally:
        _places.release()
