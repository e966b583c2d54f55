"""Plain functions that build what tests need, with good defaults. All names are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    PartialDate,
    Sex,
    WrittenName,
)
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.web.access import Role

MORNING = datetime(2022, 10, 5, 3, 0, tzinfo=UTC)  # 09:00 in Almaty, which was UTC+6 then


def a_site(code: str = "ALA", *, desks: int = 3) -> Site:
    """A centre in Almaty."""
    from panah.sites.actions import open_site

    found = Site.objects.filter(pk=code).first()
    return found or open_site(
        code,
        names={"kk": "Алматы", "ru": "Алматы", "en": "Almaty"},
        desks=desks,
        hours=(time(8, 30), time(18, 0)),
    )


def a_clerk(
    username: str = "clerk-1", *, role: Role = Role.CLERK, site: Site | None = None
) -> StaffMember:
    """Somebody who works here."""
    member = StaffMember(
        username=username, shown_name="Айгүл С.", role=role.value, site=site or a_site()
    )
    member.set_unusable_password()
    member.save()
    return member


def an_identity(
    family: str = "Кравцова",
    given: str = "Мария",
    *,
    patronymic: str = "Андреевна",
    born: str = "1996-03-14",
    sex: Sex = Sex.FEMALE,
    **more: object,
) -> Identity:
    """An invented person."""
    values: dict[str, object] = {
        "nationality": "RUS",
        "origin_region": "RU-SAM",
        "document": Document(DocumentKind.PASSPORT, "751204567", "RUS"),
        "language": "ru",
        "arrived_on": date(2022, 10, 5),
    }
    return Identity(
        name=WrittenName(family=family, given=given, patronymic=patronymic),
        sex=sex,
        birth_date=PartialDate.parse(born) if born else None,
        **(values | more),  # type: ignore[arg-type]
    )


def morning() -> datetime:
    """A clock that stands still at nine."""
    return MORNING
