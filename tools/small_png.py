"""Pictures of pages in a third of the bytes: the 256 colours that matter, and no others.

A page has a handful of colours and the in-betweens at the edges of its letters. The most frequent
stay exactly as they are; each other one becomes the nearest of them. The browser that drew a
picture also unpacks it.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections import Counter

from playwright.sync_api import Browser

COLOURS = 256
UNPACK = """async (png) => {
    const picture = new Image();
    picture.src = "data:image/png;base64," + png;
    await picture.decode();
    const [width, height] = [picture.width, picture.height];
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    const drawing = canvas.getContext("2d");
    drawing.drawImage(picture, 0, 0);
    const pixels = drawing.getImageData(0, 0, width, height).data;
    const parts = [];
    for (let at = 0; at < pixels.length; at += 32768)
        parts.push(String.fromCharCode(...pixels.subarray(at, at + 32768)));
    return [width, height, btoa(parts.join(""))];
}"""


def smaller(png: bytes, browser: Browser) -> bytes:
    """The same picture with a palette."""
    page = browser.new_page()
    width, height, pixels = page.evaluate(UNPACK, base64.b64encode(png).decode())
    page.close()
    return with_palette(base64.b64decode(pixels), width=width, height=height)


def with_palette(pixels: bytes, *, width: int, height: int) -> bytes:
    """A PNG of pixels, four bytes each: red, green, blue, and one that is not looked at."""
    colours = memoryview(pixels).cast("I")
    counted = Counter(colours)
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    shades = [colour.to_bytes(4, "little")[:3] for colour in palette]
    place = {colour: _nearest(colour, shades) for colour in counted}
    plain = bytes(place[colour] for colour in colours)
    rows = (b"\0" + plain[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", b"".join(shades))]
    parts += [(b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _nearest(colour: int, shades: list[bytes]) -> int:
    wanted = colour.to_bytes(4, "little")

    def distance(place: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(wanted[:3], shades[place], strict=True))

    return min(range(len(shades)), key=distance)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
