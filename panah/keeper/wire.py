"""Frames on the socket: four bytes of length, then one CBOR value of plain kinds only.

A frame is walked before it is decoded: no tags, no endless strings, no deep nesting, no promise
of more items than there are bytes. What is left decodes in bounded time and memory.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

import cbor2

MAX_FRAME_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 8

_LENGTH = struct.Struct(">I")
_ARGUMENT_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
_INTEGERS, _STRINGS, _ARRAY, _MAP = (0, 1), (2, 3), 4, 5
_SIMPLE = {0xF4: 1, 0xF5: 1, 0xF6: 1, 0xFB: 9}  # false, true, null, a double: bytes in all


class BadFrame(Exception):
    """Not a frame of ours. Says which rule, never what was in it."""


class Closed(Exception):
    """The other side is gone."""


def send(connection: socket.socket, value: object) -> None:
    """Write one value as a frame.

    Raises:
        BadFrame: it does not fit into a frame.
    """
    body = cbor2.dumps(value)
    if len(body) > MAX_FRAME_BYTES:
        raise BadFrame("too long")
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> Any:
    """Read one frame.

    Raises:
        Closed: the other side closed, before the frame or within it.
        BadFrame: too long, or not plain CBOR.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > MAX_FRAME_BYTES:
        raise BadFrame("too long")
    return decode(_exactly(connection, length))


def decode(body: bytes) -> Any:
    """Decode one plain CBOR value that fills the body.

    Raises:
        BadFrame: it is anything else.
    """
    if _walk(body) != len(body):
        raise BadFrame("bytes are left over")
    try:
        return cbor2.loads(body)
    except (cbor2.CBORError, ValueError, TypeError) as error:  # a text that is not UTF-8
        raise BadFrame("not CBOR") from error


def _exactly(connection: socket.socket, count: int) -> bytes:
    body = bytearray()
    while len(body) < count:
        part = connection.recv(min(count - len(body), 1 << 18))
        if not part:
            raise Closed
        body += part
    return bytes(body)


def _walk(body: bytes) -> int:
    """The position after the first value of the body, having looked at every item's head."""
    position, left = 0, 1
    outer: list[int] = []
    while left or outer:
        if not left:
            left = outer.pop()
            continue
        left -= 1
        if position >= len(body):
            raise BadFrame("cut short")
        if skip := _SHORT[body[position]]:
            position += skip
            continue
        position, inside = _long(body, position)
        if inside:
            outer.append(left)
            left = inside
        if len(outer) > MAX_DEPTH:
            raise BadFrame("too deep")
    return position


def _long(body: bytes, position: int) -> tuple[int, int]:
    """The position after an item that is no short one, and how many items it announces."""
    major, value = body[position] >> 5, body[position] & 31
    position += 1
    if value >= 24:
        width = _ARGUMENT_BYTES.get(value, 0)
        value = int.from_bytes(body[position : position + width])
        position += width
        if not width or position > len(body):
            raise BadFrame("no such length")
    if major not in (*_STRINGS, _ARRAY, _MAP):
        raise BadFrame("not a plain kind")
    if value > len(body) - position:
        raise BadFrame("announces more than there is")
    if major in _STRINGS:
        return position + value, 0
    return position, value * 2 if major == _MAP else value


def _short(head: int) -> int:
    """How many bytes an item with this head has in all; 0 where its head does not tell."""
    major, value = head >> 5, head & 31
    if major in _INTEGERS:
        return 1 if value < 24 else 1 + _ARGUMENT_BYTES.get(value, -1)
    if major in _STRINGS and value < 24:
        return 1 + value
    return _SIMPLE.get(head, 0)


_SHORT = tuple(map(_short, range(256)))
