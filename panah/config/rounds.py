"""What phones ask waits for a moment without a desk, and is answered a few in a row.

A question that comes alone finds the processor's caches full of a desk, and leaves them to the next
desk full of itself: answered one by one, questions took twice as much of it. And while this process
answers them, no desk's request passes through its loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

SECONDS = 0.06
LONGEST_SECONDS = 0.09
"""From then on nobody waits for desks any more: somewhere there is always one."""
AT_ONCE = 16
"""Nobody else is answered meanwhile: these take four milliseconds or so."""
LOOK_SECONDS = 0.008


class Rounds:
    """Lets requests go on a few at a time. Runs in the loop.

    Args:
        is_busy: whether somebody is answered who comes first.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()

    async def next(self) -> None:
        """Wait until it is this request's turn."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(SECONDS, self._let_go)
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append((loop.time(), turn))
        await turn

    def _let_go(self) -> None:
        loop = asyncio.get_running_loop()
        if self._is_busy() and loop.time() < self._waiting[0][0] + LONGEST_SECONDS:
            loop.call_later(LOOK_SECONDS, self._let_go)
            return
        for _ in range(min(AT_ONCE, len(self._waiting))):
            _since, turn = self._waiting.popleft()
            if not turn.cancelled():  # whoever hung up has no turn
                turn.set_result(None)
        if self._waiting:
            loop.call_later(0, self._let_go)  # whoever came meanwhile is met before
