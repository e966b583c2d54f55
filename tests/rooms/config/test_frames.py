"""What stands around an answer is learned from one that went all the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from panah.config.frames import Frames
from panah.config.hands import Answer

ASKED: dict[str, Any] = {"wsgi.url_scheme": "http", "HTTP_HOST": "centre.example"}
AROUND = [("Content-Language", "kk"), ("X-Frame-Options", "DENY")]
OWN = [("ETag", '"1"')]


@dataclass(frozen=True)
class Short:
    """An answer that is at hand."""

    view: str = "line:phone_now"
    own_headers: frozenset[str] = frozenset({"etag"})

    def say(self, known: str, language: str) -> Answer:
        return 200, OWN, f"after {known}, in {language}".encode()


def heard_twice(first: Answer) -> tuple[Answer, Answer]:
    """The same question twice, where the whole way answers so."""
    frames = Frames(lambda _environ, _form: first, lambda *_: None)
    asked = ASKED | {"HTTP_IF_NONE_MATCH": "0"}
    return frames.answer(asked, Short()), frames.answer(asked, Short())


def test_the_next_answer_has_the_same_around_it_and_nothing_of_the_first_one() -> None:
    first = (200, [*AROUND, ("Content-Length", "4"), ("etag", '"0"')], b"long")

    assert heard_twice(first) == (first, (200, [*AROUND, *OWN], b"after 0, in kk"))


@pytest.mark.parametrize(
    "first",
    [
        (200, [*AROUND, ("Set-Cookie", "a=b")], b""),
        (200, AROUND[1:], b""),
        (400, AROUND, b""),
        (500, AROUND, b""),
    ],
    ids=["a-cookie", "in-no-language", "refused", "broken"],
)
def test_from_an_answer_that_is_not_like_the_next_nothing_is_learned(first: Answer) -> None:
    assert heard_twice(first) == (first, first)
