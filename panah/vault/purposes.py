"""What an identity may be opened for. Each opening is recorded with its purpose."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """Why somebody reads an identity."""

    INTERVIEW = "interview"
    REVIEW = "review"
    PAPER = "paper"
    CORRECTION = "correction"
    REQUEST = "request"
    PROTECTION = "protection"
