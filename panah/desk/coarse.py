"""What the register's journal may say about a person: coarse enough that it is many people's."""

from __future__ import annotations

from datetime import date

from panah.engines.identity import Identity
from panah.journal.events import RegisterAct, RegisterEvent

AGE_BANDS = ((5, "0-4"), (12, "5-11"), (18, "12-17"), (60, "18-59"))
OLDEST_BAND = "60+"


def age_band(identity: Identity, day: date) -> str:
    """The band in which somebody's age falls; empty when the year of birth is not known."""
    if identity.birth_date is None:
        return ""
    age = identity.birth_date.age_on(day)
    return next((band for below, band in AGE_BANDS if age < below), OLDEST_BAND)


def registered(identity: Identity, *, site: str, day: date, group_size: int) -> RegisterEvent:
    """The event of one registration, without number, name, desk or minute."""
    return RegisterEvent(
        site=site,
        act=RegisterAct.REGISTERED,
        day=day,
        age_band=age_band(identity, day),
        sex=identity.sex.value,
        nationality=identity.nationality,
        origin_region=identity.origin_region,
        document_kind=identity.document.kind.value,
        needs=tuple(sorted(need.value for need in identity.needs)),
        group_size=group_size,
    )
