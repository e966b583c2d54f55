"""People from a list somebody sends: registered in batches, each row once, whatever is repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from panah.desk import coarse
from panah.desk.models import Individual, RegistrationGroup, SenderReference
from panah.duplicates import actions as duplicates
from panah.duplicates.tasks import look_again_at_groups
from panah.engines.identity import Identity, IndividualNumber, draw_number
from panah.journal.actions import record_many
from panah.keeper.values import Sealed
from panah.sites.models import Site
from panah.vault import actions as vault

TRIES = 3

Content = tuple[bytes, UUID]
"""What a row said: the keyed fingerprint of the identity, and its group."""


class Taking(StrEnum):
    """What became of a listed person."""

    REGISTERED = "registered"
    WITH_CANDIDATES = "registered_with_candidates"
    ALREADY = "already_registered"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """A row that was understood.

    `reference` is the sender's own id. `group` says who belongs together, and is the same text in
    every run over the same list; empty for somebody alone.
    """

    reference: str
    group: str
    identity: Identity
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row. Candidates are earlier records that may be of the same person."""

    taking: Taking
    number: IndividualNumber | None
    candidates: tuple[IndividualNumber, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class _New:
    """A row that is to be written."""

    place: int
    listed: Listed
    sealed: Sealed
    tag: bytes
    group_request: UUID


@dataclass(frozen=True, slots=True, repr=False)
class SealedList:
    """A batch that the keeper has sealed; nothing of it is written yet."""

    rows: tuple[Listed, ...]
    sealed: tuple[Sealed, ...]
    tags: tuple[bytes, ...]
    group_requests: tuple[UUID, ...]


def seal_list(rows: Sequence[Listed]) -> SealedList:
    """Seal a batch of listed people. It needs the keeper only, so the next can be sealed ahead.

    Raises:
        KeeperError: nothing was sealed.
    """
    # A group has the same request id in every run over the same list.
    groups = [f"group:{row.group}" if row.group else f"alone:{row.reference}" for row in rows]
    tags = vault.reference_tags([*(row.reference for row in rows), *groups])
    sealed = vault.seal_many([(draw_number(), row.identity, row.is_withheld) for row in rows])
    return SealedList(
        rows=tuple(rows),
        sealed=tuple(sealed),
        tags=tuple(tags[: len(rows)]),
        group_requests=tuple(UUID(bytes=tag[:16], version=4) for tag in tags[len(rows) :]),
    )


def take_in(batch: SealedList, *, site: Site, at: datetime) -> list[Taken]:
    """Register a batch of listed people in one transaction.

    A row whose reference is known with the same content is answered with the number it has; with
    other content it is left alone. Doing a batch twice registers nobody twice.

    Returns:
        What became of each row, in the same order.

    Raises:
        KeeperError: the batch is written; the second look is left to the worker.
    """
    taken: dict[int, Taken] = {}
    new = list(_unknown(batch, taken))
    if new:
        _write(new, site=site, at=at)
        taken |= _look_again(new, at=at)
    return [taken[place] for place in range(len(batch.rows))]


def _unknown(batch: SealedList, taken: dict[int, Taken]) -> Iterable[_New]:
    """The rows that are new; the others are answered at once."""
    known = _known(batch.tags)
    each = zip(batch.rows, batch.sealed, batch.tags, batch.group_requests, strict=True)
    for place, (row, sealed, tag, request) in enumerate(each):
        content = (sealed.fingerprint, request)
        if tag not in known:
            known[tag] = (sealed.number, content)
            yield _New(place, row, sealed, tag, request)
            continue
        number, earlier = known[tag]
        is_same = earlier == content
        taken[place] = Taken(Taking.ALREADY if is_same else Taking.OTHER_CONTENT, number)


def _known(tags: Sequence[bytes]) -> dict[bytes, tuple[IndividualNumber, Content]]:
    found = SenderReference.objects.filter(tag__in=tags).values_list(
        "tag",
        "individual_id",
        "individual__identity__fingerprint",
        "individual__group__request_id",
    )
    return {
        bytes(tag): (IndividualNumber(number), (bytes(mark), request))
        for tag, number, mark, request in found
    }


def _write(new: Sequence[_New], *, site: Site, at: datetime) -> None:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _write_once(new, site=site, at=at)
            return
        except IntegrityError:
            # Another import of the same list wrote a row meanwhile, or a number was drawn twice.
            if attempt == TRIES - 1:
                raise


def _write_once(new: Sequence[_New], *, site: Site, at: datetime) -> None:
    day = site.local(at).date()
    groups = _groups(new, site=site, day=day)
    vault.store_many([one.sealed for one in new], at=at)
    Individual.objects.bulk_create(_individuals(new, groups))
    SenderReference.objects.bulk_create(
        [SenderReference(tag=one.tag, individual_id=one.sealed.number) for one in new]
    )
    sizes = Counter(one.group_request for one in new)
    record_many(
        [
            coarse.registered(
                one.listed.identity, site=site.code, day=day, group_size=sizes[one.group_request]
            )
            for one in new
        ],
        at=at,
    )
    look_again_at_groups.enqueue(_together(new))


def _together(new: Sequence[_New]) -> list[list[str]]:
    groups: dict[UUID, list[str]] = {}
    for one in new:
        groups.setdefault(one.group_request, []).append(one.sealed.number)
    return list(groups.values())


def _groups(new: Sequence[_New], *, site: Site, day: date) -> dict[UUID, RegistrationGroup]:
    wanted = Counter(one.group_request for one in new)
    found = RegistrationGroup.objects.in_bulk(list(wanted), field_name="request_id")
    kinds = RegistrationGroup.Kind
    missing = [
        RegistrationGroup(
            number=draw_number(),
            site=site,
            kind=kinds.FAMILY if wanted[request] > 1 else kinds.ALONE,
            request_id=request,
            registered_on=day,
        )
        for request in wanted
        if request not in found
    ]
    RegistrationGroup.objects.bulk_create(missing)
    return found | {group.request_id: group for group in missing}


def _individuals(
    new: Sequence[_New], groups: dict[UUID, RegistrationGroup]
) -> Iterable[Individual]:
    numbers = [group.number for group in groups.values()]
    last = dict(
        Individual.objects.filter(group__in=numbers)
        .values_list("group")
        .annotate(last=Max("position"))
    )
    for one in new:
        group = groups[one.group_request]
        last[group.number] = position = last.get(group.number, -1) + 1
        yield Individual(
            identity_id=one.sealed.number,
            group=group,
            position=position,
            language=one.listed.identity.language,
            arrived_on=one.listed.identity.arrived_on,
        )


def _look_again(new: Sequence[_New], *, at: datetime) -> dict[int, Taken]:
    others = companions_of([one.sealed.number for one in new])
    found = duplicates.look_again_many(
        [(one.sealed, others[one.sealed.number]) for one in new], at=at
    )
    order = {one.sealed.number: one.place for one in new}
    taken = {}
    for one, candidates in zip(new, found, strict=True):
        # Of two alike rows the later one has the other as its candidate.
        earlier = [c.number for c in candidates if order.get(c.number, -1) < one.place]
        taking = Taking.WITH_CANDIDATES if earlier else Taking.REGISTERED
        taken[one.place] = Taken(taking, one.sealed.number, tuple(earlier))
    return taken


def companions_of(
    numbers: Sequence[IndividualNumber],
) -> dict[IndividualNumber, list[IndividualNumber]]:
    """For each person, the others of their group."""
    groups = dict(Individual.objects.filter(pk__in=numbers).values_list("pk", "group_id"))
    members: dict[str, list[IndividualNumber]] = {}
    rows = Individual.objects.filter(group__in=set(groups.values())).values_list("pk", "group_id")
    for number, group in rows:
        members.setdefault(group, []).append(IndividualNumber(number))
    return {n: [m for m in members[groups[n]] if m != n] for n in numbers}
