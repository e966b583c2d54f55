"""When exactly one exchange of look-alike characters would explain an error, it is suggested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from panah.engines.documents.assessment import is_valid
from panah.engines.documents.layouts import Layout
from panah.engines.documents.letters import read_table
from panah.engines.documents.zone import Check, Suggestion

_COMPOSITE = "composite"
_Place = tuple[int, int]


def suggest(
    layout: Layout, lines: Sequence[str], checks: Sequence[Check], *, today: date
) -> tuple[Suggestion, ...]:
    """Suggest a correction for each wrong check digit that has exactly one.

    A correction is one look-alike exchanged within what the digit covers, or in the digit itself,
    after which the whole zone is valid.
    """
    suggestions = []
    for check, places in _doubtful(checks):
        cures = [
            Suggestion(check.field, *place, _at(lines, place), instead, corrected)
            for place in places
            for instead, corrected in _exchanges(lines, place)
            if is_valid(layout, corrected, today=today)
        ]
        if len(cures) == 1:
            suggestions += cures
    return tuple(suggestions)


@cache
def look_alikes() -> dict[str, str]:
    """For each character, those that it is mistaken for."""
    alike: dict[str, str] = {}
    for one, other in read_table("look_alikes")["pairs"]:
        alike[one] = alike.get(one, "") + other
        alike[other] = alike.get(other, "") + one
    return alike


def _doubtful(checks: Sequence[Check]) -> Iterator[tuple[Check, list[_Place]]]:
    failing = [check for check in checks if not check.ok]
    covered_elsewhere = {
        place for check in checks if check.field != _COMPOSITE for place in _places(check)
    }
    for check in failing:
        if check.field != _COMPOSITE:
            yield check, _places(check)
        elif len(failing) == 1:
            # All other digits agree: the error is in what only this one covers.
            yield check, [place for place in _places(check) if place not in covered_elsewhere]


def _places(check: Check) -> list[_Place]:
    return [place for span in (*check.over, check.at) for place in span.places]


def _at(lines: Sequence[str], place: _Place) -> str:
    return lines[place[0] - 1][place[1] - 1]


def _exchanges(lines: Sequence[str], place: _Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    line, position = place
    row = lines[line - 1]
    for instead in look_alikes().get(_at(lines, place), ""):
        corrected = row[: position - 1] + instead + row[position:]
        yield instead, (*lines[: line - 1], corrected, *lines[line:])
