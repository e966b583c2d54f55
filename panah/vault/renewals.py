"""Reading how far records have followed a change of the rules by which blind keys are made.

The keys of a record carry the version of those rules. Until all are of one version, whoever is
looked for is looked for by the keys of each: that finds everybody whose facts are put together
today as they were then.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from django.db import connection
from django.db.models import Min, QuerySet

from panah.engines.identity import IndividualNumber
from panah.engines.matching import KEYS_VERSION
from panah.vault.models import BlindKey, Renewal, SealedIdentity
from panah.web.cursors import cursor_at_hand

_KEYS_AT_ONCE = 400
_NONE_SECONDS = 5.0
_none_until = 0.0


@dataclass(frozen=True, slots=True)
class RenewalState:
    """How far it is.

    Args:
        total: records that had keys of an earlier version when it began.
        done: how many of them have new ones.
        not_opened: how many the keeper could not open; they keep what they have.
        is_renewed: nobody is left to whom new keys can be given.
        is_over: whoever came meanwhile is compared with all others, too.
    """

    total: int
    done: int
    not_opened: int
    is_renewed: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Some of those who were registered while others had no new keys yet.

    `up_to` is what `note_compared` is told once they are compared.
    """

    numbers: tuple[IndividualNumber, ...]
    up_to: int


def older_versions() -> tuple[int, ...]:
    """The earlier versions of which some record still has keys, lowest first.

    It is asked at every registration. Where there are none it is asked again only after some
    seconds: whatever is written has keys of this version.
    """
    global _none_until  # noqa: PLW0603 - what a process knows
    if (now := monotonic()) < _none_until:
        return ()
    found = _versions_below(KEYS_VERSION)
    _none_until = 0.0 if found else now + _NONE_SECONDS
    return found


def forget_that_there_are_none() -> None:
    """Ask the database again: other records are in it now."""
    global _none_until  # noqa: PLW0603 - what a process knows
    _none_until = 0.0


def _versions_below(version: int) -> tuple[int, ...]:
    """One look into a small index for each version."""
    table = connection.ops.quote_name(SealedIdentity._meta.db_table)
    lowest = f"SELECT min(canonical_version) FROM {table} WHERE NOT is_erased"  # noqa: S608 - ours
    query = (
        f"WITH RECURSIVE found(version) AS ({lowest} UNION ALL "  # noqa: S608 - our own table
        f"SELECT ({lowest} AND canonical_version > found.version) FROM found "
        "WHERE found.version IS NOT NULL) SELECT version FROM found WHERE version < %s"
    )
    with cursor_at_hand() as cursor:
        cursor.execute(query, [version])
        return tuple(version for (version,) in cursor.fetchall())


def to_renew() -> QuerySet[SealedIdentity]:
    """Records with keys of an earlier version. Withheld ones keep theirs: the keeper opens none."""
    return SealedIdentity.objects.filter(
        canonical_version__lt=KEYS_VERSION, is_erased=False, is_withheld=False
    )


def withheld_with_older_keys() -> int:
    """How many withheld records are found by keys of an earlier version alone."""
    older = SealedIdentity.objects.filter(canonical_version__lt=KEYS_VERSION, is_erased=False)
    return older.filter(is_withheld=True).count()


def renewal_state() -> RenewalState:
    """How far it is. Before the worker has begun, the records are counted."""
    row = Renewal.objects.filter(pk=KEYS_VERSION).first()
    if row is None:
        left = to_renew().count()
        return RenewalState(left, 0, 0, is_renewed=not left, is_over=not left)
    return RenewalState(
        total=row.total,
        done=row.done,
        not_opened=row.not_opened,
        is_renewed=row.renewed_at is not None,
        is_over=row.ended_at is not None,
    )


def newcomers_to_compare(*, most: int) -> Newcomers | None:
    """The next newcomers to compare once more; None before all keys are new, and afterwards."""
    row = Renewal.objects.filter(pk=KEYS_VERSION, ended_at=None).first()
    if row is None or row.renewed_at is None:
        return None
    after = BlindKey.objects.filter(pk__gt=row.compared_to, pk__lte=row.newcomers_to)
    keys = list(after.order_by("pk").values_list("pk", "identity_id")[:_KEYS_AT_ONCE])
    newcomers = _newcomers({number for _, number in keys}, row)
    found: dict[str, None] = {}
    up_to = row.newcomers_to if len(keys) < _KEYS_AT_ONCE else keys[-1][0]
    for key, number in keys:
        if number in newcomers and number not in found:
            if len(found) == most:
                up_to = key - 1
                break
            found[number] = None
    return Newcomers(tuple(map(IndividualNumber, found)), up_to)


def _newcomers(numbers: set[str], row: Renewal) -> set[str]:
    """Those whose first key is younger than the renewal: new keys of others may be, too."""
    keys = BlindKey.objects.filter(identity__in=numbers).order_by()
    first = keys.values_list("identity_id").annotate(first=Min("pk"))
    return {number for number, key in first if key > row.newcomers_from}
