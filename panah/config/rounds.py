"""What phones ask is answered in rounds: some wait for others, and are answered in a row.

Answered one by one, a question took the porch's thread almost twice as long: most likely since it
finds the processor's caches full of something else.
"""

from __future__ import annotations

import asyncio
from collections import deque

SECONDS = 0.06
AT_ONCE = 32
"""Nobody else is answered meanwhile: these take six milliseconds or so."""


class Rounds:
    """Lets requests go on together, sixteen times a second. Runs in the loop."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def next(self) -> None:
        """Wait until it is this request's turn."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(SECONDS, self._let_go)
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _let_go(self) -> None:
        for _ in range(min(AT_ONCE, len(self._waiting))):
            turn = self._waiting.popleft()
            if not turn.cancelled():  # whoever hung up has no turn
                turn.set_result(None)
        if self._waiting:  # after whoever came to a desk meanwhile
            asyncio.get_running_loop().call_later(0, self._let_go)
