"""Ed25519, against the vectors of RFC 8032, section 7.1."""

import pytest

from panah.engines.crypto import key_id_of, public_key_of, sign, verify

VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("private", "public", "content", "signature"), VECTORS)
def test_signatures_are_those_of_the_rfc(
    private: str, public: str, content: str, signature: str
) -> None:
    assert public_key_of(bytes.fromhex(private)).hex() == public
    assert sign(bytes.fromhex(private), bytes.fromhex(content)).hex() == signature


def test_a_signature_is_valid_for_its_content_and_key_alone() -> None:
    private = bytes(range(32))
    public, signature = public_key_of(private), sign(private, b"paper")

    assert verify(public, signature, b"paper")
    assert not verify(public, signature, b"papers")
    assert not verify(public_key_of(bytes(32)), signature, b"paper")


@pytest.mark.parametrize("broken", [b"", b"x", bytes(63), bytes(64), bytes(65)])
def test_a_malformed_signature_is_not_valid_and_no_error(broken: bytes) -> None:
    assert not verify(public_key_of(bytes(32)), broken, b"paper")


@pytest.mark.parametrize("broken", [b"", b"x", bytes(31), b"\xff" * 32])
def test_a_malformed_key_checks_nothing_and_is_no_error(broken: bytes) -> None:
    assert not verify(broken, sign(bytes(32), b"paper"), b"paper")


def test_two_keys_have_two_ids_of_eight_bytes() -> None:
    ids = {key_id_of(public_key_of(bytes([n]) * 32)) for n in range(20)}

    assert len(ids) == 20
    assert {len(one) for one in ids} == {8}
