"""What a party does besides waiting, and how long a desk needs for it."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from random import Random

from panah.demo.people import Invented
from panah.engines.identity import Need
from panah.line.models import FastTrack

FIRST_ADULT, NEXT_ADULT, CHILD = 12.0, 4.0, 2.0  # minutes at the desk
SPREAD = 0.6  # standard deviation of service times, as a share of their mean
SHORTEST = 3.0
STAYS_AWAY = 0.12
SMALL = 3  # years; whoever carries such a child is seen sooner


@dataclass(frozen=True, slots=True)
class Behaviour:
    """All in minutes: after taking the number, after the call that was missed, or at the desk.

    `papers_minutes` is how long it takes until somebody says that their papers were printed.
    """

    service_minutes: float
    comes_when_called: bool = True
    returns_after: float | None = None
    steps_away: tuple[float, float] | None = None
    gives_up_after: float | None = None
    papers_minutes: float = 1.0
    sooner: FastTrack | None = None


def draw_behaviour(dice: Random, people: tuple[Invented, ...]) -> Behaviour:
    """Draw what these people do."""
    comes = dice.random() >= STAYS_AWAY
    late_papers = dice.random() < 0.12
    return Behaviour(
        service_minutes=service_minutes(dice, people),
        comes_when_called=comes,
        returns_after=_sometimes(dice, 0.25, (15, 60)) if not comes else None,
        steps_away=_pause(dice),
        gives_up_after=_sometimes(dice, 0.015, (20, 90)),
        papers_minutes=dice.uniform(15, 70) if late_papers else dice.uniform(0.5, 2),
        sooner=_reason(dice, people),
    )


def service_minutes(dice: Random, people: tuple[Invented, ...]) -> float:
    """How long a desk needs, log-normal around the planner's mean."""
    children = sum(not one.is_adult for one in people)
    further = max(0, len(people) - children - 1)
    mean = FIRST_ADULT + NEXT_ADULT * further + CHILD * children
    variance = log(1 + SPREAD**2)
    return max(SHORTEST, dice.lognormvariate(log(mean) - variance / 2, sqrt(variance)))


def _sometimes(dice: Random, share: float, minutes: tuple[float, float]) -> float | None:
    drawn = dice.uniform(*minutes)
    return drawn if dice.random() < share else None


def _pause(dice: Random) -> tuple[float, float] | None:
    leaves = _sometimes(dice, 0.05, (5, 40))
    return (leaves, dice.uniform(15, 45)) if leaves is not None else None


def _reason(dice: Random, people: tuple[Invented, ...]) -> FastTrack | None:
    needs = {need for one in people for need in one.identity.needs}
    if any(one.age < SMALL for one in people):
        return FastTrack.SMALL_CHILD
    if Need.PREGNANT_OR_NURSING in needs:
        return FastTrack.PREGNANCY
    if Need.DISABILITY in needs:
        return FastTrack.DISABILITY
    return FastTrack.ILLNESS if dice.random() < 0.015 else None
