"""What countries are called, however many threads ask first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from babel import Locale

from panah.web import countries


@pytest.fixture
def nothing_named() -> Iterator[None]:
    countries.names.cache_clear()
    yield
    countries.names.cache_clear()


@pytest.mark.usefixtures("nothing_named")
def test_a_thread_never_lets_go_of_what_another_is_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    met, all_read = [], Barrier(len(countries.LANGUAGES))

    def read_with_the_others(language: str) -> Locale:
        with suppress(BrokenBarrierError):
            all_read.wait(0.5)
            met.append(language)
        return Locale(language)

    monkeypatch.setattr(countries, "Locale", read_with_the_others)
    with ThreadPoolExecutor(len(countries.LANGUAGES)) as threads:
        named = list(threads.map(countries.names, countries.LANGUAGES))

    assert met == []
    assert [each["KAZ"] for each in named] == ["Қазақстан", "Казахстан", "Kazakhstan"]
