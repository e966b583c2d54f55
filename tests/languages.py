"""Pages in one language by default, another one for each test; in all of them in the long form."""

from __future__ import annotations

import pytest

LANGUAGES = ("kk", "ru", "en")


def in_turn(first: str, fixture: str = "context") -> pytest.MarkDecorator:
    """A test in this language; in the other two when everything is run.

    Args:
        fixture: what takes the language as its parameter.
    """
    others = [other for other in LANGUAGES if other != first]
    languages = [first, *(pytest.param(other, marks=pytest.mark.long) for other in others)]
    return pytest.mark.parametrize(fixture, languages, indirect=True)
