"""How often windows held: counted per day and length of the line, from every window that was told.

A window held when the call came within it; a ticket that was not called that day was told wrongly.
Windows that said "perhaps not today" or "not today" are counted apart. Who gave up, stepped away or
asked to be seen sooner says nothing about a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from panah.engines.waiting.window import BANDS
from panah.line.models import Window, WindowsOfDay
from panah.line.turns import my_turn
from panah.sites.models import Site

SHOWN_DAYS = 14
ENOUGH = 50  # windows; a share of fewer says nothing yet
KEEP = timedelta(days=3)
LONGEST = timedelta(days=14)
AT_A_TIME = 500
LENGTHS = tuple(band for _, band in BANDS)

Outcome, Says = Window.Outcome, Window.Says
CALLED, CLOSED = Q(outcome=Outcome.CALLED), Q(outcome=Outcome.CLOSED)
TODAY, PERHAPS, NOT_TODAY = (Q(says=says) for says in (Says.TODAY, Says.PERHAPS, Says.NOT_TODAY))
IN_WINDOW = CALLED & Q(truth_at__gte=F("low_at"), truth_at__lte=F("high_at"))
IN_ROUNDED = CALLED & Q(truth_at__gte=F("shown_low_at"), truth_at__lte=F("shown_high_at"))
BEFORE = CALLED & Q(truth_at__lt=F("shown_low_at"))
AFTER = CLOSED | CALLED & Q(truth_at__gt=F("shown_high_at"))
WIDTH = ExpressionWrapper(F("shown_high_at") - F("shown_low_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Held:
    """How many windows were told, and how many of them held."""

    told: int = 0
    held: int = 0
    held_rounded: int = 0
    early: int = 0
    late: int = 0
    minutes_wide: float = 0.0
    told_perhaps: int = 0
    perhaps_called: int = 0
    told_not_today: int = 0
    not_today_right: int = 0

    def __add__(self, other: Held) -> Held:
        return Held(*(getattr(self, f) + getattr(other, f) for f in self.__slots__))

    @property
    def is_enough(self) -> bool:
        """Whether a share of so many says something."""
        return self.told >= ENOUGH

    @property
    def of_hundred(self) -> int:
        """Of a hundred windows as they stood on the page, how many held."""
        return _of_hundred(self.held_rounded, self.told)

    @property
    def of_hundred_unrounded(self) -> int:
        """Of a hundred windows before they were rounded, how many held."""
        return _of_hundred(self.held, self.told)

    @property
    def mean_minutes(self) -> float:
        """How wide a window on the page was."""
        return self.minutes_wide / self.told if self.told else 0.0


@dataclass(frozen=True, slots=True)
class Record:
    """What a centre told over some days, and how much of it held."""

    bands: tuple[tuple[str, Held], ...]
    days: tuple[tuple[date, Held], ...]
    total: Held


def count(site: Site, windows: Iterable[int]) -> None:
    """Add windows that were just settled to the counts of their day; each is counted once."""
    judged = Window.objects.filter(pk__in=list(windows)).filter(CALLED | CLOSED)
    for row in _counted(judged):
        day, band, wide = row.pop("ticket__day"), row.pop("band"), row.pop("wide")
        row["minutes_wide"] = wide.total_seconds() / 60 if wide else 0.0
        counts, is_new = WindowsOfDay.objects.get_or_create(
            site=site, day=day, band=band, defaults=row
        )
        if not is_new:
            more = {name: F(name) + value for name, value in row.items()}
            WindowsOfDay.objects.filter(pk=counts.pk).update(**more)


def forget_old_windows(site: Site, *, before: date) -> int:
    """Delete windows of days before that one, a few at a time; their counts stay.

    What is not settled yet waits for it, but not for ever.
    """
    old = Window.objects.filter(ticket__site=site, ticket__day__lt=before)
    old = old.filter(~Q(outcome=Outcome.OPEN) | Q(ticket__day__lt=before - LONGEST))
    deleted = 0
    while some := list(old.values_list("pk", flat=True)[:AT_A_TIME]):
        with my_turn():
            deleted += Window.objects.filter(pk__in=some).delete()[0]
    return deleted


def record_of(site: Site, *, until: date, days: int = SHOWN_DAYS) -> Record:
    """What held on the last days, that one included."""
    since = until - timedelta(days=days - 1)
    rows = list(WindowsOfDay.objects.filter(site=site, day__gte=since, day__lte=until))
    by_band = {band: _sum(row for row in rows if row.band == band) for band in LENGTHS}
    by_day = {day: _sum(row for row in rows if row.day == day) for day in {r.day for r in rows}}
    return Record(
        bands=tuple((label_of(band), held) for band, held in by_band.items() if held.told),
        days=tuple((day, held) for day, held in sorted(by_day.items()) if held.told),
        total=_sum(rows),
    )


def label_of(band: str) -> str:
    """A length of the line as it is written on a page."""
    return band.replace("-", "\N{EN DASH}")


def held_in_band(site: Site, band: str, *, until: date) -> Held:
    """How often windows told with so many numbers before one held here lately."""
    since = until - timedelta(days=SHOWN_DAYS - 1)
    return _sum(WindowsOfDay.objects.filter(site=site, band=band, day__gte=since, day__lte=until))


def held_lately(site: Site, *, until: date) -> dict[str, Held]:
    """The same of every length of the line of which there is something to say."""
    since = until - timedelta(days=SHOWN_DAYS - 1)
    lately = WindowsOfDay.objects.filter(site=site, day__gte=since, day__lte=until).order_by()
    names = Held.__slots__
    sums: Any = lately.values("band").annotate(**{f"all_{name}": Sum(name) for name in names})
    return {row["band"]: Held(*(row[f"all_{name}"] for name in names)) for row in sums}


def _counted(windows: QuerySet[Window]) -> Iterable[dict[str, Any]]:
    counted: Any = windows.order_by().values("ticket__day", "band")
    found: Iterable[dict[str, Any]] = counted.annotate(
        told=Count("pk", filter=TODAY),
        held=Count("pk", filter=TODAY & IN_WINDOW),
        held_rounded=Count("pk", filter=TODAY & IN_ROUNDED),
        early=Count("pk", filter=TODAY & BEFORE),
        late=Count("pk", filter=TODAY & AFTER),
        wide=Sum(WIDTH, filter=TODAY),
        told_perhaps=Count("pk", filter=PERHAPS),
        perhaps_called=Count("pk", filter=PERHAPS & CALLED),
        told_not_today=Count("pk", filter=NOT_TODAY),
        not_today_right=Count("pk", filter=NOT_TODAY & CLOSED),
    )
    return found


def _sum(rows: Iterable[WindowsOfDay]) -> Held:
    names = Held.__slots__
    return sum((Held(*(getattr(row, name) for name in names)) for row in rows), Held())


def _of_hundred(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
