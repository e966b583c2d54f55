"""Looking for names in bytes, in whatever way they may be written there.

The bytes are brought back from each way of writing, rather than each name into all of them: so a
name is found in any mixture of cases, at any alignment, and also when only a part of it is there.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

LATIN, CYRILLIC = 6, 4
"""How many letters in a row give a name away."""
MANY = 2000
"""From so many runs on, noise alone holds 6 Latin letters now and then: one byte in 128 fits, and a
thousand people have 16,000 runs: 50e6 * 16000 / 128**6 = 0.18 in 50 MB. A letter more: 0.001."""

_RUNS = (
    ("utf-8", re.compile(rb"(?:[\xd0-\xd3][\x80-\xbf]){4,}|[A-Za-z]{6,}")),
    ("utf-16-le", re.compile(rb"(?:.\x04){4,}|(?:[A-Za-z]\x00){6,}", re.S)),
    ("utf-16-be", re.compile(rb"(?:\x04.){4,}|(?:\x00[A-Za-z]){6,}", re.S)),
)
_ESCAPES = re.compile(rb"(?:(?:\\+[ux]|%|=|&#x?)[0-9A-Fa-f]{2,5};?){4,}")
_ESCAPE = re.compile(
    rb"\\+u([0-9A-Fa-f]{4})|(?:\\+x|%|=)([0-9A-Fa-f]{2})|&#(\d{2,5});|&#x([0-9A-Fa-f]{2,5});"
)
_HEX = re.compile(rb"[0-9A-Fa-f]{12,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_MOST_UNPACKED = 1 << 16
_BETWEEN = b"\n\x01"


class Needles:
    """Names by the runs of letters that give them away."""

    def __init__(self, names: Iterable[str]) -> None:
        everyone = set(names)
        self.latin = LATIN
        self.by_run = _by_run(everyone, LATIN)
        if sum(run.isascii() for run in self.by_run) > MANY:
            self.latin += 1
            self.by_run = _by_run(everyone, self.latin)

    def found_in(self, content: bytes, *, depth: int = 3) -> set[str]:
        """The names of which something stands in these bytes."""
        found = self._found_plainly(content)
        if depth:
            for view in _views(content):
                found |= self.found_in(view, depth=depth - 1)
        return found

    def found_in_files(self, paths: Iterable[Path]) -> dict[str, set[str]]:
        """The names found in each file and in its path, files without any left out."""
        known: dict[bytes, set[str]] = {}
        found: dict[str, set[str]] = {}
        for path in paths:
            content = path.read_bytes()
            if content not in known:
                known[content] = self.found_in(content)
            found[str(path)] = known[content] | self.found_in(str(path).encode())
        return {path: names for path, names in found.items() if names}

    def _found_plainly(self, content: bytes) -> set[str]:
        found: set[str] = set()
        for encoding, pattern in _RUNS:
            for run in set(pattern.findall(content)):
                text = run.decode(encoding, "replace").lower()
                for part in _runs_of(text, self.latin):
                    found |= self.by_run.get(part, set())
        return found


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file below some folders that can be read to its end."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _by_run(names: Iterable[str], latin: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in names:
        for run in _runs_of(name.lower(), latin):
            found.setdefault(run, set()).add(name)
    return found


def _runs_of(text: str, latin: int) -> Iterator[str]:
    for word in re.findall(r"[a-z]+|[\u0400-\u04ff]+", text):
        length = latin if word.isascii() else CYRILLIC
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


def _views(content: bytes) -> Iterator[bytes]:
    """The same bytes with one way of writing undone."""
    escapes = set(_ESCAPES.findall(content))
    yield _BETWEEN.join(_ESCAPE.sub(_unescaped, run) for run in escapes)
    hexadecimal = set(_HEX.findall(content))
    for start in (0, 1):
        yield _BETWEEN.join(_from_hex(run[start:]) for run in hexadecimal)
    runs = {run.translate(_STANDARD) for run in _BASE64.findall(content)}
    for start in range(4):
        yield _BETWEEN.join(_from_base64(run[start:]) for run in runs)
    yield _BETWEEN.join(_unpacked(content))


def _unescaped(found: re.Match[bytes]) -> bytes:
    letter, byte, decimal, other = found.groups()
    if byte:
        return bytes([int(byte, 16)])
    code = int(decimal) if decimal else int(letter or other, 16)
    return chr(code).encode("utf-8", "replace") if code < 0x10000 else b""


def _from_hex(run: bytes) -> bytes:
    return bytes.fromhex(run[: len(run) // 2 * 2].decode())


def _from_base64(run: bytes) -> bytes:
    return b64decode(run + b"A" * (-len(run) % 4))


def _unpacked(content: bytes) -> Iterator[bytes]:
    for place in _COMPRESSED.finditer(content):
        try:
            packed = content[place.start() : place.start() + _MOST_UNPACKED]
            yield zlib.decompressobj(wbits=47).decompress(packed, _MOST_UNPACKED)
        except zlib.error:
            continue
