"""Where papers stand, as the desk and the list of papers show it: ended ones with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, When
from django.utils.translation import gettext as _

from panah.certificates import same_person
from panah.certificates.models import Certificate
from panah.engines.identity import IndividualNumber, show_number

Status, Reason = Certificate.Status, Certificate.Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper. `why` says why it ended; `kept_group` where the paper is that stays instead."""

    number: IndividualNumber
    status: Certificate.Status
    prepared_on: date
    valid_until: date
    why: str = ""
    kept_group: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    revoked_on: date | None = None
    ended_for_another: bool = False

    @property
    def holds(self) -> bool:
        """Whether the paper can be printed and given out."""
        return self.status != Status.REVOKED

    @property
    def is_issued(self) -> bool:
        """Whether somebody has seen it printed."""
        return self.status == Status.ISSUED


def standings(papers: Sequence[Certificate]) -> list[Standing]:
    """Each paper, in the same order."""
    ended = [paper for paper in papers if paper.revoked_because == Reason.ONE_PERSON]
    kept = same_person.kept_instead(IndividualNumber(paper.individual_id) for paper in ended)
    return [_standing(paper, kept.get(IndividualNumber(paper.individual_id))) for paper in papers]


def standings_of(numbers: Iterable[IndividualNumber]) -> list[Standing]:
    """The last paper of each individual who has had one, in the order of the numbers."""
    wanted = list(numbers)
    ended_first = Case(When(status=Status.REVOKED, then=0), default=1)
    papers = Certificate.objects.filter(individual__in=wanted)
    in_order = papers.order_by(ended_first, "revoked_on", "prepared_on")
    last = {paper.individual_id: paper for paper in in_order}
    return standings([last[number] for number in wanted if number in last])


def papers_ever(numbers: Iterable[IndividualNumber]) -> list[Standing]:
    """Every paper that some individuals have had, in the order in which they were prepared."""
    papers = Certificate.objects.filter(individual__in=list(numbers))
    return standings(list(papers.order_by("prepared_on", "revoked_on", "position")))


def _standing(paper: Certificate, kept: Certificate | None) -> Standing:
    is_here = kept is not None and kept.site_id == paper.site_id
    return Standing(
        number=IndividualNumber(paper.individual_id),
        status=Status(paper.status),
        prepared_on=paper.prepared_on,
        valid_until=paper.valid_until,
        why=_why(paper, kept) if paper.status == Status.REVOKED else "",
        kept_group=kept.group if kept and is_here else "",
        issued_on=paper.issued_on,
        issued_by=str(paper.issued_by_id or ""),
        revoked_on=paper.revoked_on,
        ended_for_another=paper.revoked_because == Reason.ONE_PERSON,
    )


def _why(paper: Certificate, kept: Certificate | None) -> str:
    if paper.revoked_because == Reason.ONE_PERSON and kept:
        said = _("The two records were judged to be one person. The paper of %(number)s stays.")
        return said % {"number": show_number(kept.individual_id)}
    sentences = {
        Reason.REPLACED: _("A newer paper replaced it."),
        Reason.LOST: _("It was lost; a newer paper replaced it."),
        Reason.WITHDRAWN: _("The centre withdrew it."),
        Reason.ONE_PERSON: _("The two records were judged to be one person."),
    }
    return sentences[Reason(paper.revoked_because)]
