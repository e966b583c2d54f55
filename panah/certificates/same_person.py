"""Records that people judged to be one person: which of their papers stays, and which end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Min

from panah.certificates.models import Certificate
from panah.duplicates.queries import judgements_to_apply
from panah.engines.identity import IndividualNumber
from panah.vault.queries import order_of_storing

_AT_ONCE = 500

Numbers = Sequence[IndividualNumber]
Pair = tuple[IndividualNumber, IndividualNumber]


@dataclass(frozen=True, slots=True)
class Surplus:
    """A paper that its holder does not need, because they have another one."""

    paper: Certificate
    kept: Certificate


def surplus_papers() -> list[Surplus]:
    """The papers that are to end: of each person's records, the earliest with a paper keeps it.

    Empty once they have ended. A person whose earlier records have no paper keeps the later one.
    """
    everybody = people(_pairs())
    papers = _living_papers_of(everybody)
    return [
        Surplus(papers[number], kept=papers[first])
        for first, *others in _with_several(everybody, papers)
        for number in others
    ]


def kept_instead(numbers: Iterable[IndividualNumber]) -> dict[IndividualNumber, Certificate]:
    """The paper that stays in place of another record's; none where nothing stays."""
    wanted = set(numbers)
    asked = [one for one in people(_pairs()) if wanted.intersection(one)] if wanted else []
    papers = _living_papers_of(asked)
    kept: dict[IndividualNumber, Certificate] = {}
    for person in asked:
        for first in _earliest_first([one for one in person if one in papers])[:1]:
            kept |= dict.fromkeys(wanted.intersection(person) - {first}, papers[first])
    return kept


def people(pairs: Iterable[Pair]) -> list[list[IndividualNumber]]:
    """Everybody who has several records, each as the numbers of all of them.

    Who is the same as A and the same as B has made A and B the same.
    """
    alike: defaultdict[IndividualNumber, set[IndividualNumber]] = defaultdict(set)
    for one, other in pairs:
        alike[one].add(other)
        alike[other].add(one)
    seen: set[IndividualNumber] = set()
    return [_reached(start, alike, seen) for start in sorted(alike) if start not in seen]


def _reached(
    start: IndividualNumber,
    alike: dict[IndividualNumber, set[IndividualNumber]],
    seen: set[IndividualNumber],
) -> list[IndividualNumber]:
    seen.add(start)
    reached = [start]
    for number in reached:
        new = alike[number] - seen
        seen |= new
        reached += sorted(new)
    return reached


def _pairs() -> Iterator[Pair]:
    for lower, higher in judgements_to_apply().values_list("lower_id", "higher_id"):
        yield IndividualNumber(lower), IndividualNumber(higher)


def _living_papers_of(everybody: Sequence[Numbers]) -> dict[IndividualNumber, Certificate]:
    # Asked by number: what it costs grows with what was judged, not with the register.
    numbers = [number for person in everybody for number in person]
    living = Certificate.objects.exclude(status=Certificate.Status.REVOKED)
    living = living.filter(individual__is_erased=False).select_related("site")
    return {
        IndividualNumber(paper.individual_id): paper
        for start in range(0, len(numbers), _AT_ONCE)
        for paper in living.filter(individual__in=numbers[start : start + _AT_ONCE])
    }


def _with_several(
    everybody: Sequence[Numbers], papers: dict[IndividualNumber, Certificate]
) -> Iterator[Numbers]:
    for person in everybody:
        holding = [number for number in person if number in papers]
        if len(holding) > 1:
            yield _earliest_first(holding)


def _earliest_first(numbers: Numbers) -> Numbers:
    # The first paper of a record was prepared on the day of registration, whatever replaced it.
    papers = Certificate.objects.filter(individual__in=numbers).order_by()
    days = dict(papers.values_list("individual_id").annotate(first=Min("prepared_on")))
    ranks = order_of_storing(numbers)
    return sorted(numbers, key=lambda number: (days[number], ranks.get(number, 0), number))
