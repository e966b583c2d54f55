"""Parts of a phone's page in words. What many phones hear is put into words once.

A part's words follow from what it says, from the language and from the centre's clock and nothing
else: ten thousand phones hear of a few hundred windows, and all of the same number that was called.
No part that is kept holds a secret or says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, override

from panah.line.queries import Ahead
from panah.sites.models import Site
from panah.web.wording import number, people

MOST_KEPT = 5_000  # a few hundred bytes each
MOST_COUNTS = 16_384  # a hundred bytes each

_kept: dict[Hashable, SafeString] = {}


@dataclass(frozen=True, slots=True)
class Spoken:
    """In which language something is said, the one of now, and by the clock of which centre."""

    language: str | None
    site: Site


def in_words(
    template: str, said: Hashable, by: Spoken, *, context: Callable[[], dict[str, object]]
) -> SafeString:
    """A template's words, as they were when the same was said before.

    Args:
        said: all that the words depend on but language and centre.
        by: language and centre.
        context: what the template is given where nobody has asked for these words yet.
    """
    key = template, by.language, by.site.pk, by.site.time_zone, said
    words = _kept.get(key)
    if words is None:
        with override(by.language):
            words = render_to_string(template, context())
        if len(_kept) >= MOST_KEPT:
            forget()
        _kept[key] = words
    return words


def before_you(ahead: Ahead, language: str | None) -> SafeString:
    """Who is called before somebody, as it stands on the page.

    Hardly two phones hear the same of it, so it is put together without a template.
    """
    if not ahead.tickets:
        return _nobody(language)
    return format_html(
        "<dt>{}</dt><dd>{}<br>{}</dd>",
        _before_you(language),
        _numbers(ahead.tickets, language),
        _people(ahead.people, language),
    )


def forget() -> None:
    """Keep nothing: whatever is said next is put into words anew."""
    _kept.clear()
    for kept in (_nobody, _before_you, _numbers, _people):
        kept.cache_clear()


@cache
def _nobody(language: str | None) -> SafeString:
    with override(language):
        nobody = gettext("nobody: you are next")
    return format_html("<dt>{}</dt><dd>{}</dd>", _before_you(language), nobody)


@cache
def _before_you(language: str | None) -> str:
    with override(language):
        return gettext("Before you")


@lru_cache(maxsize=MOST_COUNTS)
def _numbers(count: int, language: str | None) -> str:
    written = number(count, language)
    with override(language):
        return ngettext("%(count)s number", "%(count)s numbers", count) % {"count": written}


@lru_cache(maxsize=MOST_COUNTS)
def _people(count: int, language: str | None) -> str:
    return people(count, language)
