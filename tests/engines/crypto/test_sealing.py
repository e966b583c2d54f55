"""Sealing to a place."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.crypto import Bound, CannotUnseal, SealedBlob, seal, unseal

KEY = bytes(range(32))
PLACE = Bound("vault_sealedidentity", "7Q4M2K9DX", "identity", 1)


@given(st.binary(max_size=3000))
def test_what_is_sealed_comes_back(plain: bytes) -> None:
    assert unseal(seal(plain, KEY, PLACE), KEY, PLACE) == plain


@given(st.binary(max_size=511), st.binary(max_size=511))
def test_a_short_and_a_long_name_have_equally_long_ciphertexts(one: bytes, other: bytes) -> None:
    assert len(seal(one, KEY, PLACE).ciphertext) == len(seal(other, KEY, PLACE).ciphertext)


def test_length_shows_in_steps_only() -> None:
    lengths = {len(seal(bytes(n), KEY, PLACE).ciphertext) for n in range(2000)}

    assert lengths == {12 + 512 * steps + 16 for steps in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    "elsewhere",
    [
        Bound("other_table", "7Q4M2K9DX", "identity", 1),
        Bound("vault_sealedidentity", "7Q4M2K9DY", "identity", 1),
        Bound("vault_sealedidentity", "7Q4M2K9DX", "draft", 1),
        Bound("vault_sealedidentity", "7Q4M2K9DX", "identity", 2),
        Bound("vault_sealedidentity7", "Q4M2K9DX", "identity", 1),
    ],
)
def test_nothing_opens_in_another_place(elsewhere: Bound) -> None:
    sealed = seal(b"plain", KEY, PLACE)

    with pytest.raises(CannotUnseal):
        unseal(sealed, KEY, elsewhere)


def test_another_site_key_opens_nothing() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal(b"plain", KEY, PLACE), os.urandom(32), PLACE)


def test_a_data_key_of_another_record_opens_nothing() -> None:
    one, other = seal(b"one", KEY, PLACE), seal(b"other", KEY, PLACE)

    with pytest.raises(CannotUnseal):
        unseal(SealedBlob(one.ciphertext, other.wrapped_key), KEY, PLACE)


@pytest.mark.parametrize("left", range(0, 60, 7))
def test_without_its_whole_data_key_a_record_is_gone(left: int) -> None:
    sealed = seal(b"plain", KEY, PLACE)

    with pytest.raises(CannotUnseal):
        unseal(SealedBlob(sealed.ciphertext, sealed.wrapped_key[:left]), KEY, PLACE)


def test_the_same_content_is_never_sealed_to_the_same_bytes() -> None:
    blobs = {seal(b"plain", KEY, PLACE).ciphertext for _ in range(100)}

    assert len(blobs) == 100


def test_a_sealed_blob_does_not_print_itself() -> None:
    assert "ciphertext" not in repr(seal(b"plain", KEY, PLACE))
