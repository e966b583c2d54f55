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
    `older_keys` are the same facts as `blind_keys` under earlier versions: records that have no
    newer keys yet are found by them, and they are never stored.
    """

    number: IndividualNumber
    blob: bytes
    wrapped_key: bytes
    key_version: int
    withheld: bool
    keys_version: int
    blind_keys: tuple[BlindKey, ...] = ()
    fingerprint: bytes = b""
    older_keys: tuple[BlindKey, ...] = ()

    @property
    def every_key(self) -> tuple[BlindKey, ...]:
        """The keys of every version, to look for others by."""
        return self.blind_keys + self.older_keys

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
            packed(self.blind_keys) if with_keys else b"",
            self.fingerprint,
            packed(self.older_keys) if with_keys else b"",
        ]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Sealed:
        """The sealed identity that `to_plain` wrote."""
        number, blob, wrapped_key, key_version, withheld, keys_version, keys, mark, older = plain
        return cls(
            IndividualNumber(number),
            blob,
            wrapped_key,
            key_version,
            withheld,
            keys_version,
            unpacked(keys),
            mark,
            unpacked(older),
        )


_PACKED_KEY = struct.Struct(">H??16s")


def packed(keys: Iterable[BlindKey]) -> bytes:
    """Blind keys as one string of bytes for the socket; `unpacked` gives the same back."""
    pack = _PACKED_KEY.pack
    return b"".join([pack(key.kind, key.stored, key.asked, key.digest) for key in keys])


def unpacked(keys: bytes) -> tuple[BlindKey, ...]:
    """The blind keys that `packed` wrote."""
    if len(keys) % _PACKED_KEY.size:
        raise ValueError("the blind keys are cut short")
    return tuple(
        BlindKey(kind, digest, stored, asked)
        for kind, stored, asked, digest in _PACKED_KEY.iter_unpack(keys)
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
