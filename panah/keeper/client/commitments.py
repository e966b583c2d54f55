"""Commitments: keyed hashes that fix a value now and can be shown to match later. For the line."""

from __future__ import annotations

from collections.abc import Sequence

from panah.keeper.client.connection import ask


def commit(value: bytes, *, domain: str) -> bytes:
    """Commit to one value; 32 bytes, the same for the same value and domain."""
    return commit_many([value], domain=domain)[0]


def commit_many(values: Sequence[bytes], *, domain: str) -> list[bytes]:
    """Commit to several values of one domain, in the order given."""
    answer: list[bytes] = ask("commit", domain=domain, values=list(values))
    return answer
