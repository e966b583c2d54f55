"""What is particular to a country: regions, documents, days off and the clocks on the paper.

A profile is a file in `profiles/`; another country is another file, not another program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from panah.engines.identity import DocumentKind, Need

FOLDER = Path(__file__).parent / "profiles"
ORDER_OF_NAMES = ("kk", "ru", "en")
SATURDAY = 5
GENERIC = "generic"


class ProfileUnknown(ValueError):
    """There is no profile of that name."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its ISO 3166-2 code, and what it is called."""

    code: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """Its name in a language; in English where we have none."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of days within which something is to be done.

    `starts` says from what: the arrival, the entry into the country, or the filing of a request.
    `since` and `until` bound the days of entry for which the clock holds, both included.
    """

    code: str
    length: int
    unit: Literal["working_days", "calendar_days"]
    counts_first_day: bool
    starts: Literal["arrival", "entry", "filing"] = "arrival"
    since: date = date.min
    until: date = date.max

    def holds_on(self, day: date) -> bool:
        """Whether it runs for somebody who came on that day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Profile:
    """One country's particulars."""

    name: str
    time_zone: str
    host_country: str
    host_language: str
    languages: tuple[str, ...]
    origin_country: str
    paper_valid_days: int
    adult_age: int
    documents: tuple[DocumentKind, ...]
    needs: tuple[Need, ...]
    clocks: tuple[Clock, ...]
    holidays: frozenset[date]
    working_saturdays: frozenset[date]
    days_known_until: date
    regions: Mapping[str, Region]
    origins: Mapping[str, Region]
    centres: Mapping[str, Region]

    def is_working_day(self, day: date) -> bool:
        """Whether offices of the state are open on that day."""
        if day in self.working_saturdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def holidays_between(self, first: date, last: date) -> list[date]:
        """Days off that fall on a working day of the week, both ends included."""
        return sorted(day for day in self.holidays if first <= day <= last)

    def clock(self, code: str) -> Clock:
        """The clock of that code.

        Raises:
            KeyError: this country has no such clock.
        """
        return {clock.code: clock for clock in self.clocks}[code]

    def clocks_on(self, day: date) -> tuple[Clock, ...]:
        """The clocks that run for somebody who came on that day."""
        return tuple(clock for clock in self.clocks if clock.holds_on(day))


def profile_names() -> list[str]:
    """Every profile there is; the one for any country comes last."""
    found = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return sorted(found, key=lambda name: name == GENERIC)


@cache
def load_profile(name: str) -> Profile:
    """The profile of that name.

    Raises:
        ProfileUnknown: there is no such file.
    """
    path = FOLDER / f"{name}.toml"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise ProfileUnknown(f"no profile is called {name!r}")
    return _profile(name, tomllib.loads(path.read_text(encoding="utf-8")))


def _profile(name: str, read: dict[str, Any]) -> Profile:
    days = read["days"]
    return Profile(
        name=name,
        time_zone=read["time_zone"],
        host_country=read["host_country"],
        host_language=read["host_language"],
        languages=tuple(read["languages"]),
        origin_country=read["origin_country"],
        paper_valid_days=read["paper_valid_days"],
        adult_age=read["adult_age"],
        documents=tuple(DocumentKind(kind) for kind in read["documents"]),
        needs=tuple(Need(need) for need in read["needs"]),
        clocks=tuple(Clock(**clock) for clock in read["clocks"]),
        holidays=frozenset(days["off"]),
        working_saturdays=frozenset(days["working_saturdays"]),
        days_known_until=days["known_until"],
        regions=_regions(read["regions"]),
        origins=_regions(read["origins"]),
        centres=_regions(read["centres"]),
    )


def _regions(read: dict[str, list[str]]) -> Mapping[str, Region]:
    return MappingProxyType(
        {
            code: Region(code, MappingProxyType(dict(zip(ORDER_OF_NAMES, names, strict=True))))
            for code, names in read.items()
        }
    )
