"""What never changes of a ticket, kept in the process: whoever asks again is known by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from panah.line.queries import ticket_by_hash
from panah.line.secret import hash_of

MOST_KEPT = 50_000  # of the people of two full days; some 15 MB

_kept: dict[bytes, Slip] = {}


class NoSuchTicket(LookupError):
    """Nobody holds this secret."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What would stand on a slip of paper: whose number, of which day, for how many people."""

    site: str
    day: date
    number: int
    party_size: int
    over_at: datetime


def slip_of(secret: str) -> Slip:
    """The slip of whoever holds a secret.

    Raises:
        NoSuchTicket: there is none; nothing is kept of the question.
    """
    secret_hash = hash_of(secret)
    slip = _kept.get(secret_hash)
    if slip is None:
        slip = _read(secret_hash)
        if len(_kept) >= MOST_KEPT:
            forget()
        _kept[secret_hash] = slip
    return slip


def kept_slip(secret: str) -> Slip | None:
    """The same where somebody has asked before."""
    return _kept.get(hash_of(secret))


def forget() -> None:
    """Keep nothing: whoever asks next is looked up."""
    _kept.clear()


def _read(secret_hash: bytes) -> Slip:
    ticket = ticket_by_hash(secret_hash)
    if ticket is None:
        raise NoSuchTicket
    midnight = datetime.combine(ticket.day + timedelta(days=1), time.min, ticket.site.zone)
    return Slip(ticket.site_id, ticket.day, ticket.number, ticket.party_size, midnight)
