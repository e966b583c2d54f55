"""Who goes on together, and when; no clock runs here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from panah.config import rounds
from panah.config.rounds import Rounds
from tests.rooms.config.test_porch import run


class Bell:
    """Rings when it is told to, and knows for when it was set."""

    def __init__(self) -> None:
        self.after: list[float] = []
        self._rings: list[Callable[[], object]] = []

    def set(self, seconds: float, ring: Callable[[], object]) -> None:
        self.after.append(seconds)
        self._rings.append(ring)

    async def ring(self) -> None:
        self._rings.pop(0)()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


def a_bell(monkeypatch: pytest.MonkeyPatch) -> Bell:
    bell = Bell()
    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", bell.set)
    return bell


async def _came(own: Rounds, number: int, went: list[int]) -> None:
    await own.next()
    went.append(number)


def test_whoever_came_meanwhile_goes_on_together_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def morning() -> tuple[list[int], list[int], list[float]]:
        bell, own, went = a_bell(monkeypatch), Rounds(), list[int]()
        asking = [asyncio.create_task(_came(own, number, went)) for number in range(5)]
        await asyncio.sleep(0)
        before = list(went)
        await bell.ring()
        await asyncio.gather(*asking)
        asking = [asyncio.create_task(_came(own, 5, went))]
        await asyncio.sleep(0)
        await bell.ring()
        return before, went, bell.after

    before, went, after = run(morning())

    assert (before, went) == ([], [0, 1, 2, 3, 4, 5])
    assert after == [rounds.SECONDS] * 2


def test_of_many_a_few_go_on_and_the_others_after_whoever_came_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def morning() -> tuple[list[int], list[float]]:
        bell, own, went = a_bell(monkeypatch), Rounds(), list[int]()
        asking = [asyncio.create_task(_came(own, number, went)) for number in range(70)]
        await asyncio.sleep(0)
        at_once = []
        for _ in range(3):
            await bell.ring()
            at_once.append(len(went))
        await asyncio.gather(*asking)
        return at_once, bell.after

    at_once, after = run(morning())

    assert at_once == [rounds.AT_ONCE, 2 * rounds.AT_ONCE, 70]
    assert after == [rounds.SECONDS, 0, 0]


def test_whoever_hung_up_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def morning() -> list[int]:
        bell, own, went = a_bell(monkeypatch), Rounds(), list[int]()
        first, second = (asyncio.create_task(_came(own, number, went)) for number in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        await bell.ring()
        await second
        return went

    assert run(morning()) == [2]
