"""Frames: only plain values come in, whatever is sent."""

import socket
import struct
from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from panah.keeper import wire

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
    | st.binary(max_size=300)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
).filter(lambda value: _depth(value) <= wire.MAX_DEPTH)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_plain(k) and _plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_plain, value))
    kinds = (type(None), bool, int, float, str, bytes)
    return isinstance(value, (*kinds, *_frozen_maps()))


def _frozen_maps() -> tuple[type, ...]:
    return (type(next(iter(cbor2.loads(cbor2.dumps({cbor2.FrozenDict({1: 1}): 1}))))),)


@given(VALUES)
def test_plain_values_come_through_unchanged(value: Any) -> None:
    one, other = socket.socketpair()
    with one, other:
        wire.send(one, value)

        assert wire.receive(other) == value


@given(st.binary(max_size=200))
@example(b"\xa1\x80\x00")
@example(b"\x61\xff")
@example(b"\xf9\x00\x00")
@example(b"\x9f\xff")
def test_arbitrary_bytes_are_refused_or_plain(body: bytes) -> None:
    try:
        value = wire.decode(body)
    except wire.BadFrame:
        return

    assert _plain(value)


@given(VALUES, st.data())
def test_a_changed_byte_is_refused_or_plain(value: Any, data: st.DataObject) -> None:
    body = bytearray(cbor2.dumps(value))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))

    try:
        assert _plain(wire.decode(bytes(body)))
    except wire.BadFrame:
        return


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (cbor2.dumps(2**70), "not a plain kind"),
        (cbor2.dumps(cbor2.CBORTag(35, "(a+)+$")), "not a plain kind"),
        (b"\xd8\x1c\x81\xd8\x1d\x00", "not a plain kind"),  # a list that contains itself
        (b"\xf7", "not a plain kind"),  # undefined
        (b"\xf9\x7e\x00", "not a plain kind"),  # half a float
        (b"\x9b" + b"\xff" * 8, "announces more than there is"),
        (b"\xbb\x80" + bytes(7), "announces more than there is"),
        (b"\x5b\x7f" + b"\xff" * 7, "announces more than there is"),
        (b"\x9f\xff", "no such length"),  # endless
        (b"\x1c", "no such length"),
        (b"\x81" * 40 + b"\x00", "too deep"),
        (b"\x82\x00", "announces more than there is"),
        (b"\x19\x01", "bytes are left over"),
        (b"\x00\x00", "bytes are left over"),
        (b"", "cut short"),
        (b"\x61\xff", "not CBOR"),  # not UTF-8
    ],
)
def test_what_is_not_plain_is_refused_by_its_rule(body: bytes, rule: str) -> None:
    with pytest.raises(wire.BadFrame, match=rule):
        wire.decode(body)


def test_a_frame_announced_too_long_is_refused_before_it_is_read() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(struct.pack(">I", wire.MAX_FRAME_BYTES + 1))

        with pytest.raises(wire.BadFrame, match="too long"):
            wire.receive(other)


def test_a_frame_that_ends_early_is_told_from_a_bad_one() -> None:
    one, other = socket.socketpair()
    with other:
        with one:
            one.sendall(struct.pack(">I", 10) + b"\x83")

        with pytest.raises(wire.Closed):
            wire.receive(other)


def test_a_value_too_long_for_a_frame_is_not_sent() -> None:
    one, other = socket.socketpair()
    with one, other, pytest.raises(wire.BadFrame, match="too long"):
        wire.send(one, bytes(wire.MAX_FRAME_BYTES))
