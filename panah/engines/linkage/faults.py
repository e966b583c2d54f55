"""What can be wrong with a list. Messages carry the place and the rule, never a value."""

from __future__ import annotations

TOO_LONG = "a row is longer than 2,000,000 bytes"
NO_ROOM = "there is no room on the disk"
NO_MEMORY = "there is not enough memory; raise --memory"


class UnusableRows(Exception):
    """A list cannot be compared; the message says where and what to do."""

    def __init__(self, rule: str, *, row: int = 0, column: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.row = row
        """From 1, as the sender counts; 0 when it is no single row."""
        self.column = column
        self.list_number = 1
        """Which list it is in: 1, or 2; 0 when the machine is at fault."""
