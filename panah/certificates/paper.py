"""From a row to what stands on its paper: deadlines, words, code and page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from panah.certificates import clocks, press, qr, sheet
from panah.certificates.models import Certificate
from panah.certificates.signing import signed_code
from panah.engines.identity import IndividualNumber
from panah.sites.profile import Clock, Profile, load_profile

_STARTS_AT_THE_BORDER = ("arrival", "entry")


def pdf_of(papers: Sequence[Certificate], *, at: datetime) -> bytes:
    """The pages of some papers, signed now."""
    return press.pdf_of([_plain(one, at=at) for one in papers])


def written(paper: Certificate, *, at: datetime) -> sheet.Paper:
    """What stands on a paper, before it is put into words."""
    profile = load_profile(paper.site.profile)
    today = paper.site.local(at).date()
    return sheet.Paper(
        number=IndividualNumber(paper.individual_id),
        group=paper.group,
        languages=sheet.languages_of(paper.language, host=profile.host_language),
        places=paper.site.names,
        issued_on=paper.prepared_on,
        valid_until=paper.valid_until,
        deadlines=deadlines_of(profile, paper.arrived_on, prepared_on=paper.prepared_on, on=today),
        address=_address(),
        is_sample=settings.IS_DEMO,
    )


def deadlines_of(
    profile: Profile, arrived_on: date | None, *, prepared_on: date, on: date
) -> tuple[sheet.Deadline, ...]:
    """The clocks that began when the person came, soonest first; only rules where no day is known.

    Args:
        profile: the country's clocks and days off.
        arrived_on: the day of arrival in the country.
        prepared_on: decides which clocks hold where the day of arrival is not known.
        on: the day of printing, before which a deadline has passed.
    """
    running = [
        _deadline(clock, profile, arrived_on, on=on)
        for clock in profile.clocks_on(arrived_on or prepared_on)
        if clock.starts in _STARTS_AT_THE_BORDER
    ]
    return tuple(sorted(running, key=lambda deadline: (deadline.by or on, deadline.length)))


def _deadline(clock: Clock, profile: Profile, start: date | None, *, on: date) -> sheet.Deadline:
    if start is None:
        return sheet.Deadline(clock.code, clock.length, clock.unit, None)
    by = clocks.last_day(
        start,
        length=clock.length,
        unit=clock.unit,
        counts_first_day=clock.counts_first_day,
        is_working_day=profile.is_working_day,
    )
    return sheet.Deadline(clock.code, clock.length, clock.unit, by, has_passed=by < on)


def _plain(paper: Certificate, *, at: datetime) -> dict[str, object]:
    code = qr.svg_of(signed_code(paper))
    return sheet.plain(written(paper, at=at), code=code, code_mm=qr.SIDE_MM)


def _address() -> str:
    return settings.PANAH_PUBLIC_URL.split("://")[-1].rstrip("/") + reverse("certificates:check")
