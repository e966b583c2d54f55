"""Reading groups: numbers, days and papers. What is sealed is not read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from panah.certificates import queries as certificates
from panah.desk.finding import Found, Sought
from panah.desk.models import Individual, MinorsAlone, NameSearch, RegistrationGroup
from panah.engines.identity import IndividualNumber
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.vault import queries as vault


def group_of_request(request_id: UUID, site: Site) -> RegistrationGroup | None:
    """The group that an interview became; None when it has not been registered."""
    return RegistrationGroup.objects.filter(request_id=request_id, site=site).first()


def group_of_ticket(ticket: Ticket) -> RegistrationGroup | None:
    """The group that a ticket became, as long as the day's links are kept."""
    return RegistrationGroup.objects.filter(ticket=ticket).first()


def group_by_number(number: str, site: Site) -> RegistrationGroup | None:
    """A group of this centre."""
    return RegistrationGroup.objects.select_related("ticket").filter(pk=number, site=site).first()


def people_of(group: RegistrationGroup) -> list[Individual]:
    """The individuals of a group, in order."""
    return list(Individual.objects.filter(group=group).select_related("identity"))


def found(sought: Sought, site: Site, *, at: datetime) -> Found | None:
    """The group that is meant, and the person in it; None when this centre has none such."""
    number: str | None = sought.number
    if number is None:
        paper = certificates.paper_of_id(sought.paper)
        if sought.code:
            paper = certificates.paper_of_code(sought.code, at=at)
        number = paper.individual_id if paper else ""
    person = Individual.objects.filter(pk=number, group__site=site).first()
    if person:
        return Found(person.group_id, person.pk)
    return Found(number) if group_by_number(number, site) else None


def older_key_versions() -> tuple[int, ...]:
    """The earlier versions of blind keys that some record still has, for `seal_list`."""
    return vault.older_versions()


def people_registered_on(site: Site, day: date) -> int:
    """How many individuals a centre registered on a day."""
    return Individual.objects.filter(group__site=site, group__registered_on=day).count()


@dataclass(frozen=True, slots=True)
class MinorsNote:
    """Children without an adult: which group, since when, and everybody's numbers."""

    group: str
    noticed_on: date
    numbers: tuple[IndividualNumber, ...]


def minors_alone(site: Site, day: date) -> list[MinorsNote]:
    """The groups of children without an adult, noticed up to a day and settled by nobody yet."""
    notes = MinorsAlone.objects.filter(
        group__site=site, noticed_on__lte=day, settled_on__isnull=True
    ).order_by("noticed_on", "group")
    return [MinorsNote(note.group_id, note.noticed_on, _numbers(note.group_id)) for note in notes]


def groups_of(numbers: Iterable[IndividualNumber]) -> dict[IndividualNumber, str]:
    """The group of each of some people."""
    rows = Individual.objects.filter(pk__in=list(numbers)).values_list("pk", "group_id")
    return {IndividualNumber(number): group for number, group in rows}


def has_minors_alone(group: RegistrationGroup) -> bool:
    """Whether children of this group have no adult beside them, as far as anybody knows."""
    return MinorsAlone.objects.filter(group=group, settled_on__isnull=True).exists()


def refused_searches(site: Site, day: date) -> dict[str, int]:
    """How many searches by name were refused on a day, by account: there had been too many."""
    since = datetime.combine(day, time.min, site.zone)
    refused = NameSearch.objects.filter(
        by__site=site, was_refused=True, made_at__gte=since, made_at__lt=since + timedelta(days=1)
    )
    return dict(Counter(map(str, refused.values_list("by_id", flat=True))))


def _numbers(group: str) -> tuple[IndividualNumber, ...]:
    rows = Individual.objects.filter(group=group).values_list("pk", flat=True)
    return tuple(IndividualNumber(number) for number in rows)
