"""Sealing, storing, opening and erasing identities. What opens is elsewhere, in the keeper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from panah.engines.identity import Identity, IndividualNumber
from panah.journal.actions import record
from panah.journal.events import RegisterAct, RegisterEvent
from panah.keeper.client import identities
from panah.keeper.client.asker import asking_as
from panah.keeper.values import Sealed
from panah.sites.queries import here
from panah.staff.models import StaffMember
from panah.vault.models import BlindKey, SealedIdentity
from panah.vault.purposes import Purpose
from panah.vault.queries import IdentityErased, NoSuchIdentity, older_versions, sealed_of
from panah.vault.renewing import KeeperOfAnotherVersion, note_compared, renew_keys
from panah.web.rows import insert_rows, together

__all__ = [
    "ChangedMeanwhile",
    "IdentityErased",
    "KeeperOfAnotherVersion",
    "NoSuchIdentity",
    "Purpose",
    "Sealed",
    "WithheldIdentity",
    "asking_as",
    "erase",
    "note_compared",
    "open_draft",
    "open_identity",
    "reference_tags",
    "renew_keys",
    "reseal",
    "seal",
    "seal_draft",
    "seal_many",
    "store",
    "store_many",
]


_COLUMNS = (
    "number",
    "blob",
    "wrapped_key",
    "key_version",
    "canonical_version",
    "fingerprint",
    "is_withheld",
    "is_erased",
)


class ChangedMeanwhile(Exception):
    """Somebody else sealed this record anew after it was read."""


class WithheldIdentity(Exception):
    """This person asked not to be named: only custodians together can open their identity."""


def seal(number: IndividualNumber, identity: Identity, *, withheld: bool = False) -> Sealed:
    """Seal an identity and make its blind keys; nothing is written.

    Raises:
        KeeperError: the keeper did not answer; see `panah.keeper.errors`.
    """
    return seal_many([(number, identity, withheld)])[0]


def seal_many(
    items: Sequence[tuple[IndividualNumber, Identity, bool]],
    *,
    older: Sequence[int] | None = None,
) -> list[Sealed]:
    """Seal several identities, each with its number and whether it is withheld, in one trip.

    Args:
        older: what `queries.older_versions` says; asked when it is not given.
    """
    return identities.seal_many(items, older=older_versions() if older is None else older)


def store(sealed: Sealed, *, at: datetime) -> None:
    """Write a sealed identity and its keys, in the caller's transaction."""
    store_many([sealed], at=at)


def store_many(sealed: Sequence[Sealed], *, at: datetime) -> None:
    """Write several sealed identities and their keys."""
    del at  # a row that said when would join the register to the line
    with together():
        insert_rows(SealedIdentity, _COLUMNS, map(_row, sealed))
        insert_rows(BlindKey, ("identity", "kind", "key"), _key_rows(sealed))


def reseal(sealed: Sealed, *, version: int, at: datetime) -> None:
    """Put an identity that was sealed anew in place of the stored one, in the caller's transaction.

    What was stored before is destroyed with its data key and its blind keys: no earlier state of
    a person is kept.

    Args:
        version: the one that was read; it goes up by one.

    Raises:
        ChangedMeanwhile: another version is stored by now, or it was erased; nothing was written.
    """
    del at  # as in `store_many`
    read = SealedIdentity.objects.filter(pk=sealed.number, version=version, is_erased=False)
    with transaction.atomic(savepoint=False):
        columns = dict(zip(_COLUMNS[1:], _row(sealed)[1:], strict=True))
        if not read.update(version=version + 1, **columns):
            raise ChangedMeanwhile(sealed.number)
        BlindKey.objects.filter(identity=sealed.number).delete()
        insert_rows(BlindKey, ("identity", "kind", "key"), _key_rows([sealed]))


def open_identity(
    number: IndividualNumber, *, by: StaffMember, purpose: Purpose, at: datetime
) -> Identity:
    """Open one identity for somebody to read.

    The journal's entry is committed, in a transaction of its own, before the identity is
    returned; when it cannot be written nothing is returned. An opening that the keeper refused
    leaves an entry in the keeper's own log only.

    Raises:
        WithheldIdentity: the person asked not to be named.
        IdentityErased, NoSuchIdentity: there is nothing to open.
        KeeperError: the keeper did not answer, is locked, or this was too fast.
    """
    sealed = sealed_of(number)
    if sealed.withheld:
        raise WithheldIdentity(number)
    identity = identities.open_identity(sealed, purpose=purpose.value, by=f"staff:{by.pk}")
    with transaction.atomic(durable=True):  # the keeper is not waited for with a lock held
        record(_opened(number, by=by, purpose=purpose, at=at), at=at)
    return identity


def erase(number: IndividualNumber, *, at: datetime) -> bool:
    """Destroy an identity: its blob, its data key and its blind keys. The number remains.

    Returns:
        Whether there was anything to erase; a second call erases nothing and records nothing.
    """
    still_there = SealedIdentity.objects.filter(pk=number, is_erased=False)
    with transaction.atomic():
        erased = still_there.update(blob=b"", wrapped_key=b"", fingerprint=b"", is_erased=True)
        if erased:
            BlindKey.objects.filter(identity=number).delete()
            record(_erased(number, at=at), at=at)
    return erased == 1


def seal_draft(draft: bytes, *, session: str, ticket: str) -> bytes:
    """Seal what is typed so far, for one session and ticket; it also opens after a restart.

    Args:
        session: a hash of the session's key, never the key itself.
    """
    return identities.seal_draft(draft, session=session, ticket=ticket)


def open_draft(sealed: bytes, *, session: str, ticket: str) -> bytes:
    """What was typed.

    Raises:
        CannotOpen: it belongs to another session or ticket, or was changed.
    """
    return identities.open_draft(sealed, session=session, ticket=ticket)


def reference_tags(values: Sequence[str]) -> list[bytes]:
    """Keyed hashes of a sender's own ids, 16 bytes each: equal for equal ids."""
    return identities.reference_tags(values)


def _row(sealed: Sealed) -> tuple[Any, ...]:
    return (
        sealed.number,
        sealed.blob,
        sealed.wrapped_key,
        sealed.key_version,
        sealed.keys_version,
        sealed.fingerprint,
        sealed.withheld,
        False,
    )


def _key_rows(sealed: Sequence[Sealed]) -> Iterator[tuple[IndividualNumber, int, bytes]]:
    return (
        (one.number, key.kind, key.digest) for one in sealed for key in one.blind_keys if key.stored
    )


def _opened(
    number: IndividualNumber, *, by: StaffMember, purpose: Purpose, at: datetime
) -> RegisterEvent:
    return RegisterEvent(
        site=by.site_id,
        act=RegisterAct.IDENTITY_OPENED,
        day=by.site.local(at).date(),
        subject=number,
        by=str(by.pk),
        purpose=purpose.value,
    )


def _erased(number: IndividualNumber, *, at: datetime) -> RegisterEvent:
    site = here()
    return RegisterEvent(
        site=site.code,
        act=RegisterAct.ERASED,
        day=site.local(at).date(),
        subject=number,
    )
