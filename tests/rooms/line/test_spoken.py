"""What phones hear is put into words in the language of each, whichever was asked before."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from panah.line.queries import NOBODY, Ahead
from panah.line.views import spoken

MANY = Ahead(1234, 2469)


@pytest.mark.parametrize(
    ("ahead", "language", "words"),
    [
        (Ahead(1, 2), "en", "<dt>Before you</dt><dd>1 number<br>2 people</dd>"),
        (MANY, "en", "<dt>Before you</dt><dd>1,234 numbers<br>2,469 people</dd>"),
        (NOBODY, "en", "<dt>Before you</dt><dd>nobody: you are next</dd>"),
        (Ahead(1, 1), "ru", "<dt>Перед вами</dt><dd>1 номер<br>1 человек</dd>"),
        (Ahead(3, 4), "ru", "<dt>Перед вами</dt><dd>3 номера<br>4 человека</dd>"),
        (MANY, "ru", "<dt>Перед вами</dt><dd>1\u202f234 номера<br>2\u202f469 человек</dd>"),
        (MANY, "kk", "<dt>Алдыңызда</dt><dd>1\u202f234 нөмір<br>2\u202f469 адам</dd>"),
    ],
)
@pytest.mark.parametrize("of_now", ["en", "kk"])
def test_who_is_before_somebody_is_said_in_the_language_of_whoever_asks(
    ahead: Ahead, language: str, words: str, of_now: str
) -> None:
    spoken.forget()

    with override(of_now):
        assert spoken.before_you(ahead, language) == words
