"""Keyed hashes and derived keys."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from panah.engines.crypto import blind_index, commit, derive, fingerprint

KEY = bytes(range(32))


@given(st.binary(max_size=200))
def test_a_commitment_is_the_standard_library_s_hmac(value: bytes) -> None:
    head = b"commit/line"
    expected = hmac.digest(KEY, len(head).to_bytes(2) + head + value, "sha256")

    assert commit(KEY, "line", value) == expected


def test_a_blind_key_has_sixteen_bytes() -> None:
    assert len(blind_index(KEY, "1", "ivnv|1994", keys_version=1)) == 16


def test_equal_texts_have_equal_blind_keys() -> None:
    one = blind_index(KEY, "1", "ivnv|1994", keys_version=1)

    assert blind_index(KEY, "1", "ivnv|1994", keys_version=1) == one


def test_kind_version_key_and_use_each_make_another_hash() -> None:
    text = "ivnv|1994"
    hashes = {
        blind_index(KEY, "1", text, keys_version=1),
        blind_index(KEY, "2", text, keys_version=1),
        blind_index(KEY, "1", text, keys_version=2),
        blind_index(bytes(32), "1", text, keys_version=1),
        commit(KEY, "blind/1/1", text.encode())[:16],
        fingerprint(KEY, text.encode())[:16],
    }

    assert len(hashes) == 6


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_kind_and_text_cannot_run_into_each_other(a: str, b: str, c: str, d: str) -> None:
    same = blind_index(KEY, a, b, keys_version=1) == blind_index(KEY, c, d, keys_version=1)

    assert same == ((a, b) == (c, d))


def test_keys_for_two_purposes_share_nothing() -> None:
    assert derive(KEY, "drafts") != derive(KEY, "tags")


def test_a_derived_key_follows_rfc_5869() -> None:
    extracted = hmac.digest(bytes(32), KEY, "sha256")
    expanded = hmac.digest(extracted, b"panah/drafts\x01", hashlib.sha256)

    assert derive(KEY, "drafts") == expanded
