"""Parts of a phone's page in words. What many phones hear is put into words once.

A part's words follow from what it says, from the language and from the centre's clock and nothing
else: ten thousand phones hear of a few hundred windows, and all of the same number that was called.
No part that is kept holds a secret or says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from panah.sites.models import Site

MOST_KEPT = 5_000  # a few hundred bytes each

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
        words = render_to_string(template, context())
        if len(_kept) >= MOST_KEPT:
            forget()
        _kept[key] = words
    return words


def forget() -> None:
    """Keep nothing: whatever is said next is put into words anew."""
    _kept.clear()
