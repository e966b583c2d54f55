"""Opening the key of a backup, for a rehearsal. For the backups alone."""

from __future__ import annotations

from panah.keeper.client.connection import ask


def open_key(sealed: bytes, *, generation: str) -> bytes:
    """The key that a part of a generation was encrypted under.

    Raises:
        CannotOpen: it was sealed to another site, or for another generation, or was changed.
    """
    key: bytes = ask("open_backup", sealed=sealed, generation=generation)
    return key
