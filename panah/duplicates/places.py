"""Countries and regions as a review shows them: by name, in the language of the page."""

from __future__ import annotations

from panah.sites.profile import load_profile
from panah.web import countries
from panah.web.wording import language_here


def country_name(code: str) -> str:
    """What a country is called; the code itself where no country has it."""
    return countries.names(language_here()).get(code, code)


def region_name(code: str, *, profile: str) -> str:
    """What a region is called where this centre's people come from; elsewhere its code."""
    known = load_profile(profile)
    region = known.origins.get(code) or known.regions.get(code)
    return region.name(language_here()) if region else code
