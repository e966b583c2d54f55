"""Reading back what was printed: the text and the pixels of a PDF and PNG that typst wrote."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Page:
    """One page: its size in millimetres and its lines of text."""

    width_mm: float
    height_mm: float
    text: str


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a PDF, as far as typst writes them."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    return [_page(body, objects) for body in objects.values() if body.startswith(b"<</Type/Page/")]


def _page(body: bytes, objects: dict[int, bytes]) -> Page:
    resources = objects[_reference(body, b"Resources")]
    fonts = {
        name: _letters(objects, int(number))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    content = _stream(objects[_reference(body, b"Contents")])
    box = re.search(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", body)
    assert box
    width, height = (float(points) / 72 * 25.4 for points in box.groups())
    return Page(width, height, "\n".join(_runs(content, fonts)))


def _runs(content: bytes, fonts: dict[bytes, dict[int, str]]) -> list[str]:
    runs = []
    for name, shown in re.findall(rb"BT.*?/(f\d+) [\d.]+ Tf.*?\[(.*?)\]TJ\s*ET", content, re.S):
        glyphs = b"".join(_strings(shown))
        numbers = struct.unpack(f">{len(glyphs) // 2}H", glyphs)
        runs.append("".join(fonts[name][number] for number in numbers))
    return runs


def _strings(shown: bytes) -> Iterator[bytes]:
    """The strings between the numbers of an array; brackets that balance are not escaped."""
    depth, start, place = 0, 0, 0
    while place < len(shown):
        byte = shown[place : place + 1]
        if byte == b"(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif byte == b")":
            depth -= 1
            if not depth:
                yield _ESCAPED.sub(_unescaped, shown[start:place])
        place += 2 if byte == b"\\" else 1


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found[1]
    return bytes([int(escape, 8)]) if len(escape) == 3 else _NAMED.get(escape, escape)


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    table = _stream(objects[_reference(objects[font], b"ToUnicode")])
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,})>\n", table)
    }


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found
    return int(found[1])


def _stream(body: bytes) -> bytes:
    head, rest = body.split(b"stream\n", 1)
    raw = rest.rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(raw) if b"FlateDecode" in head else raw


def dark_pixels_of(png: bytes) -> list[list[bool]]:
    """Which pixels of an eight-bit PNG are dark, row by row."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colours]
    assert depth == 8
    packed, place = b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        packed += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += length + 12
    rows = _unfiltered(zlib.decompress(packed), width * channels, height, channels)
    return [[value < 128 for value in row] for row in rows]


def _unfiltered(content: bytes, stride: int, height: int, step: int) -> list[bytearray]:
    """The first colour of each pixel: a filter looks at no other colour than its own."""
    rows: list[bytearray] = []
    above = bytearray(stride // step)
    for start in range(0, height * (stride + 1), stride + 1):
        kind, row = content[start], bytearray(content[start + 1 : start + 1 + stride : step])
        for place in range(len(row) if kind else 0):
            left = row[place - 1] if place else 0
            corner = above[place - 1] if place else 0
            guess = (0, left, above[place], (left + above[place]) // 2)
            added = guess[kind] if kind < 4 else _paeth(left, above[place], corner)
            row[place] = (row[place] + added) & 255
        rows.append(row)
        above = row
    return rows


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
