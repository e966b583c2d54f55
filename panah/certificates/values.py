"""What goes into this room and what comes out of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from enum import StrEnum

from panah.certificates.token import Claims
from panah.engines.identity import IndividualNumber
from panah.sites.models import Site


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """Whose paper, by number; in which second language; when the clocks began.

    `position` is the person's place in the group: papers are listed and printed in this order.
    """

    site: Site
    individual: IndividualNumber
    group: str
    language: str = ""
    arrived_on: date | None = None
    position: int = 0


class Verdict(StrEnum):
    """What a check says: one of five words, the same on the page and on the command line."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN_KEY = "unknown_key"
    NOT_A_PAPER = "not_a_paper"


class Remark(StrEnum):
    """What makes a verdict easier to act on."""

    NONE = ""
    NOT_CONFIRMED = "not_confirmed"
    NOT_IN_THE_REGISTER = "not_in_the_register"
    REGISTER_NOT_ASKED = "register_not_asked"
    REPLACED = "replaced"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """The answer to one check. It says nothing about a person, because the code says nothing.

    `claims` is there only where the signature is right; `site` where this register has the paper.
    """

    verdict: Verdict
    remark: Remark = Remark.NONE
    claims: Claims | None = None
    site: Site | None = None
    zone: tzinfo = UTC

    @property
    def is_valid(self) -> bool:
        """Whether the paper holds at the moment of the check."""
        return self.verdict is Verdict.VALID

    @property
    def issued_on(self) -> date | None:
        """The day of issue, in the zone."""
        return self.claims.issued_at.astimezone(self.zone).date() if self.claims else None

    @property
    def last_valid_day(self) -> date | None:
        """The last day on which the paper holds, in the zone."""
        if self.claims is None:
            return None
        return (self.claims.valid_before - timedelta(seconds=1)).astimezone(self.zone).date()
