"""Giving records new blind keys after the rules by which they are made have changed.

The worker does it batch by batch while desks work. Each batch is one short transaction that also
says how far it is, so that it can be cut off anywhere and goes on. Neither web nor worker sees a
name: the keeper opens, makes keys, and answers nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, repeat

from django.db import transaction
from django.db.models import F, Max

from panah.engines.identity import IndividualNumber
from panah.engines.matching import KEYS_VERSION
from panah.journal.actions import record
from panah.journal.events import CentreAct, CentreEvent
from panah.keeper.client import identities
from panah.keeper.values import Sealed
from panah.sites.queries import here
from panah.vault.models import BlindKey, Renewal, SealedIdentity
from panah.vault.queries import order_of_storing, sealed_rows
from panah.vault.renewals import to_renew
from panah.web.rows import insert_rows

AT_ONCE = 25
"""Records in one transaction: a desk that has to wait for it waits for some milliseconds."""

_IN_FLIGHT = 1_000
"""Keys that were numbered before the renewal began, and may be committed after it."""


class KeeperOfAnotherVersion(Exception):
    """The keeper still runs an earlier program, or a later one: start it again."""


def renew_keys(*, at: datetime, most: int = AT_ONCE) -> int:
    """Give the next records new keys; return how many were looked at, 0 when there are none.

    Raises:
        KeeperError: nothing was changed; see `panah.keeper.errors`.
        KeeperOfAnotherVersion: the same.
    """
    row = Renewal.objects.filter(pk=KEYS_VERSION).first() or _begin(at)
    if row.renewed_at is not None:
        return 0
    people = sealed_rows(to_renew().filter(pk__gt=row.reached).order_by("pk")[:most])
    if not people:
        _end_pass(row, at=at)
        return 0
    renewed = [one for one in identities.renew_many(people) if one is not None]
    for other in {one.keys_version for one in renewed} - {KEYS_VERSION}:
        raise KeeperOfAnotherVersion(f"the keeper makes keys of version {other}")
    with transaction.atomic():
        done = _put(renewed)
        Renewal.objects.filter(pk=row.pk).update(
            reached=people[-1].number,
            done=F("done") + done,
            not_opened=F("not_opened") + len(people) - len(renewed),
        )
    return len(people)


def note_compared(up_to: int, *, at: datetime) -> None:
    """Note that newcomers up to a key are compared once more; after the last it is over."""
    with transaction.atomic():
        rows = Renewal.objects.filter(pk=KEYS_VERSION, ended_at=None)
        rows.update(compared_to=up_to)
        if rows.filter(newcomers_to__lte=up_to).update(ended_at=at):
            _tell("ended", at=at)


def _begin(at: datetime) -> Renewal:
    """Write down what there is to do; where there is nothing, that it is over."""
    with transaction.atomic():
        total = to_renew().count()
        newest = _newest_key() if total else 0
        row = Renewal(
            version=KEYS_VERSION,
            began_at=at,
            total=total,
            newcomers_from=newest,
            compared_to=newest,
        )
        if total:
            row.newcomers_from = row.compared_to = _before_newcomers(newest)
            _tell("began", at=at)
        else:
            row.renewed_at = row.ended_at = at
        row.save(force_insert=True)
    return row


def _before_newcomers(newest: int) -> int:
    """The last key before those of people who were registered under the new rules already."""
    known = SealedIdentity.objects.filter(canonical_version=KEYS_VERSION, is_erased=False)
    numbers = map(IndividualNumber, known.values_list("pk", flat=True))
    firsts = order_of_storing(numbers).values()
    return max(0, min([newest, *(first - 1 for first in firsts)]) - _IN_FLIGHT)


def _newest_key() -> int:
    return BlindKey.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _end_pass(row: Renewal, *, at: datetime) -> None:
    """Go through the numbers once more where somebody is left, else go on to the newcomers."""
    this = Renewal.objects.filter(pk=row.pk, renewed_at=None)
    if to_renew().count() > row.not_opened:
        this.update(reached="", not_opened=0)
    else:
        this.update(renewed_at=at, newcomers_to=_newest_key())


def _put(renewed: Sequence[Sealed]) -> int:
    """Replace the keys of those who still have earlier ones; corrected or erased ones have not."""
    numbers = [one.number for one in renewed]
    locked = to_renew().filter(pk__in=numbers).order_by("pk").select_for_update()
    still = set(locked.values_list("pk", flat=True))
    new = [one for one in renewed if one.number in still]
    rows = list(_rows_in_place(new))
    BlindKey.objects.filter(identity__in=still).delete()
    columns = ("id", "identity", "kind", "key")
    insert_rows(BlindKey, columns, [row for row in rows if row[0] is not None])
    insert_rows(BlindKey, columns[1:], [row[1:] for row in rows if row[0] is None])
    SealedIdentity.objects.filter(pk__in=still).update(canonical_version=KEYS_VERSION)
    return len(still)


def _rows_in_place(
    renewed: Sequence[Sealed],
) -> Iterator[tuple[int | None, str, int, bytes]]:
    """New keys under the numbers of the old ones, which say in what order people came."""
    ids: defaultdict[str, list[int]] = defaultdict(list)
    old = BlindKey.objects.filter(identity__in=[one.number for one in renewed]).order_by("pk")
    for number, place in old.values_list("identity_id", "pk"):
        ids[number].append(place)
    for one in renewed:
        keys = [key for key in one.blind_keys if key.stored]
        places: Iterator[int | None] = chain(ids[one.number], repeat(None))
        for key in keys:
            yield next(places), one.number, key.kind, key.digest


def _tell(what: str, *, at: datetime) -> None:
    site = here()
    day = site.local(at).date()
    record(CentreEvent(site.pk, day, what, act=CentreAct.KEYS), at=at)
