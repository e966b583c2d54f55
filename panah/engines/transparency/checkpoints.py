"""Signed checkpoints: C2SP's tlog-checkpoint in a C2SP signed note.

Signing is passed in, because the key is elsewhere; checking needs only public keys.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from panah.engines.crypto import verify
from panah.engines.transparency.tree import HASH_BYTES

ED25519 = b"\x01"
DASH = "— "


class MalformedNote(ValueError):
    """Not a signed note, or what was signed is no checkpoint."""


class NotSigned(ValueError):
    """No key that we know has signed the note, or a signature of one is false."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed: origin, size and root, a line each."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read what `text` wrote; further lines are allowed and ignored.

        Raises:
            MalformedNote: it is anything else.
        """
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or lines[-1]:
            raise MalformedNote("a checkpoint has an origin, a size and a root, a line each")
        size, root = lines[1], _from_base64(lines[2])
        if not (size.isascii() and size.isdigit() and len(size) < 20) or size != str(int(size)):
            raise MalformedNote("the size is not a plain number")
        if len(root) != HASH_BYTES:
            raise MalformedNote("the root is not a SHA-256 hash")
        return cls(lines[0], int(size), root)


def signed_note(
    checkpoint: Checkpoint, *, name: str, public_key: bytes, sign: Callable[[bytes], bytes]
) -> str:
    """The checkpoint as a note with one signature.

    Args:
        checkpoint: what is stated.
        name: the signer's name; no spaces and no plus sign.
        public_key: the 32 bytes that check the signature.
        sign: signs bytes with the private half.
    """
    text = checkpoint.text()
    signature = key_hash(name, public_key) + sign(text.encode())
    return f"{text}\n{DASH}{name} {b64encode(signature).decode()}\n"


def open_note(note: str, *, name: str, public_keys: Iterable[bytes]) -> Checkpoint:
    """The checkpoint that one of these keys signed in this name.

    Signatures by others are ignored, as the format asks.

    Raises:
        MalformedNote: it is no signed note, or holds no checkpoint.
        NotSigned: none of the keys signed it, or a signature of one is false.
    """
    text, mark, block = note.rpartition("\n\n")
    if not mark or not block.endswith("\n"):
        raise MalformedNote("a note ends with an empty line and its signatures")
    text += "\n"
    known = {key_hash(name, key): key for key in public_keys}
    signatures = [_signature(line) for line in block[:-1].split("\n")]
    ours = [(known[raw[:4]], raw[4:]) for by, raw in signatures if by == name and raw[:4] in known]
    if not ours or not all(verify(key, raw, text.encode()) for key, raw in ours):
        raise NotSigned(f"not signed by {name} with a key that is known here")
    return Checkpoint.parse(text)


def key_hash(name: str, public_key: bytes) -> bytes:
    """Four bytes that tell which key of a name signed."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """The key that checks notes, as one word to hand out: `name+hash+key`."""
    return f"{name}+{key_hash(name, public_key).hex()}+{b64encode(ED25519 + public_key).decode()}"


def _signature(line: str) -> tuple[str, bytes]:
    if not line.startswith(DASH):
        raise MalformedNote("a signature line begins with a dash")
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    raw = _from_base64(encoded)
    if not name or len(raw) < 5:
        raise MalformedNote("a signature line has a name and a signature")
    return name, raw


def _from_base64(encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNote("not base64") from error
