"""Records as an earlier program stored them: keys of another version, made by other rules."""

from __future__ import annotations

from dataclasses import replace

from panah.engines import matching
from panah.engines.identity import Identity, IndividualNumber, draw_number
from panah.engines.matching import KEYS_VERSION, BlockingKey, KeyKind
from panah.keeper import answers, keyfolder
from panah.keeper.keyfolder import Keys
from panah.keeper.launch import KeeperProcess
from panah.keeper.values import Sealed
from panah.vault import renewals
from panah.vault.models import BlindKey, SealedIdentity

EARLIER = KEYS_VERSION - 1
AS_TODAY = {KeyKind.DOCUMENT_AND_BIRTH_YEAR, KeyKind.DOCUMENT_AND_NAME}
"""Then names and dates were put together otherwise; documents as today."""


def texts_then(identity: Identity) -> tuple[BlockingKey, ...]:
    """What was put together then."""
    return tuple(
        key if key.kind in AS_TODAY else replace(key, text=f"then {key.text}")
        for key in matching.stored_keys(identity)
    )


def sealed_then(
    keeper: KeeperProcess, identity: Identity, *, version: int = EARLIER, withheld: bool = False
) -> Sealed:
    """An identity as an earlier keeper sealed it."""
    keys = _keys(keeper)
    one = answers.seal_one(keys, draw_number(), identity, withheld=withheld, to_ask=False)
    then = answers._blind_keys(keys, texts_then(identity), version)
    return replace(one, keys_version=version, blind_keys=then)


def as_then(keeper: KeeperProcess, number: IndividualNumber, identity: Identity) -> None:
    """Give a stored record the keys that it would have had then."""
    then = answers._blind_keys(_keys(keeper), texts_then(identity), EARLIER)
    BlindKey.objects.filter(identity=number).delete()
    BlindKey.objects.bulk_create(
        BlindKey(identity_id=number, kind=key.kind, key=key.digest) for key in then
    )
    SealedIdentity.objects.filter(pk=number).update(canonical_version=EARLIER)
    renewals.forget_that_there_are_none()  # as every process that an upgrade starts


def _keys(keeper: KeeperProcess) -> Keys:
    keys = keyfolder.load(keeper.keys)
    assert keys is not None
    return keys
