"""What keeps a backup from being restored."""

from __future__ import annotations


class NothingToRestore(Exception):
    """There is no backup of this site there, or none that is old enough."""


class NotEmpty(Exception):
    """Something is where the restored folder should be."""


class DatabaseNotEmpty(Exception):
    """The database to restore into has people in it already."""


class CountsDiffer(Exception):
    """The restored tables do not have as many rows as were written down."""
