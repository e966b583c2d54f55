"""A connection that was kept is looked at before each request, and asks nothing of the server."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but for one thing: a quiet line is taken for a good one.

    Between requests a server says nothing unless it ends the connection. To ask it `SELECT 1` each
    time would be a tenth of all that a registration asks.
    """

    def is_usable(self) -> bool:
        """Whether the connection can be used; the server is asked only when it has said something.

        One that vanished without a word is noticed by the first statement, as in mid-request.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if line.poll(0) else True
