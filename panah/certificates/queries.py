"""Reading papers, and checking a code against the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from panah.certificates import same_person
from panah.certificates.checking import NoKeysFile, check_offline, for_papers, keys_from, keys_in
from panah.certificates.findings import sentence
from panah.certificates.models import Certificate
from panah.certificates.standing import Standing, papers_ever, standings, standings_of
from panah.certificates.token import PREFIX as CODE_PREFIX
from panah.certificates.values import CertificateStatus, PaperRequest, Remark, Verdict
from panah.engines.identity import IndividualNumber
from panah.keeper.client.status import public_keys
from panah.keeper.errors import KeeperError
from panah.sites import queries as sites
from panah.sites.models import Site

__all__ = [
    "CODE_PREFIX",
    "CertificateStatus",
    "NoKeysFile",
    "OutstandingGroup",
    "PaperRequest",
    "Remark",
    "Standing",
    "Verdict",
    "check",
    "check_offline",
    "holds_paper",
    "keys_from",
    "keys_in",
    "known_keys",
    "living_paper",
    "living_papers",
    "outstanding",
    "outstanding_count",
    "outstanding_groups",
    "paper_kept_instead",
    "paper_of_code",
    "paper_of_id",
    "papers_ever",
    "papers_of",
    "sentence",
    "standings",
    "standings_of",
    "zone_here",
]

Status = Certificate.Status


@dataclass(frozen=True, slots=True)
class OutstandingGroup:
    """A group that waits for its papers, or for somebody to say that it has them."""

    number: str
    papers: int
    prepared_on: date


def check(token: str, *, at: datetime) -> CertificateStatus:
    """What a paper is worth now: its code, its days, and what this register knows of it.

    A printed paper whose printing nobody has confirmed yet is valid, with a remark: whoever checks
    without a network is told the same, and the person who holds it has done nothing wrong.
    """
    found = check_offline(token, keys=known_keys(), at=at)
    if found.claims is None:
        return found
    paper = (
        Certificate.objects.filter(pk=found.claims.token_id.hex()).select_related("site").first()
    )
    return _as_registered(found, paper) if paper else _unregistered(found)


def paper_of_code(text: str, *, at: datetime) -> Certificate | None:
    """The paper whose code this is, whatever it is worth now; None when nobody here signed it."""
    found = check_offline(text, keys=known_keys(), at=at)
    return paper_of_id(found.claims.token_id.hex()) if found.claims else None


def paper_of_id(token_id: str) -> Certificate | None:
    """The paper of that id."""
    return Certificate.objects.filter(pk=token_id).first()


def known_keys() -> dict[bytes, bytes]:
    """The public keys of papers; from the data folder, so that checking needs no keeper."""
    if keys := keys_in(settings.DATA):
        return keys
    try:
        return for_papers(public_keys())
    except KeeperError:
        return {}


def zone_here() -> tzinfo:
    """The zone of this register's centre; UTC where none has been set up."""
    return sites.here().zone if sites.is_set_up() else UTC


def outstanding(site: Site) -> QuerySet[Certificate]:
    """The papers of a centre whose printing nobody has confirmed yet, oldest first."""
    papers = Certificate.objects.filter(site=site, status=Status.OUTSTANDING)
    return papers.order_by("prepared_on", "group", "position", "individual_id")


def outstanding_count(site: Site) -> int:
    """How many papers of a centre nobody has seen printed yet."""
    return outstanding(site).count()


def outstanding_groups(site: Site) -> list[OutstandingGroup]:
    """The groups whose papers nobody has seen printed yet, oldest first."""
    rows = (
        Certificate.objects.filter(site=site, status=Status.OUTSTANDING)
        .values_list("group")
        .annotate(papers=Count("pk"), prepared_on=Min("prepared_on"))
        .order_by("prepared_on", "group")
    )
    return [OutstandingGroup(*row) for row in rows]


def papers_of(group: str) -> QuerySet[Certificate]:
    """All papers of a registration group, revoked ones too, in the order of its people."""
    papers = Certificate.objects.filter(group=group)
    return papers.order_by("position", "individual_id", "-prepared_on")


def living_papers(numbers: Iterable[IndividualNumber]) -> list[Certificate]:
    """The papers of some individuals that were not revoked, in the order of the numbers."""
    wanted = list(numbers)
    papers = Certificate.objects.filter(individual__in=wanted).exclude(status=Status.REVOKED)
    found = {paper.individual_id: paper for paper in papers.select_related("site")}
    return [found[number] for number in wanted if number in found]


def holds_paper(number: IndividualNumber) -> bool:
    """Whether an individual has a paper that was not revoked."""
    return living_paper(number) is not None


def paper_kept_instead(number: IndividualNumber) -> Certificate | None:
    """The paper that somebody has by another of their records, as a person judged."""
    return same_person.kept_instead([number]).get(number)


def living_paper(number: IndividualNumber) -> Certificate | None:
    """The paper of one individual that was not revoked."""
    return next(iter(living_papers([number])), None)


def _as_registered(found: CertificateStatus, paper: Certificate) -> CertificateStatus:
    found = replace(found, site=paper.site, zone=paper.site.zone)
    if paper.status == Status.REVOKED:
        was_replaced = paper.revoked_because in (
            Certificate.Reason.REPLACED,
            Certificate.Reason.LOST,
        )
        remark = Remark.REPLACED if was_replaced else Remark.NONE
        return replace(found, verdict=Verdict.REVOKED, remark=remark)
    if found.verdict is not Verdict.VALID:
        return found
    is_confirmed = paper.status == Status.ISSUED
    return replace(found, remark=Remark.NONE if is_confirmed else Remark.NOT_CONFIRMED)


def _unregistered(found: CertificateStatus) -> CertificateStatus:
    # A right signature without a row: another centre's paper, or one that the register of this
    # centre never made, whoever got it signed.
    assert found.claims is not None
    if Certificate.objects.filter(site=found.claims.issuer).exists():
        return CertificateStatus(Verdict.NOT_A_PAPER, Remark.NOT_IN_THE_REGISTER)
    return replace(found, zone=zone_here())
