"""A token has one spelling; an independent library reads it, and nothing near it is accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cbor2
import cwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.certificates import base45, token
from panah.engines.crypto import sign, verify
from tests.rooms.certificates.papers import CLAIMS, ISSUED, Signer

SIGNER = Signer()
TEXT = SIGNER.token()
RAW = base45.decode(TEXT.removeprefix(token.PREFIX))


def accepted(raw: bytes, keys: dict[bytes, bytes] | None = None) -> bool:
    try:
        token.read(token.PREFIX + base45.encode(raw), keys=keys or SIGNER.keys)
    except (token.NotAPaper, token.UnknownKey):
        return False
    return True


def a_lenient_reader_accepts(raw: bytes) -> bool:
    """What a reader does that leaves COSE's choices open: the control of the tests below."""
    try:
        parts = cbor2.loads(raw)
        protected, _unprotected, payload, signature = getattr(parts, "value", parts)
        signed = cbor2.dumps(["Signature1", protected, b"", payload])
        return verify(SIGNER.public_key, signature, signed)
    except Exception:
        return False


def test_what_was_signed_is_read() -> None:
    assert token.read(TEXT, keys=SIGNER.keys) == CLAIMS


def test_a_token_names_nobody() -> None:
    tag = cbor2.loads(RAW)

    assert cbor2.loads(tag.value[2]) == {
        1: "ALA",
        4: int(CLAIMS.valid_before.timestamp()),
        6: int(CLAIMS.issued_at.timestamp()),
        7: CLAIMS.token_id,
    }


def test_the_spelling_is_the_canonical_one() -> None:
    assert cbor2.dumps(cbor2.loads(RAW), canonical=True) == RAW


@given(
    issuer=st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,7}", fullmatch=True),
    days=st.integers(1, 20_000),
    token_id=st.binary(min_size=8, max_size=8),
)
def test_an_independent_reader_agrees(issuer: str, days: int, token_id: bytes) -> None:
    text = SIGNER.token(
        issuer=issuer, valid_before=ISSUED + timedelta(days=days), token_id=token_id
    )
    key = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: SIGNER.public_key, 2: SIGNER.key_id})
    payload = cwt.COSE.new().decode(base45.decode(text.removeprefix(token.PREFIX)), key)

    ours = token.read(text, keys=SIGNER.keys)

    theirs = cbor2.loads(payload)
    assert (ours.issuer, ours.token_id) == (theirs[1], theirs[7])
    assert int(ours.valid_before.timestamp()) == theirs[4]


def test_every_flipped_bit_is_refused() -> None:
    flipped = [
        bytes([*RAW[:place], RAW[place] ^ (1 << bit), *RAW[place + 1 :]])
        for place in range(len(RAW))
        for bit in range(8)
    ]

    assert len(flipped) == 8 * 113
    assert [raw.hex() for raw in flipped if accepted(raw)] == []


def test_every_changed_character_is_refused() -> None:
    read = []
    for place, character in enumerate(TEXT):
        for other in base45.ALPHABET + "a£\0":
            changed = TEXT[:place] + other + TEXT[place + 1 :]
            if other != character and _is_read(changed):
                read.append((place, other))

    assert read == []


def _is_read(text: str) -> bool:
    try:
        token.read(text, keys=SIGNER.keys)
    except (token.NotAPaper, token.UnknownKey):
        return False
    return True


def _cose(
    protected: object = None,
    unprotected: object = None,
    claims: object = None,
    *,
    signature: bytes | None = None,
    signer: Signer = SIGNER,
) -> bytes:
    """A token built by a general library, signed rightly over whatever it says."""
    kept = {1: "ALA", 4: 1667671200, 6: 1665079200, 7: CLAIMS.token_id}
    head = {1: -8, 4: SIGNER.key_id} if protected is None else protected
    head_bytes = head if isinstance(head, bytes) else cbor2.dumps(head, canonical=True)
    body = kept if claims is None else claims
    body_bytes = body if isinstance(body, bytes) else cbor2.dumps(body, canonical=True)
    signed = cbor2.dumps(["Signature1", head_bytes, b"", body_bytes])
    made = sign(signer.private_key, signed) if signature is None else signature
    return cbor2.dumps(cbor2.CBORTag(18, [head_bytes, unprotected or {}, body_bytes, made]))


_KEY_ID = SIGNER.key_id
_ID = CLAIMS.token_id
_PARTS = cbor2.loads(RAW).value
_DOUBLED_KEY = b"\xa5" + _PARTS[2][1:] + b"\x01\x63ALB"
_LONG_NUMBER = _PARTS[2].replace(b"\x04\x1a", b"\x04\x1b\0\0\0\0")
_INDEFINITE = b"\xbf" + _PARTS[2][1:] + b"\xff"

SIGNED_RIGHTLY_BUT_BUILT_OTHERWISE = {
    "filled unprotected header": _cose(unprotected={4: b"somebody"}),
    "key id moved to the unprotected header": _cose({1: -8}, {4: _KEY_ID}),
    "text in the unprotected header": _cose(unprotected={"n": "a name"}),
    "algorithm ES256 in the header": _cose({1: -7, 4: _KEY_ID}),
    "algorithm Ed448 in the header": _cose({1: -53, 4: _KEY_ID}),
    "algorithm as text": _cose({1: "EdDSA", 4: _KEY_ID}),
    "no algorithm": _cose({4: _KEY_ID}),
    "no key id": _cose({1: -8}),
    "an empty protected header": _cose(b""),
    "a critical header": _cose({1: -8, 2: [4], 4: _KEY_ID}),
    "a content type": _cose({1: -8, 3: 61, 4: _KEY_ID}),
    "doubled map key": _cose(claims=_DOUBLED_KEY),
    "doubled header key": _cose(b"\xa3\x01\x27\x01\x26\x04\x48" + _KEY_ID),
    "longer form of a number": _cose(claims=_LONG_NUMBER),
    "a small number in four bytes": _cose(
        claims=_PARTS[2].replace(b"\x06\x1a" + _PARTS[2][14:18], b"\x06\x1a\0\0\x10\0")
    ),
    "a map without a length": _cose(claims=_INDEFINITE),
    "a claim too many": _cose(claims={1: "ALA", 2: "x", 4: 2**31, 6: 2**30, 7: _ID}),
    "a claim too few": _cose(claims={1: "ALA", 4: 2**31, 7: _ID}),
    "claims in another order": _cose(
        claims=cbor2.dumps({7: _ID, 6: 1665079200, 4: 1667671200, 1: "ALA"})
    ),
    "a moment with a fraction": _cose(claims={1: "ALA", 4: 1.7e9, 6: 2**30, 7: _ID}),
    "a moment before 1970": _cose(claims={1: "ALA", 4: 2**31, 6: -1, 7: _ID}),
    "an end before the beginning": _cose(claims={1: "ALA", 4: 2**30, 6: 2**31 - 1, 7: _ID}),
    "a long token id": _cose(claims={1: "ALA", 4: 2**31, 6: 2**30, 7: _ID + _ID}),
    "a token id as text": _cose(claims={1: "ALA", 4: 2**31, 6: 2**30, 7: "12345678"}),
    "an empty issuer": _cose(claims={1: "", 4: 2**31, 6: 2**30, 7: _ID}),
    "an issuer with a line break": _cose(claims={1: "A\nB", 4: 2**31, 6: 2**30, 7: _ID}),
    "a long issuer": _cose(claims={1: "ALMATY-75", 4: 2**31, 6: 2**30, 7: _ID}),
    "without the outer tag": RAW[1:],
    "with the tag of CWT around": b"\xd8\x3d" + RAW,
    "a longer outer tag": b"\xd8\x12" + RAW[1:],
    "bytes after the end": RAW + b"\0",
    "twice": RAW + RAW,
}


@pytest.mark.parametrize("what", SIGNED_RIGHTLY_BUT_BUILT_OTHERWISE)
def test_another_spelling_is_refused_though_its_signature_is_right(what: str) -> None:
    assert not accepted(SIGNED_RIGHTLY_BUT_BUILT_OTHERWISE[what])


def test_a_lenient_reader_would_take_most_of_them() -> None:
    taken = [
        what for what, raw in SIGNED_RIGHTLY_BUT_BUILT_OTHERWISE.items()
        if a_lenient_reader_accepts(raw)
    ]  # fmt: skip

    assert len(taken) > 25


def test_the_general_library_builds_what_we_build() -> None:
    assert _cose() == RAW


@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\0" * 63, RAW[-64:-1], RAW[-64:] + b"\0"])
def test_an_empty_or_cut_signature_is_refused(signature: bytes) -> None:
    assert not accepted(_cose(signature=signature))


def test_a_signature_with_a_larger_scalar_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(RAW[-32:], "little") + order

    assert not accepted(RAW[:-32] + scalar.to_bytes(32, "little"))


def test_a_signature_by_another_key_is_refused_under_our_keys_name() -> None:
    assert not accepted(_cose(signer=Signer("another key")))


def test_another_key_is_called_unknown() -> None:
    with pytest.raises(token.UnknownKey):
        token.read(Signer("another key").token(), keys=SIGNER.keys)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_calmly(raw: bytes) -> None:
    assert not accepted(raw)


@given(st.text(max_size=300))
def test_arbitrary_text_is_refused_calmly(text: str) -> None:
    assert not _is_read(text)
    assert not _is_read(token.PREFIX + text)


@given(st.data())
def test_pieces_cut_out_and_put_in_are_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RAW)))
    end = data.draw(st.integers(start, len(RAW)))
    put_in = data.draw(st.binary(max_size=20))
    changed = RAW[:start] + put_in + RAW[end:]

    assert changed == RAW or not accepted(changed)


@pytest.mark.parametrize("passed_on", ["\n{}\n", "  {}\r\n", "{}\t"])
def test_white_space_around_the_text_does_no_harm(passed_on: str) -> None:
    assert _is_read(passed_on.format(TEXT))


def test_lines_broken_on_the_way_do_no_harm() -> None:
    assert _is_read(TEXT[:60] + "\r\n" + TEXT[60:120] + "\n" + TEXT[120:])


def test_a_very_long_text_is_not_looked_at() -> None:
    assert not _is_read(TEXT + "0" * 10_000_000)


@pytest.mark.parametrize("issuer", ["", "ala", "ALMATY-75", "АЛМ", "A B"])
def test_an_issuer_that_no_site_has_is_not_signed(issuer: str) -> None:
    with pytest.raises(ValueError, match="site code"):
        SIGNER.token(issuer=issuer)


def test_a_moment_beyond_the_form_is_not_signed() -> None:
    with pytest.raises(ValueError, match="1970"):
        SIGNER.token(valid_before=datetime(2107, 1, 1, tzinfo=UTC))
