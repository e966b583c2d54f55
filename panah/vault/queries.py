"""Reading sealed identities. Nothing here opens one; comparing is done by the keeper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Min

from panah.engines.identity import IndividualNumber
from panah.keeper import values
from panah.keeper.client import identities
from panah.keeper.lookups import with_asked
from panah.keeper.values import Comparison, Sealed
from panah.vault.models import BlindKey, SealedIdentity

__all__ = [
    "Comparison",
    "IdentityErased",
    "NoSuchIdentity",
    "Sealed",
    "compare",
    "compare_many",
    "gather_many",
    "numbers_sharing",
    "numbers_sharing_many",
    "order_of_storing",
    "sealed_many",
    "sealed_of",
    "version_of",
    "weigh_many",
]

MOST_CANDIDATES = 30
"""How many others one person is compared with at most."""

_AT_ONCE = 900

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
    return [_nearest(Counter(n for key in keys for n in holders[key])) for keys in asked]


def _nearest(shared: Counter[IndividualNumber]) -> list[IndividualNumber]:
    if len(shared) <= MOST_CANDIDATES:
        return sorted(shared)
    in_order = sorted(shared, key=lambda number: (-shared[number], number))
    return sorted(in_order[:MOST_CANDIDATES])


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
    return identities.compare_many(gathered)


def _rows(numbers: Sequence[IndividualNumber]) -> dict[IndividualNumber, SealedIdentity]:
    return {
        IndividualNumber(row.number): row
        for part in _parts(numbers)
        for row in SealedIdentity.objects.filter(pk__in=part, is_erased=False)
    }


def _with_keys(
    rows: dict[IndividualNumber, SealedIdentity], *, keys_of: Sequence[IndividualNumber]
) -> dict[IndividualNumber, Sealed]:
    keys: defaultdict[str, list[values.BlindKey]] = defaultdict(list)
    for part in _parts(keys_of):
        found = BlindKey.objects.filter(identity__in=part).order_by("pk")
        for number, kind, key in found.values_list("identity_id", "kind", "key"):
            keys[number].append(values.BlindKey(kind, bytes(key)))
    return {number: _sealed(row, keys[number]) for number, row in rows.items()}


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """So many at a time that every database takes them in one query."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _sealed(row: SealedIdentity, keys: Iterable[values.BlindKey]) -> Sealed:
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
    holders: defaultdict[_Key, set[IndividualNumber]] = defaultdict(set)
    in_order = sorted(asked)
    for part in _parts(in_order):
        for kind, key, number in _rows_with(part):
            holders[kind, bytes(key)].add(IndividualNumber(number))
    return holders


def _rows_with(keys: Sequence[_Key]) -> list[tuple[int, bytes, str]]:
    """The rows that have one of these keys, in one query that the table's index answers alone."""
    by_kind: defaultdict[int, list[bytes]] = defaultdict(list)
    for kind, digest in keys:
        by_kind[kind].append(digest)
    # The look-up of a whole list asks thousands of keys: an expression for each costs more than
    # finding it.
    table = connection.ops.quote_name(BlindKey._meta.db_table)
    query = " UNION ALL ".join(
        f"SELECT kind, key, identity_id FROM {table}"  # noqa: S608 - our own table, and marks
        f" WHERE kind = {kind:d} AND key IN ({', '.join(['%s'] * len(digests))})"
        for kind, digests in by_kind.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [digest for digests in by_kind.values() for digest in digests])
        found: list[tuple[int, bytes, str]] = cursor.fetchall()
    return found
