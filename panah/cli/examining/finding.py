"""One thing that was looked at, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Weight(StrEnum):
    """How much a finding matters."""

    FINE = "fine"
    LOOK = "look"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and a sentence on what to do; empty when all is well."""

    topic: str
    found: str
    weight: Weight = Weight.FINE
    advice: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def fine(topic: str, found: str, **values: Any) -> Finding:
    """All is well."""
    return Finding(topic, found, values=values)


def look(topic: str, found: str, advice: str, **values: Any) -> Finding:
    """Something that somebody should know."""
    return Finding(topic, found, Weight.LOOK, advice, values)


def danger(topic: str, found: str, advice: str, **values: Any) -> Finding:
    """Something that loses data or gives it away."""
    return Finding(topic, found, Weight.DANGER, advice, values)
