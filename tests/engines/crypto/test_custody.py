"""Withheld identities and the custodians' shares."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from panah.engines.crypto import (
    Bound,
    CannotUnseal,
    combine,
    open_withheld,
    seal_withheld,
    split,
)

PLACE = Bound("vault_sealedidentity", "7Q4M2K9DX", "identity", 1)
CUSTODIAN = PrivateKey(bytes(range(32)))


@given(st.binary(min_size=1, max_size=64))
def test_any_two_custodians_recover_the_secret(secret: bytes) -> None:
    shares = split(secret)

    assert {combine(*two) for two in permutations(shares, 2)} == {secret}


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_one_share_fits_every_secret_equally_well(secret: bytes, guess: bytes) -> None:
    for number, share in enumerate(split(secret)):
        one, other = share[1:33], share[33:]
        missing = _xor(guess, one, other)
        parts = {0: (missing, one), 1: (other, missing), 2: (one, other)}[number]
        drawn = iter(parts)

        # There is a splitting of the guess in which this custodian has the very same share.
        assert split(guess, random_bytes=lambda _, drawn=drawn: next(drawn))[number] == share


def test_every_part_of_a_share_is_random_of_its_own() -> None:
    parts = [part for _ in range(50) for s in split(bytes(32)) for part in (s[1:33], s[33:])]

    assert len(set(parts)) == 150  # each part stands in two shares, and never again


@pytest.mark.parametrize("one", [0, 1, 2])
def test_a_share_does_not_combine_with_itself(one: int) -> None:
    share = split(b"secret")[one]

    with pytest.raises(ValueError, match="two different shares"):
        combine(share, share)


def test_shares_of_two_secrets_do_not_combine() -> None:
    first, second = split(bytes(32)), split(bytes(32))

    for i, j in permutations(range(3), 2):
        with pytest.raises(ValueError, match="of one secret"):
            combine(first[i], second[j])


@pytest.mark.parametrize("text", [b"", b"\x01", b"\x04abcd", b"\x01abc", b"\x00ab"])
def test_what_is_no_share_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="share"):
        combine(split(b"ab")[0], text)


@given(st.binary(max_size=1500))
def test_custodians_together_read_what_was_withheld(plain: bytes) -> None:
    sealed = seal_withheld(plain, bytes(CUSTODIAN.public_key), PLACE)

    for two in combinations(split(bytes(CUSTODIAN)), 2):
        assert open_withheld(sealed, combine(*two), PLACE) == plain


def test_a_withheld_identity_opens_in_its_own_place_only() -> None:
    sealed = seal_withheld(b"plain", bytes(CUSTODIAN.public_key), PLACE)
    elsewhere = Bound(PLACE.table, "7Q4M2K9DY", PLACE.field, PLACE.key_version)

    with pytest.raises(CannotUnseal):
        open_withheld(sealed, bytes(CUSTODIAN), elsewhere)


def test_whoever_sealed_a_withheld_identity_cannot_open_it() -> None:
    sealed = seal_withheld(b"plain", bytes(CUSTODIAN.public_key), PLACE)

    for other in (bytes(CUSTODIAN.public_key), bytes(32), bytes(PrivateKey.generate())):
        with pytest.raises(CannotUnseal):
            open_withheld(sealed, other, PLACE)


def _xor(*several: bytes) -> bytes:
    return bytes(a ^ b ^ c for a, b, c in zip(*several, strict=True))
