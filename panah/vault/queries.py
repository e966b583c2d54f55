"""Reading sealed identities. Nothing here opens one; comparing is done by the keeper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Min, QuerySet

from panah.engines.identity import IndividualNumber
from panah.keeper import values
from panah.keeper.client import identities
from panah.keeper.lookups import ASKED_WITHOUT_A_DATE, BUCKETS, with_asked
from panah.keeper.values import Comparison, Sealed
from panah.vault.models import BlindKey, SealedIdentity
from panah.vault.renewals import (
    Newcomers,
    RenewalState,
    newcomers_to_compare,
    older_versions,
    renewal_state,
    to_renew,
    withheld_with_older_keys,
)
from panah.web.cursors import cursor_at_hand

__all__ = [
    "Comparison",
    "IdentityErased",
    "Newcomers",
    "NoSuchIdentity",
    "RenewalState",
    "Sealed",
    "compare",
    "compare_many",
    "gather_many",
    "newcomers_to_compare",
    "numbers_sharing",
    "numbers_sharing_many",
    "older_versions",
    "order_of_storing",
    "people_kept",
    "renewal_state",
    "sealed_many",
    "sealed_of",
    "sealed_rows",
    "to_renew",
    "version_of",
    "weigh_many",
    "withheld_with_older_keys",
]

MOST_CANDIDATES = 30
"""How many others one person is compared with at most."""
MOST_UNDATED = 60
"""The same for whoever does not know the day of birth: names say less of whom to look at."""
CROWDED = 200
"""Where more people than this share a bucket of names, it says nothing of whom to look at."""


_AT_ONCE = 900
_BUCKETS_AT_ONCE = 400
_KEYS_OF_ONE = 8

_Key = tuple[int, bytes]
_Item = TypeVar("_Item")


class IdentityErased(Exception):
    """The identity was erased; only its number remains."""


class NoSuchIdentity(Exception):
    """No identity was stored under this number."""


def numbers_sharing(keys: Iterable[values.BlindKey]) -> list[IndividualNumber]:
    """Numbers of the records that share one of these keys, each once, in order of the number."""
    return numbers_sharing_many([keys])[0]


def numbers_sharing_many(
    people: Sequence[Iterable[values.BlindKey]],
) -> list[list[IndividualNumber]]:
    """For each of several people, the numbers that share one of their keys.

    At most `MOST_CANDIDATES` for each, those that share the most keys first: a name that half the
    register has must not make a desk wait.
    """
    asked = [{(key.kind, key.digest) for key in keys if key.asked} for keys in people]
    holders = _holders(set().union(*asked))
    return [
        _nearest(Counter(n for key in keys for n in holders[key]), most=_most(keys))
        for keys in asked
    ]


def _most(asked: Iterable[_Key]) -> int:
    undated = any(kind == ASKED_WITHOUT_A_DATE for kind, _ in asked)
    return MOST_UNDATED if undated else MOST_CANDIDATES


def _nearest(shared: Counter[IndividualNumber], *, most: int) -> list[IndividualNumber]:
    if len(shared) <= most:
        return sorted(shared)
    in_order = sorted(shared, key=lambda number: (-shared[number], number))
    return sorted(in_order[:most])


def sealed_of(number: IndividualNumber) -> Sealed:
    """A sealed identity as it is stored, with its keys.

    Raises:
        IdentityErased: only the number remains.
        NoSuchIdentity: nothing was stored under it.
    """
    if found := sealed_many([number]):
        return found[number]
    if SealedIdentity.objects.filter(pk=number).exists():
        raise IdentityErased(number)
    raise NoSuchIdentity(number)


def version_of(number: IndividualNumber) -> int:
    """How often a record was sealed: 1 until it is corrected.

    Raises:
        IdentityErased: only the number remains.
        NoSuchIdentity: nothing was stored under it.
    """
    row = SealedIdentity.objects.filter(pk=number).only("version", "is_erased").first()
    if row is None:
        raise NoSuchIdentity(number)
    if row.is_erased:
        raise IdentityErased(number)
    return row.version


def sealed_many(numbers: Sequence[IndividualNumber]) -> dict[IndividualNumber, Sealed]:
    """Sealed identities with their keys, by number; erased ones are left out."""
    rows = _rows(numbers)
    return _with_keys(rows, keys_of=list(rows))


def sealed_rows(rows: QuerySet[SealedIdentity]) -> list[Sealed]:
    """Sealed identities without their keys, in the order asked."""
    return [_sealed(_Row(*row), ()) for row in rows.values_list(*_Row._fields)]


def order_of_storing(numbers: Iterable[IndividualNumber]) -> dict[IndividualNumber, int]:
    """A rank for each record: the one that was stored first has the lowest; erased ones have none.

    No row says when it was written. The keys of a record tell only which came first.
    """
    keys = BlindKey.objects.filter(identity__in=list(numbers))
    first = keys.order_by().values_list("identity_id").annotate(first=Min("pk"))
    return {IndividualNumber(number): rank for number, rank in first}


def compare(sealed: Sealed, others: Sequence[IndividualNumber]) -> list[Comparison]:
    """Compare one identity with stored ones: weights and reason codes only, erased ones left out.

    Raises:
        KeeperError: the keeper did not answer; see `panah.keeper.errors`.
    """
    return compare_many([(sealed, others)])[0]


def compare_many(
    people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]],
) -> list[list[Comparison]]:
    """Compare several identities, each with its own others, in as few trips as can be."""
    return weigh_many(gather_many(people))


def gather_many(
    people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]],
) -> list[tuple[Sealed, list[Sealed]]]:
    """Read what `weigh_many` compares: each person with the others, erased ones left out."""
    rows = _rows(list(dict.fromkeys(number for _, numbers in people for number in numbers)))
    by_keys = any(sealed.withheld for sealed, _ in people)
    keys_of = [number for number, row in rows.items() if by_keys or row.is_withheld]
    stored = _with_keys(rows, keys_of=keys_of)
    return [(sealed, [stored[n] for n in numbers if n in stored]) for sealed, numbers in people]


def weigh_many(
    gathered: Sequence[tuple[Sealed, Sequence[Sealed]]],
) -> list[list[Comparison]]:
    """Compare what was gathered. It needs the keeper only, so the database can work meanwhile.

    Raises:
        KeeperError: the keeper did not answer; see `panah.keeper.errors`.
    """
    if not any(others for _, others in gathered):
        return [[] for _ in gathered]
    return identities.compare_many(gathered, among=people_kept())


def people_kept() -> int:
    """About how many people are registered, told by the last of their keys.

    Counting a million rows takes longer than everything else in a look-up.
    """
    table = connection.ops.quote_name(BlindKey._meta.db_table)
    with cursor_at_hand() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 - our own table
        (last,) = cursor.fetchone()
    return (last or 0) // _KEYS_OF_ONE


class _Row(NamedTuple):
    """What a comparison needs of a row: a model's instance takes five times as long to make."""

    number: str
    blob: bytes
    wrapped_key: bytes
    key_version: int
    is_withheld: bool
    canonical_version: int
    fingerprint: bytes


def _rows(numbers: Sequence[IndividualNumber]) -> dict[IndividualNumber, _Row]:
    return {
        IndividualNumber(row[0]): _Row(*row)
        for part in _parts(numbers)
        for row in SealedIdentity.objects.filter(pk__in=part, is_erased=False).values_list(
            *_Row._fields
        )
    }


def _with_keys(
    rows: dict[IndividualNumber, _Row], *, keys_of: Sequence[IndividualNumber]
) -> dict[IndividualNumber, Sealed]:
    keys: defaultdict[str, list[values.BlindKey]] = defaultdict(list)
    for part in _parts(keys_of):
        found = BlindKey.objects.filter(identity__in=part).order_by("pk")
        for number, kind, key in found.values_list("identity_id", "kind", "key"):
            keys[number].append(values.BlindKey(kind, bytes(key)))
    return {number: _sealed(row, keys[number]) for number, row in rows.items()}


def _parts(items: Sequence[_Item], *, at_once: int = _AT_ONCE) -> Iterator[Sequence[_Item]]:
    """So many at a time that every database takes them in one query."""
    for start in range(0, len(items), at_once):
        yield items[start : start + at_once]


def _sealed(row: _Row, keys: Iterable[values.BlindKey]) -> Sealed:
    return Sealed(
        number=IndividualNumber(row.number),
        blob=bytes(row.blob),
        wrapped_key=bytes(row.wrapped_key),
        key_version=row.key_version,
        withheld=row.is_withheld,
        keys_version=row.canonical_version,
        blind_keys=with_asked(keys),
        fingerprint=bytes(row.fingerprint),
    )


def _holders(asked: Iterable[_Key]) -> defaultdict[_Key, set[IndividualNumber]]:
    """Who has which of these keys; a bucket with more people than can be looked at is empty."""
    holders: defaultdict[_Key, set[IndividualNumber]] = defaultdict(set)
    in_order = sorted(asked)
    buckets = [key for key in in_order if key[0] in BUCKETS]
    others = [key for key in in_order if key[0] not in BUCKETS]
    parts = (_parts(others), _parts(buckets, at_once=_BUCKETS_AT_ONCE))
    for part, part_of_buckets in zip_longest(*parts, fillvalue=()):
        for kind, key, number in _rows_with(part, part_of_buckets):
            holders[kind, bytes(key)].add(IndividualNumber(number))
    crowded = [key for key in buckets if len(holders[key]) > CROWDED]
    return holders if not crowded else _without(holders, crowded)


def _without(
    holders: defaultdict[_Key, set[IndividualNumber]], keys: Iterable[_Key]
) -> defaultdict[_Key, set[IndividualNumber]]:
    for key in keys:
        del holders[key]
    return holders


def _rows_with(keys: Sequence[_Key], buckets: Sequence[_Key]) -> list[tuple[int, bytes, str]]:
    """The rows that have one of these keys, in one query that the table's index answers alone."""
    by_kind: defaultdict[int, list[bytes]] = defaultdict(list)
    for kind, digest in keys:
        by_kind[kind].append(digest)
    table = connection.ops.quote_name(BlindKey._meta.db_table)
    rows = f"SELECT kind, key, identity_id FROM {table}"  # noqa: S608 - our own table, and marks
    # The look-up of a whole list asks thousands of keys: an expression for each costs more than
    # finding it. Of a bucket no more is read than tells that it is crowded.
    selects = [
        f"{rows} WHERE kind = {kind:d} AND key IN ({', '.join(['%s'] * len(digests))})"
        for kind, digests in by_kind.items()
    ] + [
        f"SELECT * FROM ({rows} WHERE kind = {kind:d} AND key = %s LIMIT {CROWDED + 1}) AS b{at}"  # noqa: S608
        for at, (kind, _) in enumerate(buckets)
    ]
    query = " UNION ALL ".join(selects)
    asked = [digest for digests in by_kind.values() for digest in digests]
    asked += [digest for _, digest in buckets]
    with cursor_at_hand() as cursor:
        cursor.execute(query, asked)
        found: list[tuple[int, bytes, str]] = cursor.fetchall()
    return found
