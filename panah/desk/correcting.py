"""Correcting what is known of one person, with a reason. Nothing is overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from panah.certificates import actions as certificates
from panah.certificates.actions import PaperRequest
from panah.certificates.queries import holds_paper
from panah.desk import minors
from panah.desk.interview import Person
from panah.desk.models import Individual, RegistrationGroup
from panah.desk.once import once, was_answered
from panah.desk.writing import left_to_the_worker
from panah.duplicates import actions as duplicates
from panah.duplicates.tasks import ensure_second_look
from panah.engines.identity import Identity, IndividualNumber
from panah.journal.actions import record
from panah.journal.events import RegisterAct, RegisterEvent
from panah.staff.models import StaffMember
from panah.vault import actions as vault
from panah.vault.actions import Sealed


class Reason(StrEnum):
    """Why something is corrected. Words of one's own could hold a name, so there are none."""

    MISTYPED = "mistyped"
    DOCUMENT = "document"
    TOLD = "told"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """One person as they are to be sealed anew.

    `version` is the one that was read; `changed` names the fields that differ, and no value.
    `before` is who they were, where the desk could read it.
    """

    request_id: UUID
    number: IndividualNumber
    person: Person
    version: int
    reason: Reason
    changed: tuple[str, ...]
    before: Identity | None = None


def correct(correction: Correction, *, by: StaffMember, at: datetime) -> bool:
    """Seal a person anew; keys, paper and comparisons follow.

    What was sealed before is destroyed: the journal tells which fields changed, when and why, and
    nobody needs the wrong values. A paper that would say something else ends, and its successor
    is prepared.

    Returns:
        Whether it was done now; the same request a second time does nothing.

    Raises:
        ChangedMeanwhile: somebody else corrected this person since; nothing was written.
        GroupWithdrawn: the registration was taken back.
        KeeperError: nothing was written.
    """
    if was_answered(correction.request_id):
        return False
    row = Individual.objects.select_related("group__site").get(pk=correction.number)
    person = correction.person
    sealed = vault.seal(correction.number, person.identity, withheld=person.withheld)

    def write() -> None:
        vault.reseal(sealed, version=correction.version, at=at)
        _let_paper_follow(row, person.identity, by=by, at=at)
        duplicates.forget_undecided([correction.number])
        minors.notice_correction(row.group, person.identity, before=correction.before, by=by, at=at)
        record(_corrected(correction, by=by, at=at), at=at)
        promised.append(ensure_second_look([_numbers_of(row.group)]))

    promised: list[str] = []
    done = once(correction.request_id, row.group, write)
    if done:
        with left_to_the_worker(promised[-1]):
            _look_again(sealed, row.group, at=at)
    return done


def changed_fields(before: Person, after: Person) -> tuple[str, ...]:
    """The names of the facts that differ, for the journal and the reader."""
    old, new = before.identity.to_plain(), after.identity.to_plain()
    differing = [name for name in new if old[name] != new[name]]
    return (*differing, *(["withheld"] if before.withheld != after.withheld else []))


def _let_paper_follow(
    row: Individual, identity: Identity, *, by: StaffMember, at: datetime
) -> None:
    said = (identity.language, identity.arrived_on)
    if said == (row.language, row.arrived_on):
        return
    Individual.objects.filter(pk=row.pk).update(language=said[0], arrived_on=said[1])
    number = IndividualNumber(row.pk)
    if holds_paper(number):
        paper = PaperRequest(row.group.site, number, row.group_id, *said, position=row.position)
        certificates.replace_with(paper, by=by, at=at)


def _look_again(sealed: Sealed, group: RegistrationGroup, *, at: datetime) -> None:
    others = [number for number in _numbers_of(group) if number != sealed.number]
    duplicates.look_again_many([(sealed, others)], at=at)


def _numbers_of(group: RegistrationGroup) -> list[IndividualNumber]:
    numbers = Individual.objects.filter(group=group).values_list("pk", flat=True)
    return [IndividualNumber(number) for number in numbers]


def _corrected(correction: Correction, *, by: StaffMember, at: datetime) -> RegisterEvent:
    return RegisterEvent(
        site=by.site_id,
        act=RegisterAct.CORRECTED,
        day=by.site.local(at).date(),
        subject=correction.number,
        by=str(by.pk),
        purpose=correction.reason.value,
        changed=correction.changed,
    )
