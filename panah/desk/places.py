"""Countries and regions as people write them: by name in any of our languages, or by code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import pycountry
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.sites.profile import Profile, Region, load_profile, profile_names
from panah.web import countries
from panah.web.countries import LANGUAGES

WITHOUT_COUNTRY: dict[str, str | Promise] = {
    "XXA": _("Stateless"),
    "XXB": _("Refugee under the Convention of 1951"),
    "XXC": _("Refugee, other"),
    "XXX": _("Nationality not known"),
}
"""ICAO's codes for people of whom no country says that they are its own."""

# What is said more often than the name in the tables; written without signs, in small letters.
SAID_INSTEAD = {
    "рф": "RUS", "российская федерация": "RUS", "russian federation": "RUS",
    "рк": "KAZ", "қр": "KAZ", "казакстан": "KAZ", "рб": "BLR", "белоруссия": "BLR",
    "киргизия": "KGZ", "кыргызстан": "KGZ", "молдавия": "MDA", "сша": "USA", "ақш": "USA",
    "turkey": "TUR", "uk": "GBR", "great britain": "GBR",
}  # fmt: skip
# Kinds of regions and their short forms: «Самарская обл.» is «Самарская область».
_KINDS = re.compile(
    r"\b(область|обл|республика|респ|край|г|город|автономный округ|ао|облысы|өлкесі|қаласы|"
    r"автономиялық округі|республикасы|oblast|region|krai|kray|republic( of)?|territory|"
    r"autonomous (okrug|area|oblast)|city)\b"
)


def load_names() -> None:
    """Have every name at hand, so that who is forked from here shares them."""
    for language in LANGUAGES:
        countries.names(language)
    _codes_by_name()
    countries.regions_everywhere()
    for profile in profile_names():
        _codes_of_regions(profile)


def country_name(code: str, language: str) -> str:
    """What a country is called; its code where we have no name."""
    if code in WITHOUT_COUNTRY:
        return str(WITHOUT_COUNTRY[code])
    return countries.names(language).get(code, code)


def country_names(language: str) -> list[str]:
    """Every country by its name, those without a country last, to choose from."""
    named = sorted(countries.names(language).values())
    return [*named, *map(str, WITHOUT_COUNTRY.values())]


def find_country(text: str) -> str | None:
    """The code of a country or of ICAO's four; None when nobody is called so."""
    said = _plain(text)
    code = said.upper()
    if code in WITHOUT_COUNTRY:
        return code
    if found := pycountry.countries.get(alpha_3=code) or pycountry.countries.get(alpha_2=code):
        return str(found.alpha_3)
    if known := _codes_by_name().get(said):
        return known
    named = {_plain(str(name)): code for code, name in WITHOUT_COUNTRY.items()}
    return named.get(said)


def region_names(profile: str, language: str) -> list[str]:
    """Where people come from, by name."""
    return sorted(region.name(language) for region in load_profile(profile).origins.values())


def region_name(profile: str, code: str, language: str) -> str:
    """What a region is called, here or where people come from; its code where we have no name."""
    region = _regions(load_profile(profile)).get(code)
    return region.name(language) if region else _elsewhere(code)


def find_region(profile: str, text: str) -> str | None:
    """The ISO 3166-2 code of a region; None when none, or more than one, is called so."""
    code = text.strip().upper()
    if code in _regions(load_profile(profile)) or code in countries.regions_everywhere():
        return code
    names, short_names = _codes_of_regions(profile)
    return _only(names.get(_plain(text))) or _only(short_names.get(_short(text)))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold().replace("ё", "е")).split())


def _short(name: str) -> str:
    return " ".join(_KINDS.sub(" ", _plain(name)).split())


@cache
def _codes_of_regions(profile: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The codes of regions by their names, in full and without the kind of region."""
    found: tuple[defaultdict[str, set[str]], ...] = (defaultdict(set), defaultdict(set))
    for region in _regions(load_profile(profile)).values():
        for name in region.names.values():
            for codes, shape in zip(found, (_plain, _short), strict=True):
                codes[shape(name)].add(region.code)
    names, short_names = ({said: codes[said] for said in codes if said} for codes in found)
    return names, short_names


def _only(codes: set[str] | None) -> str | None:
    return next(iter(codes)) if codes and len(codes) == 1 else None


def _regions(profile: Profile) -> Mapping[str, Region]:
    return {**profile.regions, **profile.origins}


def _elsewhere(code: str) -> str:
    return countries.regions_everywhere().get(code, code)


@cache
def _codes_by_name() -> dict[str, str]:
    names = {
        _plain(name): code
        for language in LANGUAGES
        for code, name in countries.names(language).items()
    }
    return names | SAID_INSTEAD
