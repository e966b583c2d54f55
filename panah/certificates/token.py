"""The signed code on the paper: a CBOR Web Token (RFC 8392) in COSE_Sign1 (RFC 9052), Ed25519.

It says who issued the paper, from when until when it is valid, and its random id. It names nobody.

A token has exactly one spelling. Reading compares every byte that is not one of the five values
with what it has to be, so what COSE leaves open (other algorithms, headers that no signature
covers, doubled or reordered keys, longer forms of a number, tags, bytes at the end) has no place
to be in, and no general CBOR decoder meets text that a stranger brings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from panah.certificates import base45
from panah.engines.crypto import verify

PREFIX = "PNH1:"
TOKEN_ID_BYTES = 8
LONGEST_TEXT = 600

_SIGN1 = b"\xd2\x84"  # tag 18, an array of four
_PROTECTED = b"\xa2\x01\x27\x04\x48"  # {1: -8 (EdDSA), 4: key id of eight bytes}
_PROTECTED_LENGTH = b"\x4d"
_UNPROTECTED = b"\xa0"  # {}
_PAYLOAD_LENGTH = b"\x58"
_ISSUER = b"\xa4\x01"  # four claims; iss
_EXPIRES = b"\x04\x1a"
_ISSUED = b"\x06\x1a"
_ID = b"\x07\x48"
_SIGNATURE = b"\x58\x40"
_SITE = re.compile(rb"[A-Z0-9][A-Z0-9-]{0,7}")
_SHORTEST_IN_FOUR_BYTES = 0x10000
_END_OF_FOUR_BYTES = 0x100000000


class NotAPaper(ValueError):
    """The text is no token of ours, or its signature is not over what it says."""


class UnknownKey(Exception):
    """It is a token, signed with a key that is not known here."""

    def __init__(self, claims: Claims) -> None:
        super().__init__("the key is not known here")
        self.claims = claims


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says. Its moments have whole seconds; `valid_before` itself is too late."""

    issuer: str
    issued_at: datetime
    valid_before: datetime
    token_id: bytes


def to_be_signed(claims: Claims, *, key_id: bytes) -> bytes:
    """The bytes that the key signs: COSE's `Sig_structure`."""
    protected = _PROTECTED_LENGTH + _PROTECTED + key_id
    payload = _payload(claims)
    return b"\x84\x6aSignature1" + protected + b"\x40" + _with_length(payload)


def assemble(claims: Claims, *, key_id: bytes, signature: bytes) -> str:
    """The text that stands in the code."""
    protected = _PROTECTED_LENGTH + _PROTECTED + key_id
    signed = _with_length(_payload(claims))
    return PREFIX + base45.encode(
        _SIGN1 + protected + _UNPROTECTED + signed + _SIGNATURE + signature
    )


def read(text: str, *, keys: Mapping[bytes, bytes]) -> Claims:
    """What a token says, if one of the known keys signed exactly that.

    Args:
        text: the code's text; line breaks that came in while it was passed on are left out.
        keys: public keys by their ids.

    Raises:
        NotAPaper: it is not a token, or was changed.
        UnknownKey: it is a token; whether its signature is right cannot be told.
    """
    claims, key_id, signature = _taken_apart(_bytes_of(text))
    if key_id not in keys:
        raise UnknownKey(claims)
    if not verify(keys[key_id], signature, to_be_signed(claims, key_id=key_id)):
        raise NotAPaper("the signature is not over what the code says")
    return claims


def _bytes_of(text: str) -> bytes:
    # A space is a character of the code, but never its first or last one.
    text = re.sub(r"[\r\n\t]", "", text).strip()
    if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT:
        raise NotAPaper(f"a paper's code begins with {PREFIX}")
    try:
        return base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        raise NotAPaper("characters of the code are missing or wrong") from None


def _taken_apart(content: bytes) -> tuple[Claims, bytes, bytes]:
    rest = _Reading(content)
    rest.expect(_SIGN1 + _PROTECTED_LENGTH + _PROTECTED)
    key_id = rest.take(8)
    rest.expect(_UNPROTECTED + _PAYLOAD_LENGTH)
    claims = _claims(_Reading(rest.take(rest.take(1)[0])))
    rest.expect(_SIGNATURE)
    signature = rest.take(64)
    rest.expect_end()
    return claims, key_id, signature


def _claims(payload: _Reading) -> Claims:
    payload.expect(_ISSUER)
    issuer = payload.take(payload.take(1)[0] - 0x60)
    payload.expect(_EXPIRES)
    valid_before = _moment(payload.take(4))
    payload.expect(_ISSUED)
    issued_at = _moment(payload.take(4))
    payload.expect(_ID)
    token_id = payload.take(TOKEN_ID_BYTES)
    payload.expect_end()
    if not _SITE.fullmatch(issuer) or not issued_at < valid_before:
        raise NotAPaper("the code says what no paper says")
    return Claims(issuer.decode(), issued_at, valid_before, token_id)


def _payload(claims: Claims) -> bytes:
    issuer = claims.issuer.encode()
    if not _SITE.fullmatch(issuer) or len(claims.token_id) != TOKEN_ID_BYTES:
        raise ValueError("a site code has one to eight letters and digits, an id eight bytes")
    return b"".join(
        (
            _ISSUER + bytes([0x60 + len(issuer)]) + issuer,
            _EXPIRES + _seconds(claims.valid_before),
            _ISSUED + _seconds(claims.issued_at),
            _ID + claims.token_id,
        )
    )


def _with_length(payload: bytes) -> bytes:
    return _PAYLOAD_LENGTH + bytes([len(payload)]) + payload


def _seconds(moment: datetime) -> bytes:
    seconds = int(moment.timestamp())
    if not _SHORTEST_IN_FOUR_BYTES <= seconds < _END_OF_FOUR_BYTES:
        raise ValueError("a paper is valid at a time between 1970 and 2106")
    return seconds.to_bytes(4, "big")


def _moment(seconds: bytes) -> datetime:
    number = int.from_bytes(seconds, "big")
    if number < _SHORTEST_IN_FOUR_BYTES:
        raise NotAPaper("a number is written longer than it needs to be")
    return datetime.fromtimestamp(number, UTC)


class _Reading:
    """What is still to be read of some bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count < 1 or len(self._content) - self._place < count:
            raise NotAPaper("the code is too short")
        taken = self._content[self._place : self._place + count]
        self._place += count
        return taken

    def expect(self, content: bytes) -> None:
        """Go past these bytes, and no others."""
        if self.take(len(content)) != content:
            raise NotAPaper("the code is not built as a paper's code is")

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self._place != len(self._content):
            raise NotAPaper("the code is too long")
