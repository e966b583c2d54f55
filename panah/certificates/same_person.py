"""Records that people judged to be one person: which of their papers stays, and which end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Min, Q

from panah.certificates.models import Certificate
from panah.duplicates.queries import judgements_to_apply
from panah.engines.identity import IndividualNumber
from panah.vault.queries import order_of_storing

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
    papers = _living_papers_of_pairs()
    if len(papers) < 2:
        return []
    return [
        Surplus(papers[number], kept=papers[first])
        for first, *others in _with_papers(papers)
        for number in others
    ]


def kept_instead(numbers: Iterable[IndividualNumber]) -> dict[IndividualNumber, Certificate]:
    """The paper that stays in place of another record's; none where nothing stays."""
    wanted = set(numbers)
    if not wanted:
        return {}
    papers = _living_papers_of_pairs()
    kept: dict[IndividualNumber, Certificate] = {}
    for person in people(_pairs()):
        asked = wanted.intersection(person)
        holding = _earliest_first([one for one in person if one in papers]) if asked else []
        kept |= {number: papers[holding[0]] for number in asked if holding and number != holding[0]}
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


def _living_papers_of_pairs() -> dict[IndividualNumber, Certificate]:
    judged = judgements_to_apply().order_by()
    of_a_pair = Q(individual__in=judged.values("lower")) | Q(individual__in=judged.values("higher"))
    living = Certificate.objects.exclude(status=Certificate.Status.REVOKED)
    papers = living.filter(of_a_pair, individual__is_erased=False).select_related("site")
    return {IndividualNumber(paper.individual_id): paper for paper in papers}


def _with_papers(papers: dict[IndividualNumber, Certificate]) -> Iterator[Numbers]:
    for person in people(_pairs()):
        holding = [number for number in person if number in papers]
        if len(holding) > 1:
            yield _earliest_first(holding)


def _earliest_first(numbers: Numbers) -> Numbers:
    # The first paper of a record was prepared on the day of registration, whatever replaced it.
    papers = Certificate.objects.filter(individual__in=numbers).order_by()
    days = dict(papers.values_list("individual_id").annotate(first=Min("prepared_on")))
    ranks = order_of_storing(numbers)
    return sorted(numbers, key=lambda number: (days[number], ranks.get(number, 0), number))
