"""Reading the day for whoever leads the shift. Counts and numbers, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from panah.backups import queries as backups
from panah.backups.queries import BackupState, Rehearsal
from panah.certificates import queries as certificates
from panah.desk import queries as desk
from panah.duplicates import queries as duplicates
from panah.duplicates.queries import RenewalState
from panah.journal import queries as journal
from panah.journal.events import RegisterAct
from panah.line import queries as line
from panah.line.models import Pause, Window
from panah.line.queries import Party
from panah.shift import day as days
from panah.shift.looking import SILENT_FOR
from panah.shift.models import Alarm
from panah.sites import queries as sites
from panah.sites.models import Site
from panah.sites.tasks import WORKER
from panah.staff import queries as staff

SHOWN_FOR = timedelta(days=7)
MOST_ALARMS = 12


@dataclass(frozen=True, slots=True)
class DeskNow:
    """A desk: whether it calls, who sits there, and which number is before them."""

    number: int
    is_open: bool
    pause: Pause | None
    clerk: str
    ticket: int | None
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foreseen: who waits, and how many of their numbers may not be called today."""

    waiting_people: int
    waiting_numbers: int
    calling_desks: int
    doubtful: int
    newcomer: line.Range | None
    is_full: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody."""

    pairs: int
    asked_in_person: int
    papers: int
    paper_groups: int
    papers_since: date | None
    minors: tuple[desk.MinorsNote, ...]
    refused_searches: int


@dataclass(frozen=True, slots=True)
class Today:
    """The day so far, for those who work here."""

    at: datetime
    day: date
    outlook: Outlook
    taken: int
    called: int
    registered: int
    papers: int
    course: days.Day
    desks: tuple[DeskNow, ...]
    waiting: Waiting
    alarms: tuple[Alarm, ...]
    worker_silent_since: datetime | None
    comparability: RenewalState
    backup: BackupState
    rehearsal: Rehearsal | None

    @property
    def unseen(self) -> int:
        """How many alarms nobody has seen."""
        return sum(alarm.seen_at is None for alarm in self.alarms)


def today(site: Site, *, at: datetime, real_at: datetime) -> Today:
    """Everything on the shift leader's page."""
    day = line.day_of(site, at)
    parties = line.course_of(site, day)
    return Today(
        at=at,
        day=day,
        outlook=_outlook(site, parties, at=at),
        taken=len(parties),
        called=sum(party.called_at is not None for party in parties),
        registered=journal.registered_on(site.pk, day),
        papers=journal.count_on(site.pk, day, RegisterAct.PAPER_ISSUED),
        course=days.day_of(site, parties, at=at),
        desks=tuple(_desks(site, day, at=at)),
        waiting=_waiting(site, day),
        alarms=tuple(alarms_of(site, at=at)),
        worker_silent_since=_silent_since(real_at),
        comparability=duplicates.comparability(),
        backup=backups.backup_state(),
        rehearsal=backups.last_rehearsal(),
    )


def alarms_of(site: Site, *, at: datetime) -> list[Alarm]:
    """What stands, what nobody has seen, and what was seen lately; the latest first."""
    matters = Q(ended_at=None) | Q(seen_at=None) | Q(began_at__gte=at - SHOWN_FOR)
    told = Alarm.objects.filter(matters, site=site).select_related("seen_by")
    return list(told[:MOST_ALARMS])


def _outlook(site: Site, parties: Sequence[Party], *, at: datetime) -> Outlook:
    day = line.day_of(site, at)
    counts = line.day_counts(site, day)
    doubtful = [p for p in parties if p.expected and p.expected.says != Window.Says.TODAY]
    return Outlook(
        waiting_people=counts.waiting_people,
        waiting_numbers=counts.waiting,
        calling_desks=line.calling_desks(site),
        doubtful=len(doubtful),
        newcomer=line.expected_call_of_new(site, at),
        is_full=line.is_full_today(site, at),
        is_open=site.opens_on(day) <= at < site.closes_on(day),
    )


def _desks(site: Site, day: date, *, at: datetime) -> list[DeskNow]:
    pauses, seated = line.pauses_now(site), staff.taken_desks(site, at=at)
    called = line.called_now(site, day)
    return [
        DeskNow(
            number=one.number,
            is_open=one.is_open,
            pause=pauses.get(one.number),
            clerk=seated[one.number].shown_name if one.number in seated else "",
            ticket=called[str(one.number)].number if str(one.number) in called else None,
            called_at=called[str(one.number)].called_at if str(one.number) in called else None,
        )
        for one in sites.all_desks_of(site)
    ]


def _waiting(site: Site, day: date) -> Waiting:
    groups = certificates.outstanding_groups(site)
    return Waiting(
        pairs=duplicates.open_pairs_count(site),
        asked_in_person=duplicates.undecided_pairs(site).count(),
        papers=sum(group.papers for group in groups),
        paper_groups=len(groups),
        papers_since=groups[0].prepared_on if groups else None,
        minors=tuple(desk.minors_alone(site, day)),
        refused_searches=sum(desk.refused_searches(site, day).values()),
    )


def _silent_since(real_at: datetime) -> datetime | None:
    """Since when the worker has said nothing; None while it works, and before it ever did."""
    beaten_at = sites.last_beat(WORKER)
    is_silent = beaten_at is not None and real_at - beaten_at > SILENT_FOR
    return beaten_at if is_silent else None
