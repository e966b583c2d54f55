"""The poster for the door: the code that leads to a number, in the centre's languages, on A4."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from panah.sites.hours import Hours
from panah.sites.models import Site

_TEMPLATE = Path(__file__).parent / "templates" / "sites" / "poster.typ"
_FONTS = Path(__file__).parents[1] / "certificates" / "fonts"
SHORT = {
    "kk": ("дс", "сс", "ср", "бс", "жм", "сб", "жс"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

_one_at_a_time = Lock()


def pdf_of(site: Site) -> bytes:
    """The poster as a PDF of one page."""
    told = json.dumps(said_of(site), ensure_ascii=False)
    with _one_at_a_time:
        made = typst.compile(
            str(_TEMPLATE),
            font_paths=[str(_FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"poster": told},
        )
    return bytes(made)


def address() -> str:
    """Where a number is taken."""
    return settings.PANAH_PUBLIC_URL.rstrip("/") + reverse("line:take")


def said_of(site: Site) -> dict[str, Any]:
    """Everything that the poster says."""
    names = dict.fromkeys(site.names.get(code, site.code) for code in site.languages)
    return {
        "name": " · ".join(names),
        "code": _code(address()),
        "address": address().split("://")[-1],
        "parts": [_part(code, site.week()) for code in site.languages],
    }


def week_in_words(week: Sequence[Hours | None], language: str) -> str:
    """Hours with the days that share them: Mon–Fri 09:00–18:00, Sat 10:00–15:00."""
    days, runs = SHORT[language], []
    start = 0
    for number in range(1, 8):
        if number < 7 and week[number] == week[start]:
            continue
        if week[start] is not None:
            span = days[start] if number - start == 1 else f"{days[start]}–{days[number - 1]}"
            runs.append(f"{span} {week[start]}")
        start = number
    return ", ".join(runs)


def _part(language: str, week: Sequence[Hours | None]) -> dict[str, str]:
    with override(language):
        return {
            "lang": language,
            "heading": _("Take a number here"),
            "how": _(
                "Scan the code with a telephone, or ask at the door. The page says between when "
                "and when you are called: you need not stand in line."
            ),
            "free": _("No name, no account, no charge. Nobody can sell or skip a place."),
            "hours": week_in_words(week, language),
        }


def _code(text: str) -> str:
    drawn = io.BytesIO()
    code = segno.make_qr(text, error="q")
    code.save(drawn, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, scale=10)
    return drawn.getvalue().decode()
