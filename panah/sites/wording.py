"""What the choices about a centre are called on its pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.sites.models import Site, SiteChange
from panah.web.wording import WEEKDAYS, language_here

PROFILES: dict[str, Any] = {
    "kz-2022": _("Kazakhstan"),
    "generic": _("Another country: no deadlines and holidays are known"),
}
LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
PAPERS: dict[str, Any] = {
    Site.Papers.PRINTER.value: _("Printed at the desk"),
    Site.Papers.FILE.value: _("Saved as a PDF file, printed elsewhere"),
}
CHANGES: dict[str, Any] = {
    SiteChange.What.SET_UP.value: _("The centre was set up"),
    SiteChange.What.NAMES.value: _("Name of the centre"),
    SiteChange.What.HOURS.value: _("Hours"),
    SiteChange.What.DAYS.value: _("Holidays and other days"),
    SiteChange.What.DESKS.value: _("Desks"),
    SiteChange.What.PAPERS.value: _("Languages and papers"),
}
STEPS: dict[str, Any] = {
    "centre": _("The centre"),
    "hours": _("Hours"),
    "holidays": _("Holidays"),
    "desks": _("Desks and papers"),
    "check": _("Check and open"),
}


def weekday_names() -> list[str]:
    """Monday to Sunday in the page's language, each with a capital."""
    return [name.capitalize() for name in WEEKDAYS[language_here()]]
