"""How numbers, times and days are written in each language, on pages and papers alike.

Babel's Kazakh puts endings and points where a sign at a door has none, so the names of days and
months are our own; they are few.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime, tzinfo
from typing import Protocol

from django.utils.translation import get_language, ngettext, override

MINUS = "−"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
EN_DASH = "–"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

WEEKDAYS = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}
SHORT_MONTHS = {
    "kk": "қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел.",
    "ru": "янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
DAY = {
    "kk": "{day}\N{NO-BREAK SPACE}{month}, {weekday}",
    "ru": "{weekday}, {day}\N{NO-BREAK SPACE}{month}",
    "en": "{weekday} {day}\N{NO-BREAK SPACE}{month}",
}
DAY_OF_YEAR = {
    "kk": "{year}\N{NO-BREAK SPACE}жылғы {day}\N{NO-BREAK SPACE}{month}, {weekday}",
    "ru": "{weekday}, {day}\N{NO-BREAK SPACE}{month} {year}\N{NO-BREAK SPACE}года",
    "en": "{weekday} {day}\N{NO-BREAK SPACE}{month} {year}",
}


class HasZone(Protocol):
    """Anything that knows its own time zone, such as a centre."""

    @property
    def zone(self) -> tzinfo: ...


def language_here(language: str | None = None) -> str:
    """The language asked for, else that of the page; English for one we have no tables of."""
    chosen = (language or get_language() or "en").split("-")[0]
    return chosen if chosen in DAY else "en"


def number(value: float, language: str | None = None) -> str:
    """A number with its thousands apart: 41,310 in English, 41 310 in Kazakh and Russian."""
    text = f"{abs(value):,}"
    if language_here(language) != "en":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    return (MINUS if value < 0 else "") + text


def clock_time(moment: datetime, site: HasZone | None = None) -> str:
    """Hours and minutes, 09:20, on the clock that hangs at the site; as given without a site."""
    return f"{_local(moment, site):%H:%M}"


def clock_range(first: datetime, last: datetime, site: HasZone | None = None) -> str:
    """From when to when, 10:40–11:05."""
    return f"{clock_time(first, site)}{EN_DASH}{clock_time(last, site)}"


def long_day(
    day: date, language: str | None = None, *, site: HasZone | None = None, year: bool = False
) -> str:
    """A day with its weekday: Friday 7 October; 7 қазан, жұма; with the year when asked.

    Args:
        day: a date, or a moment, whose day is then the site's.
        language: kk, ru or en; that of the page when left out.
        site: where the day is meant; only moments need it.
        year: whether the year is written.
    """
    chosen = language_here(language)
    local = _local(day, site) if isinstance(day, datetime) else day
    return (DAY_OF_YEAR if year else DAY)[chosen].format(
        day=local.day,
        month=MONTHS[chosen].split()[local.month - 1],
        weekday=WEEKDAYS[chosen][local.weekday()],
        year=local.year,
    )


def short_month(day: date, language: str | None = None) -> str:
    """The month as it is written after a day where there is little room: Oct, қаз., окт."""
    return SHORT_MONTHS[language_here(language)].split()[day.month - 1]


def people(count: int, language: str | None = None) -> str:
    """How many people, in words that fit the number: 1 person, 2 человека, 3 адам."""
    with override(language) if language else nullcontext():
        written = number(count)
        return ngettext("%(count)s person", "%(count)s people", count) % {"count": written}


def minutes(count: int, language: str | None = None) -> str:
    """How many minutes, in words that fit the number."""
    with override(language or get_language()):
        written = number(count)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": written}


def _local(moment: datetime, site: HasZone | None) -> datetime:
    return moment.astimezone(site.zone) if site is not None else moment
