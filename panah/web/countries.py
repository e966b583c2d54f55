"""What countries and their regions are called, taken once from tables that hold very much else.

A language's table has its calendars and currencies, too: three of them, and the regions of the
whole world with all that is said about each, would stay in every process with 12 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import pycountry
from babel import Locale, core, localedata

LANGUAGES = ("kk", "ru", "en")
_reading = Lock()
"""What one thread lets go of, another may be reading."""


@cache
def names(language: str) -> Mapping[str, str]:
    """What every country is called, by its code of three letters."""
    with _reading:
        territories = Locale(language if language in LANGUAGES else "en").territories
        named = {
            country.alpha_3: str(territories.get(country.alpha_2, country.name))
            for country in pycountry.countries
        }
        _let_go_of_tables()
        return named


@cache
def regions_everywhere() -> Mapping[str, str]:
    """The name of every region, by its ISO 3166-2 code."""
    table = pycountry.Subdivisions(str(Path(pycountry.DATABASE_DIR) / "iso3166-2.json"))
    return {region.code: region.name for region in table}


def _let_go_of_tables() -> None:
    """They are read again where somebody asks for more of them."""
    localedata._cache.clear()
    core._global_data = None
