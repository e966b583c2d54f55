"""People from a list somebody sends: registered in batches, each row once, whatever is repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from panah.desk import coarse
from panah.desk.models import Individual, RegistrationGroup, SenderReference
from panah.duplicates import actions as duplicates
from panah.duplicates.tasks import ensure_second_look, second_look_is_done
from panah.engines.identity import Identity, IndividualNumber, draw_number
from panah.journal.actions import record_many
from panah.keeper.values import Sealed
from panah.sites.models import Site
from panah.vault import actions as vault
from panah.web.rows import insert_rows

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


@dataclass(frozen=True, slots=True, repr=False)
class WrittenList:
    """A batch that is committed; what the second look finds is not known yet."""

    known: dict[int, Taken]
    new: tuple[_New, ...]
    alike: duplicates.Gathered
    promised: str = ""


def seal_list(rows: Sequence[Listed], *, older: Sequence[int] = ()) -> SealedList:
    """Seal a batch of listed people. It needs the keeper only, so the next can be sealed ahead.

    Args:
        older: what `older_versions` says.

    Raises:
        KeeperError: nothing was sealed.
    """
    # A group has the same request id in every run over the same list.
    groups = [f"group:{row.group}" if row.group else f"alone:{row.reference}" for row in rows]
    tags = vault.reference_tags([*(row.reference for row in rows), *groups])
    people = [(draw_number(), row.identity, row.is_withheld) for row in rows]
    sealed = vault.seal_many(people, older=older)
    return SealedList(
        rows=tuple(rows),
        sealed=tuple(sealed),
        tags=tuple(tags[: len(rows)]),
        group_requests=tuple(UUID(bytes=tag[:16], version=4) for tag in tags[len(rows) :]),
    )


def take_in(batch: SealedList, *, site: Site, at: datetime) -> list[Taken]:
    """Register a batch of listed people: write it, look again, and say what became of each row.

    Raises:
        KeeperError: the batch is written; the second look is left to the worker.
    """
    written = write_list(batch, site=site, at=at)
    return answer_list(written, weigh_list(written), at=at)


def write_list(batch: SealedList, *, site: Site, at: datetime) -> WrittenList:
    """Write a batch in one transaction, then read whom its people are to be compared with.

    A row whose reference is known with the same content is answered with the number it has; with
    other content it is left alone. Doing a batch twice registers nobody twice.
    """
    known: dict[int, Taken] = {}
    new = list(_unknown(batch, known))
    if not new:
        return WrittenList(known, (), [])
    promised = _write(new, site=site, at=at)
    others = companions_of([one.sealed.number for one in new])
    alike = duplicates.gather([(one.sealed, others[one.sealed.number]) for one in new])
    return WrittenList(known, tuple(new), alike, promised)


def weigh_list(written: WrittenList) -> duplicates.Found:
    """Look again at a written batch. It needs the keeper only, so the next can be written.

    Raises:
        KeeperError: the batch is written; the second look is left to the worker.
    """
    return duplicates.weigh(written.alike)


def answer_list(written: WrittenList, found: duplicates.Found, *, at: datetime) -> list[Taken]:
    """Keep the pairs that were found, and say what became of each row, in the list's order."""
    duplicates.keep(written.alike, found, at=at)
    if written.promised:
        second_look_is_done(written.promised)
    taken = written.known | _taken(written.new, found)
    return [taken[place] for place in range(len(taken))]


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


def _write(new: Sequence[_New], *, site: Site, at: datetime) -> str:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _write_once(new, site=site, at=at)
        except IntegrityError:
            # Another import of the same list wrote a row meanwhile, or a number was drawn twice.
            if attempt == TRIES - 1:
                raise
    raise AssertionError("the last try returns or raises")


def _write_once(new: Sequence[_New], *, site: Site, at: datetime) -> str:
    day = site.local(at).date()
    groups = _groups(new, site=site, day=day)
    vault.store_many([one.sealed for one in new], at=at)
    insert_rows(
        Individual,
        ("identity", "group", "position", "language", "arrived_on"),
        _individuals(new, groups),
    )
    references = ((one.tag, one.sealed.number) for one in new)
    insert_rows(SenderReference, ("tag", "individual"), references)
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
    return ensure_second_look(_together(new))


def _together(new: Sequence[_New]) -> list[list[IndividualNumber]]:
    groups: dict[UUID, list[IndividualNumber]] = {}
    for one in new:
        groups.setdefault(one.group_request, []).append(one.sealed.number)
    return list(groups.values())


def _groups(new: Sequence[_New], *, site: Site, day: date) -> dict[UUID, str]:
    """The number of each group, by its request; those that were not there are written."""
    wanted = Counter(one.group_request for one in new)
    found = dict(
        RegistrationGroup.objects.filter(request_id__in=wanted).values_list("request_id", "number")
    )
    missing = {request: draw_number() for request in wanted if request not in found}
    kinds = RegistrationGroup.Kind
    insert_rows(
        RegistrationGroup,
        ("number", "site", "kind", "request_id", "registered_on"),
        (
            (number, site.pk, kinds.FAMILY if wanted[request] > 1 else kinds.ALONE, request, day)
            for request, number in missing.items()
        ),
    )
    return found | missing


def _individuals(
    new: Sequence[_New], groups: dict[UUID, str]
) -> Iterator[tuple[str, str, int, str, date | None]]:
    last = dict(
        Individual.objects.filter(group__in=groups.values())
        .values_list("group")
        .annotate(last=Max("position"))
    )
    for one in new:
        group, identity = groups[one.group_request], one.listed.identity
        last[group] = position = last.get(group, -1) + 1
        yield one.sealed.number, group, position, identity.language, identity.arrived_on


def _taken(new: Sequence[_New], found: duplicates.Found) -> dict[int, Taken]:
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
    return {n: [m for m in members[groups[n]] if m != n] for n in numbers if n in groups}
