"""What the keeper answers to each question. Everything here has the keys open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cbor2

from panah.engines.crypto import (
    Bound,
    CannotUnseal,
    SealedBlob,
    blind_index,
    commit,
    derive,
    fingerprint,
    key_id_of,
    lock,
    open_withheld,
    public_key_of,
    seal,
    seal_withheld,
    sign,
    unlock,
    unseal,
)
from panah.engines.identity import Identity, IndividualNumber
from panah.engines.matching import (
    A_MILLION,
    KEYS_VERSION,
    SIDES,
    BlockingKey,
    KeyKind,
    blocking_keys,
    stored_keys,
)
from panah.keeper.comparing import Open, Opened, compare
from panah.keeper.errors import CannotOpen, IsWithheld
from panah.keeper.keyfolder import SIGNED_PURPOSES, Keys
from panah.keeper.values import BlindKey, Sealed, packed

TABLE, FIELD = "vault_sealedidentity", "identity"
PEOPLE_AT_ONCE, OTHERS_AT_ONCE, OLDER_AT_ONCE = 500, 2_000, 8

Asked = Mapping[str, Any]

# One domain for both sides of a look-up: who stands on the one has the key of the other at hand.
_KNOWN = {unknown: known for known, unknown in SIDES.items()}
_DOMAINS: dict[KeyKind, str] = {kind: str(int(_KNOWN.get(kind, kind))) for kind in KeyKind}


@dataclass(frozen=True, slots=True)
class Question:
    """How a question is answered, and what it counts on which pace."""

    answer: Callable[[Keys, Asked], Any]
    costs: Callable[[Asked], dict[str, int]]


def _seal(keys: Keys, asked: Asked) -> list[list[Any]]:
    older = _older(asked)
    return [
        seal_one(
            keys, number, Identity.from_plain(plain), withheld=withheld, older=older
        ).to_plain()
        for number, plain, withheld in asked["people"]
    ]


def _older(asked: Asked) -> tuple[int, ...]:
    """The earlier versions of keys that some records still have."""
    versions = asked.get("older", [])
    if len(versions) > OLDER_AT_ONCE or not all(0 < one < KEYS_VERSION for one in versions):
        raise ValueError("no earlier versions, or too many")
    return tuple(versions)


def seal_one(
    keys: Keys,
    number: str,
    identity: Identity,
    *,
    withheld: bool = False,
    to_ask: bool = True,
    older: Sequence[int] = (),
) -> Sealed:
    """Seal an identity for its row and make its blind keys.

    Args:
        to_ask: with the keys that are looked for and not stored, too.
        older: earlier versions whose keys are looked for as well, as far as facts are put
            together today as they were then.
    """
    content = cbor2.dumps(identity.to_plain(), canonical=True)
    bound = Bound(TABLE, number, FIELD, keys.key_version)
    if withheld:
        sealed = SealedBlob(seal_withheld(content, keys.custodian_public, bound), b"")
    else:
        sealed = seal(content, keys.site[keys.key_version], bound)
    texts = (blocking_keys if to_ask else stored_keys)(identity)
    return Sealed(
        number=IndividualNumber(number),
        blob=sealed.ciphertext,
        wrapped_key=sealed.wrapped_key,
        key_version=keys.key_version,
        withheld=withheld,
        keys_version=KEYS_VERSION,
        blind_keys=_blind_keys(keys, texts, KEYS_VERSION),
        fingerprint=fingerprint(keys.fingerprints, bytes([withheld]) + content),
        older_keys=tuple([key for one in older for key in _blind_keys(keys, texts, one)]),
    )


def _blind_keys(keys: Keys, texts: Sequence[BlockingKey], version: int) -> tuple[BlindKey, ...]:
    return tuple(
        [
            BlindKey(
                int(key.kind),
                blind_index(keys.blind, _DOMAINS[key.kind], key.text, keys_version=version),
                key.stored,
                key.asked,
            )
            for key in texts
        ]
    )


def _renew(keys: Keys, asked: Asked) -> list[Any]:
    people = [Sealed.from_plain(plain) for plain in asked["people"]]
    return [KEYS_VERSION, [_renewed(keys, sealed) for sealed in people]]


def _renewed(keys: Keys, sealed: Sealed) -> bytes | None:
    """The keys to store under the newest version; None for what the keeper cannot open."""
    try:
        identity = Identity.from_plain(_opened(keys, sealed))
    except (IsWithheld, CannotOpen):
        return None
    return packed(_blind_keys(keys, stored_keys(identity), KEYS_VERSION))


def _compare(keys: Keys, asked: Asked) -> list[list[list[Any]]]:
    ready: dict[tuple[str, bytes, bytes], Opened] = {}  # for this one question only

    def opened(sealed: Sealed) -> Opened:
        key = (sealed.number, sealed.blob, sealed.wrapped_key)
        if key not in ready:
            ready[key] = Opened(_opened(keys, sealed))
        return ready[key]

    among = asked.get("among", A_MILLION)
    return [_compare_one(pair, opened, among=among) for pair in asked["pairs"]]


def _compare_one(pair: list[Any], opened: Open, *, among: int) -> list[list[Any]]:
    one, others = pair
    several = [Sealed.from_plain(other) for other in others]
    found = compare(Sealed.from_plain(one), several, opened=opened, among=among)
    return [comparison.to_plain() for comparison in found]


def _open(keys: Keys, asked: Asked) -> dict[str, Any]:
    return _opened(keys, Sealed.from_plain(asked["sealed"]))


def _opened(keys: Keys, sealed: Sealed) -> dict[str, Any]:
    if sealed.withheld:
        raise IsWithheld
    bound = Bound(TABLE, sealed.number, FIELD, sealed.key_version)
    blob = SealedBlob(sealed.blob, sealed.wrapped_key)
    try:
        plain: dict[str, Any] = cbor2.loads(unseal(blob, keys.site[sealed.key_version], bound))
    except (CannotUnseal, KeyError):
        raise CannotOpen from None
    return plain


def _seal_draft(keys: Keys, asked: Asked) -> bytes:
    key, place = _draft_key(keys, asked)
    return lock(asked["draft"], key, place)


def _open_draft(keys: Keys, asked: Asked) -> bytes:
    key, place = _draft_key(keys, asked)
    try:
        return unlock(asked["sealed"], key, place)
    except CannotUnseal:
        raise CannotOpen from None


def _draft_key(keys: Keys, asked: Asked) -> tuple[bytes, bytes]:
    """A key and a place that are one session's and ticket's; the same after a restart."""
    place = Bound("desk_draft", asked["ticket"], asked["session"], 1).encoded()
    return derive(keys.drafts + place, "draft"), place


def _tags(keys: Keys, asked: Asked) -> list[bytes]:
    return [
        commit(keys.tags, "client_id", reference.encode())[:16] for reference in asked["references"]
    ]


def _commit(keys: Keys, asked: Asked) -> list[bytes]:
    return [commit(keys.commitments, asked["domain"], value) for value in asked["values"]]


def _sign(keys: Keys, asked: Asked) -> list[bytes]:
    private_key = keys.signing[asked["purpose"]][-1]
    return [key_id_of(public_key_of(private_key)), sign(private_key, asked["content"])]


def _open_backup(keys: Keys, asked: Asked) -> bytes:
    bound = Bound("backup", asked["generation"], "key", 1)
    try:
        return open_withheld(asked["sealed"], keys.recovery, bound)
    except CannotUnseal:
        raise CannotOpen from None


def _public_keys(keys: Keys, _asked: Asked) -> list[list[Any]]:
    return [[key.purpose, key.key_id, key.public_key] for key in keys.public_keys()]


def _count(name: str, limit: int) -> Callable[[Asked], int]:
    def counted(asked: Asked) -> int:
        count = len(asked[name])
        if count > limit:
            raise ValueError("too many at once")
        return count

    return counted


def _signed(asked: Asked) -> dict[str, int]:
    if asked["purpose"] not in SIGNED_PURPOSES:
        raise ValueError("nothing is signed for this purpose")
    return {asked["purpose"]: 1}


def _compared(asked: Asked) -> dict[str, int]:
    candidates = sum(len(others) for _, others in asked["pairs"])
    if candidates > OTHERS_AT_ONCE:
        raise ValueError("too many at once")
    return {"compare": _pairs(asked), "candidates": candidates}


_people = _count("people", PEOPLE_AT_ONCE)
_pairs = _count("pairs", PEOPLE_AT_ONCE)
_references = _count("references", OTHERS_AT_ONCE)
_values = _count("values", OTHERS_AT_ONCE)

QUESTIONS: dict[str, Question] = {
    "public_keys": Question(_public_keys, lambda _: {}),
    "seal": Question(_seal, lambda asked: {"seal": _people(asked)}),
    "renew": Question(_renew, lambda asked: {"renew": _people(asked)}),
    "compare": Question(_compare, _compared),
    "open": Question(_open, lambda _: {"open": 1}),
    "seal_draft": Question(_seal_draft, lambda _: {"draft": 1}),
    "open_draft": Question(_open_draft, lambda _: {"draft": 1}),
    "tags": Question(_tags, lambda asked: {"tags": _references(asked)}),
    "commit": Question(_commit, lambda asked: {"commit": _values(asked)}),
    "sign": Question(_sign, _signed),
    "open_backup": Question(_open_backup, lambda _: {"backup": 1}),
}
"""Everything that an open keeper answers, besides `status`."""
