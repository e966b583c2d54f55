"""What travels between the vault and the keeper: sealed identities and what comparing them says.

On the socket each value is a short array, in the order of its fields. The blind keys of a person
are one string of bytes there: ten of them as arrays took longer to read than everything else.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from panah.engines.identity import IndividualNumber


@dataclass(frozen=True, slots=True)
class BlindKey:
    """A keyed hash of facts taken together: equal for equal facts, says nothing by itself.

    `kind` is the number of an `engines.matching.KeyKind`. `stored` and `asked` say on which side
    of a look-up it is needed.
    """

    kind: int
    digest: bytes
    stored: bool = True
    asked: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A sealed identity with its blind keys, as the vault stores it.

    `fingerprint` is equal for equal content (identity and withholding together), whatever the
    number. `wrapped_key` is empty for a withheld identity: its key is the custodians' own.
    """

    number: IndividualNumber
    blob: bytes
    wrapped_key: bytes
    key_version: int
    withheld: bool
    keys_version: int
    blind_keys: tuple[BlindKey, ...] = ()
    fingerprint: bytes = b""

    def __repr__(self) -> str:
        return f"<Sealed {self.number}>"

    def to_plain(self, *, with_keys: bool = True) -> list[Any]:
        """Plain values for the socket; `from_plain` gives the same back, but for keys left out."""
        return [
            self.number,
            self.blob,
            self.wrapped_key,
            self.key_version,
            self.withheld,
            self.keys_version,
            _packed(self.blind_keys) if with_keys else b"",
            self.fingerprint,
        ]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Sealed:
        """The sealed identity that `to_plain` wrote."""
        number, blob, wrapped_key, key_version, withheld, keys_version, keys, mark = plain
        return cls(
            IndividualNumber(number),
            blob,
            wrapped_key,
            key_version,
            withheld,
            keys_version,
            _unpacked(keys),
            mark,
        )


_PACKED_KEY = struct.Struct(">H??16s")


def _packed(keys: Iterable[BlindKey]) -> bytes:
    pack = _PACKED_KEY.pack
    return b"".join([pack(key.kind, key.stored, key.asked, key.digest) for key in keys])


def _unpacked(packed: bytes) -> tuple[BlindKey, ...]:
    if len(packed) % _PACKED_KEY.size:
        raise ValueError("the blind keys are cut short")
    return tuple(
        BlindKey(kind, digest, stored, asked)
        for kind, stored, asked, digest in _PACKED_KEY.iter_unpack(packed)
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two records seem alike or not: a code that the room puts into words, and its bits."""

    code: str
    bits: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the keeper says about one other record; it never says who that is."""

    number: IndividualNumber
    weight_bits: float
    outcome: str
    reasons: tuple[Reason, ...]

    def to_plain(self) -> list[Any]:
        """Plain values for the socket; `from_plain` gives the same back."""
        reasons = [[reason.code, reason.bits] for reason in self.reasons]
        return [self.number, self.weight_bits, self.outcome, reasons]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Comparison:
        """The comparison that `to_plain` wrote."""
        number, weight_bits, outcome, reasons = plain
        worded = tuple(Reason(code, bits) for code, bits in reasons)
        return cls(IndividualNumber(number), weight_bits, outcome, worded)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures of papers or checkpoints, or that backups are sealed to."""

    purpose: str
    key_id: bytes
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature and the id of the key that made it."""

    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class KeeperStatus:
    """What anyone may know about a running keeper."""

    locked: bool
    evaluation_mode: bool
    memory_locked: bool
    key_version: int
    keys_version: int
    alarms: int
    answered: int
    process_id: int
