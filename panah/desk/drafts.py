"""What is being typed, kept for one session and one ticket: sealed, and not for long.

Drafts live in real time, also in a demonstration whose clock runs faster, and as long as an
interview may last: a break, an alarm or a power cut within it costs nothing that was typed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from panah.desk.models import Draft
from panah.desk.typed import Typed
from panah.keeper.errors import CannotOpen
from panah.line.actions import LONGEST_INTERVIEW
from panah.line.models import Ticket
from panah.vault import actions as vault
from panah.web.rows import delete_rows
from panah.web.worded import Asked

KEPT_FOR = LONGEST_INTERVIEW
_IS_KEPT = Asked(
    [(Draft, "draft")],
    "FROM {draft} WHERE session_hash = %s AND ticket_id = %s AND saved_at > %s",
)


def save_draft(session_key: str, ticket: Ticket, typed: Typed, *, real_now: datetime) -> None:
    """Keep what is typed, in place of what was kept before.

    Raises:
        KeeperError: nothing was kept; the page still holds it.
    """
    session = session_hash(session_key)
    sealed = vault.seal_draft(typed.to_bytes(), session=session, ticket=str(ticket.pk))
    Draft.objects.update_or_create(
        session_hash=bytes.fromhex(session),
        ticket=ticket,
        defaults={"sealed": sealed, "saved_at": real_now},
    )


def is_kept(session_key: str, ticket: Ticket, *, real_now: datetime) -> bool:
    """Whether this session typed something for this ticket, and not too long ago."""
    session = bytes.fromhex(session_hash(session_key))
    return _IS_KEPT.is_there([session, ticket.pk, real_now - KEPT_FOR])


def open_draft(session_key: str, ticket: Ticket, *, real_now: datetime) -> Typed | None:
    """What this session typed for this ticket; None when nothing is kept, or for too long.

    Raises:
        KeeperError: it is kept, and cannot be opened now.
    """
    session = session_hash(session_key)
    kept = _kept(session, ticket, real_now=real_now).first()
    if kept is None:
        return None
    try:
        opened = vault.open_draft(bytes(kept.sealed), session=session, ticket=str(ticket.pk))
    except CannotOpen:
        return None  # sealed by keys that are no longer there: nobody can read it
    return Typed.from_bytes(opened)


def forget_drafts_of(session_key: str) -> None:
    """Delete everything that a session typed and did not register."""
    Draft.objects.filter(session_hash=bytes.fromhex(session_hash(session_key))).delete()


def forget_drafts_of_ticket(ticket: Ticket) -> None:
    """Delete what was typed for a ticket, in whichever session."""
    delete_rows(Draft, "ticket", ticket.pk)


def delete_expired(real_now: datetime) -> int:
    """Delete what was kept for too long, and return how many drafts that were."""
    deleted, _ = Draft.objects.filter(saved_at__lte=real_now - KEPT_FOR).delete()
    return deleted


def session_hash(session_key: str) -> str:
    """A session, for the keeper and the table, from which its key cannot be told."""
    return hashlib.sha256(f"panah-desk:{session_key}".encode()).hexdigest()


def _kept(session: str, ticket: Ticket, *, real_now: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(
        session_hash=bytes.fromhex(session), ticket=ticket, saved_at__gt=real_now - KEPT_FOR
    )
