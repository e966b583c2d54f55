"""Phones that ask for news in a program of their own, now and then, as if they never paused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from panah.cli.benches.clerks import Worked

SELDOM_SECONDS, OFTEN_SECONDS, NEAR = 60.0, 15.0, 50
"""How often pages ask, and up to how many numbers before them often; so says the server, too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the pages heard meanwhile."""

    found: dict[str, Any]

    def percentile(self, share: float, name: str = "milliseconds") -> float:
        """The time within which this share was answered."""
        values = self.found[name] or [0.0]
        return Worked(values, 1.0).percentile(share)


class Askers:
    """Every page that asks, in one program that goes on and stops again.

    Args:
        port: where the centre answers.
    """

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "panah.cli.benches.holders", str(port)]
        pipe = subprocess.PIPE
        self._running = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)  # noqa: S603

    def __enter__(self) -> Askers:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._running.communicate()

    @contextmanager
    def asking(self, due: Sequence[tuple[str, float]], seconds: float) -> Iterator[list[Heard]]:
        """Let pages ask for so long; what they heard stands in the list afterwards.

        Args:
            due: the secret of each, and in how many seconds it asks for the first time.
        """
        assert self._running.stdin
        self._running.stdin.write(json.dumps([seconds, due]) + "\n")
        self._running.stdin.flush()
        self._said()  # whoever is new has asked once
        heard: list[Heard] = []
        yield heard
        heard.append(Heard(json.loads(self._said())))

    def _said(self) -> str:
        assert self._running.stdout
        line = self._running.stdout.readline()
        if not line:
            raise RuntimeError("the program that asks has ended")
        return line


def due_as_ever(
    waiting: Iterable[str], called: Iterable[tuple[str, float]]
) -> list[tuple[str, float]]:
    """When each page asks next, had all of them asked all the time.

    Each has its own place in its minute, or in its quarter of one near the front. Whose number was
    called has not heard of it where they did not ask since.

    Args:
        waiting: the secrets of numbers that wait, the first in line first.
        called: the secret of each number that was called, and how many seconds ago.
    """
    due = [
        (secret, random.random() * (SELDOM_SECONDS if place > NEAR else OFTEN_SECONDS))  # noqa: S311 - chance
        for place, secret in enumerate(waiting)
    ]
    for secret, ago in called:
        moment = random.random() * OFTEN_SECONDS  # noqa: S311 - chance
        if ago < OFTEN_SECONDS - moment:
            due.append((secret, moment))
    return due


def all_heard(parts: Sequence[Heard]) -> Heard:
    """What was heard in several parts, as one."""
    found: dict[str, Any] = {}
    for name, first in parts[0].found.items():
        every = [each.found[name] for each in parts]
        if isinstance(first, dict):
            found[name] = dict(sum(map(Counter, every), Counter()))
        elif isinstance(first, list):
            found[name] = [one for each in every for one in each]
        else:
            found[name] = sum(every) / (len(every) if name.endswith("_share") else 1)
    return Heard(found)


@contextmanager
def standing_in(heard: Heard, seconds: float) -> Iterator[None]:
    """Beside this, a program takes as much of the processors as the asking did, as often."""
    rate = max(1.0, len(heard.found["milliseconds"]) / heard.found["seconds"])
    said = [seconds, heard.found["processor_share"], rate]
    command = [sys.executable, "-m", "panah.cli.benches.standin", *map(str, said)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603
        assert running.stdout
        running.stdout.readline()  # it has begun
        yield


def lately(calls: Iterable[tuple[float, str]]) -> list[tuple[str, float]]:
    """Of calls and their moments, those that not every page has heard of; how long ago each was."""
    now = time.monotonic()
    return [(secret, now - moment) for moment, secret in calls if now - moment < OFTEN_SECONDS]
