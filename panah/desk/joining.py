"""Who belongs together, after the registration: somebody joins a group, or some leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Max

from panah.certificates import actions as certificates
from panah.certificates.actions import PaperRequest
from panah.certificates.queries import holds_paper
from panah.desk import coarse, minors
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.desk.once import once, was_answered
from panah.desk.writing import Prepared, PreparedGroup, individual_of, prepare, second_look
from panah.duplicates.tasks import ensure_second_look
from panah.engines.identity import IndividualNumber, draw_number
from panah.journal import actions as journal
from panah.journal.events import RegisterAct, RegisterEvent
from panah.staff.models import StaffMember
from panah.vault import actions as vault

TRIES = 3
Kind = RegistrationGroup.Kind


class GroupChanged(Exception):
    """Not all of those who were to leave are in this group any more, or nobody would stay."""


@dataclass(frozen=True, slots=True, repr=False)
class Joining:
    """Somebody who comes to a group later: a newborn, a friend who was late."""

    request_id: UUID
    person: Person
    kind: RegistrationGroup.Kind


@dataclass(frozen=True, slots=True)
class Split:
    """Who leaves a group, and whether children are left without an adult on either side.

    The new group has the request's own id, so the same request makes it once.
    """

    request_id: UUID
    leaving: tuple[IndividualNumber, ...]
    minors_stay_alone: bool = False
    minors_leave_alone: bool = False


def add_person(
    group: RegistrationGroup, joining: Joining, *, by: StaffMember, at: datetime
) -> bool:
    """Register one more person in a group, with a paper of their own.

    Returns:
        Whether it was done now; the same request a second time does nothing.

    Raises:
        GroupWithdrawn: the registration was taken back.
        KeeperError: nothing was written.
    """
    for tries_left in reversed(range(TRIES)):
        if was_answered(joining.request_id):
            return False
        interview = Interview(joining.request_id, joining.kind, (joining.person,))
        prepared = prepare(interview, draw=draw_number)
        try:
            promised = _add(group, prepared, by=by, at=at)
        except IntegrityError:
            if not tries_left:
                raise
            continue  # the number or the place is taken: drawn and counted again
        if promised:
            others = [n for n in _numbers(group) if n != prepared.people[0].number]
            second_look(prepared.people, apart=[others], promised=promised, at=at)
        return bool(promised)
    raise AssertionError("the last try returns or raises")


def split(
    group: RegistrationGroup, wanted: Split, *, by: StaffMember, at: datetime
) -> RegistrationGroup:
    """Let some people of a group be a group of their own, with papers that say so.

    Returns:
        The new group; the same one for the same request.

    Raises:
        GroupChanged, GroupWithdrawn: nothing was written.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            once(wanted.request_id, group, lambda: _split(group, wanted, by=by, at=at))
            break
        except IntegrityError:
            if not tries_left:
                raise
    return RegistrationGroup.objects.get(request_id=wanted.request_id)


def _add(
    group: RegistrationGroup, prepared: PreparedGroup, *, by: StaffMember, at: datetime
) -> str:
    """Write the newcomer; what the worker promised, or nothing where it was done before."""
    newcomer = prepared.people[0]
    identity, kind = newcomer.person.identity, prepared.interview.kind
    promised: list[str] = []

    def write() -> None:
        position = _next_position(group)
        day = group.site.local(at).date()
        vault.store(newcomer.sealed, at=at)
        individual_of(group, position, newcomer).save(force_insert=True)
        RegistrationGroup.objects.filter(pk=group.pk, kind=Kind.ALONE).update(kind=kind)
        size = Individual.objects.filter(group=group).count()
        event = coarse.registered(identity, site=group.site_id, day=day, group_size=size)
        journal.record(event, at=at)
        certificates.prepare(_paper(group, newcomer, position), at=at)
        minors.notice_newcomer(group, identity, by=by, at=at)
        promised.append(ensure_second_look([_numbers(group)]))

    done = once(prepared.interview.request_id, group, write)
    return promised[-1] if done else ""


def _paper(group: RegistrationGroup, newcomer: Prepared, position: int) -> PaperRequest:
    identity = newcomer.person.identity
    return PaperRequest(
        group.site,
        newcomer.number,
        group.pk,
        language=identity.language,
        arrived_on=identity.arrived_on,
        position=position,
    )


def _split(group: RegistrationGroup, wanted: Split, *, by: StaffMember, at: datetime) -> None:
    day = group.site.local(at).date()
    rows = list(Individual.objects.filter(group=group, pk__in=wanted.leaving))
    _check_whole(group, rows, wanted)
    new = RegistrationGroup.objects.create(
        number=draw_number(),
        site=group.site,
        kind=group.kind if len(rows) > 1 else Kind.ALONE,
        request_id=wanted.request_id,
        registered_on=group.registered_on,
    )
    moved = Individual.objects.filter(group=group, pk__in=wanted.leaving).update(group=new)
    if moved != len(rows):
        raise GroupChanged(group.pk)
    if Individual.objects.filter(group=group).count() == 1:
        RegistrationGroup.objects.filter(pk=group.pk).update(kind=Kind.ALONE)
    _reissue(rows, new, by=by, at=at)
    journal.record_many([_moved(row.pk, by=by, day=day) for row in rows], at=at)
    for left, is_alone in ((group, wanted.minors_stay_alone), (new, wanted.minors_leave_alone)):
        if is_alone:
            minors.note_alone(left, day=day)


def _check_whole(group: RegistrationGroup, rows: Sequence[Individual], wanted: Split) -> None:
    everyone = Individual.objects.filter(group=group).count()
    if not rows or len(rows) != len(set(wanted.leaving)) or len(rows) >= everyone:
        raise GroupChanged(group.pk)


def _reissue(
    rows: Sequence[Individual], new: RegistrationGroup, *, by: StaffMember, at: datetime
) -> None:
    # The group's number stands on the paper, so a paper of the old group would say what is wrong.
    for row in rows:
        number = IndividualNumber(row.pk)
        if holds_paper(number):
            paper = PaperRequest(
                new.site,
                number,
                new.pk,
                language=row.language,
                arrived_on=row.arrived_on,
                position=row.position,
            )
            certificates.replace_with(paper, by=by, at=at)


def _moved(number: str, *, by: StaffMember, day: date) -> RegisterEvent:
    return RegisterEvent(by.site_id, RegisterAct.MOVED, day, subject=number, by=str(by.pk))


def _next_position(group: RegistrationGroup) -> int:
    last = Individual.objects.filter(group=group).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _numbers(group: RegistrationGroup) -> list[IndividualNumber]:
    rows = Individual.objects.filter(group=group).values_list("pk", flat=True)
    return [IndividualNumber(number) for number in rows]
