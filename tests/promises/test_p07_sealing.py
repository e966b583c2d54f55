"""P7: what is sealed opens in its own place or not at all; nonces do not repeat.

And what is withheld does not open with anything that the keeper holds.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from panah.engines.crypto import (
    Bound,
    CannotUnseal,
    SealedBlob,
    combine,
    derive,
    lock,
    open_withheld,
    seal,
    unlock,
    unseal,
)
from panah.engines.identity import Identity, draw_number
from panah.keeper import keyfolder
from panah.keeper.answers import FIELD, QUESTIONS, TABLE
from panah.keeper.errors import CannotOpen
from panah.keeper.keyfolder import Keys
from panah.keeper.values import Sealed
from tests.builders import an_identity

PEOPLE = 100
PLACE = Bound(TABLE, "7Q4M2K9DX", FIELD, 1)

Change = Callable[[Sealed, Sealed], Sealed]
SWAPS: dict[str, Change] = {
    "rows": lambda one, other: replace(one, number=other.number),
    "ciphertexts": lambda one, other: replace(one, blob=other.blob),
    "data keys": lambda one, other: replace(one, wrapped_key=other.wrapped_key),
    "whole records": lambda one, other: replace(other, number=one.number),
    "key versions": lambda one, other: replace(one, key_version=2),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("p07") / "keys"
    keyfolder.create(made)
    return made


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keys:
    opened = keyfolder.load(folder)
    assert opened is not None
    # A second version of the same site key: a version is bound, not only looked up.
    return replace(opened, site={1: opened.site[1], 2: opened.site[1]}, key_version=1)


def sealed_people(keys: Keys, *, withheld: bool = False) -> list[Sealed]:
    people = [
        [draw_number(), an_identity(phone=f"+7701{n:07}").to_plain(), withheld]
        for n in range(PEOPLE)
    ]
    return [Sealed.from_plain(one) for one in QUESTIONS["seal"].answer(keys, {"people": people})]


def opened(keys: Keys, sealed: Sealed) -> Identity | None:
    asked = {"sealed": sealed.to_plain(), "purpose": "review"}
    try:
        return Identity.from_plain(QUESTIONS["open"].answer(keys, asked))
    except CannotOpen:
        return None


def accepted(keys: Keys, swap: Change) -> int:
    """How many of the changed records open."""
    sealed = sealed_people(keys)
    return sum(
        opened(keys, swap(one, sealed[place - 1])) is not None for place, one in enumerate(sealed)
    )


@pytest.mark.parametrize("what", SWAPS)
def test_every_swapped_ciphertext_is_rejected(keys: Keys, what: str) -> None:
    assert accepted(keys, SWAPS[what]) == 0


@pytest.mark.parametrize("what", ["rows", "whole records", "key versions"])
def test_control_without_bound_places_every_swap_is_accepted(
    keys: Keys, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bound, "encoded", lambda _self: b"")

    assert accepted(keys, SWAPS[what]) == PEOPLE


def test_a_field_s_ciphertext_is_rejected_in_another_field() -> None:
    key = os.urandom(32)
    elsewhere = replace(PLACE, field="address")

    assert not _opens(seal(b"plain", key, PLACE), key, elsewhere)


def test_control_without_bound_places_another_field_s_ciphertext_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Bound, "encoded", lambda _self: b"")
    key = os.urandom(32)

    assert _opens(seal(b"plain", key, PLACE), key, replace(PLACE, field="address"))


def test_no_single_flipped_bit_is_accepted() -> None:
    """Every bit of five blobs and their wrapped keys, a hundred bits each of 95 more."""
    key, drawn = os.urandom(32), random.Random(7)

    assert sum(_flips_accepted(key, drawn.sample(range(4800), 100)) for _ in range(95)) == 0
    assert sum(_flips_accepted(key, range(4800)) for _ in range(5)) == 0


@pytest.mark.long
def test_no_single_flipped_bit_of_a_hundred_blobs_is_accepted() -> None:
    key = os.urandom(32)

    assert sum(_flips_accepted(key, range(4800)) for _ in range(100)) == 0


def test_control_without_authentication_flipped_bits_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from panah.engines.crypto import sealing

    monkeypatch.setattr(sealing, "lock", lambda plain, *_, **__: bytes(28) + plain)
    monkeypatch.setattr(sealing, "unlock", lambda locked, *_, **__: locked[28:])

    assert _flips_accepted(os.urandom(32), range(4800)) > 1000


def test_no_nonce_repeats_in_a_hundred_thousand_sealings() -> None:
    assert _repeated_nonces(100_000) == 0


@pytest.mark.long
def test_no_nonce_repeats_in_a_million_sealings() -> None:
    assert _repeated_nonces(1_000_000) == 0


def test_control_a_poor_source_of_randomness_repeats_nonces() -> None:
    drawn = random.Random(7)

    def poor(count: int) -> bytes:
        return drawn.randbytes(2) + bytes(count - 2)

    assert _repeated_nonces(2_000, random_bytes=poor) > 0


def test_nothing_that_the_keeper_holds_opens_a_withheld_identity(folder: Path, keys: Keys) -> None:
    held = list(_everything_held(folder, keys))
    withheld = sealed_people(keys, withheld=True)

    assert len(held) > 10
    assert sum(_withheld_opens(one, key) for one in withheld for key in held) == 0
    assert sum(opened(keys, replace(one, withheld=False)) is not None for one in withheld) == 0


@pytest.mark.parametrize("two", [(0, 1), (1, 2), (2, 0)])
def test_control_any_two_shares_open_every_withheld_identity(
    folder: Path, keys: Keys, two: tuple[int, int]
) -> None:
    one, other = (bytes.fromhex((folder / keyfolder.SHARES[n]).read_text()) for n in two)
    private = combine(one, other)

    assert sum(_withheld_opens(s, private) for s in sealed_people(keys, withheld=True)) == PEOPLE


def test_one_share_opens_no_withheld_identity(folder: Path, keys: Keys) -> None:
    withheld = sealed_people(keys, withheld=True)
    for name in keyfolder.SHARES:
        share = bytes.fromhex((folder / name).read_text())
        tried = [share[1:33], share[33:], _xor(share[1:33], share[33:])]

        assert sum(_withheld_opens(one, key) for one in withheld for key in tried) == 0


def _flips_accepted(key: bytes, bits: range | list[int]) -> int:
    sealed = seal(b"plain", key, PLACE)
    whole = sealed.ciphertext + sealed.wrapped_key
    assert len(whole) * 8 == 4800
    cut = len(sealed.ciphertext)
    count = 0
    for bit in bits:
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        count += _opens(SealedBlob(bytes(changed[:cut]), bytes(changed[cut:])), key, PLACE)
    return count


def _opens(sealed: SealedBlob, key: bytes, place: Bound) -> bool:
    try:
        unseal(sealed, key, place)
    except CannotUnseal:
        return False
    return True


def _repeated_nonces(count: int, *, random_bytes: Callable[[int], bytes] = os.urandom) -> int:
    key, seen = os.urandom(32), set()
    for _ in range(count):
        sealed = seal(b"plain", key, PLACE, random_bytes=random_bytes)
        seen |= {sealed.ciphertext[:12], sealed.wrapped_key[:12]}
    return 2 * count - len(seen)


def _everything_held(folder: Path, keys: Keys) -> Iterator[bytes]:
    """Every run of 32 bytes that the keeper reads or derives."""
    for value in astuple(keys):
        yield from _runs(value)
    unlocking = bytes.fromhex((folder / "unlock").read_text())
    ring_key = derive(unlocking, "keyring")
    ring = unlock((folder / "keyring.sealed").read_bytes(), ring_key, b"panah keyring 1")
    yield from (unlocking, ring_key, lock(bytes(4), ring_key, b"")[:32])
    yield from (ring[start : start + 32] for start in range(len(ring) - 31))


def _runs(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _runs(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _runs(inner)


def _withheld_opens(sealed: Sealed, key: bytes) -> bool:
    bound = Bound(TABLE, sealed.number, FIELD, sealed.key_version)
    try:
        return bool(open_withheld(sealed.blob, key, bound))
    except CannotUnseal:
        return False


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
