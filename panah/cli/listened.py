"""Whether the pages of a centre answer: a process may live and yet serve nobody."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from panah.cli.listening import Listening

FIRST_PAGE_SECONDS, LATER_SECONDS = 5.0, 10.0
EVERY_SECONDS = 5.0


def answers(listening: Listening, *, within: float = FIRST_PAGE_SECONDS) -> None:
    """Ask for the first page.

    Args:
        within: seconds to wait for each part of the answer.

    Raises:
        URLError: nobody answers, or not with a page.
    """
    # Our own port on our own machine, and the certificate is of another name: nothing is trusted.
    context = ssl._create_unverified_context() if listening.tls_cert else None  # noqa: S323
    host = {"Host": f"localhost:{listening.port}"}
    asked = Request(listening.asked_at + "/", headers=host)  # noqa: S310
    if listening.is_behind_proxy:
        asked.add_header("X-Forwarded-Proto", "https")
    urlopen(asked, timeout=within, context=context).close()  # noqa: S310


class Listened:
    """Asks again and again, in a thread of its own, and remembers when it was answered last.

    Any answer is one, also that there are too many at the door.
    """

    def __init__(self, ask: Callable[[], None], *, every: float = EVERY_SECONDS) -> None:
        self._ask, self._every = ask, every
        self.heard_at = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="listened", daemon=True)

    @property
    def silent_for(self) -> float:
        """Seconds since the last answer; a time in which the machine slept is not counted."""
        return time.monotonic() - self.heard_at

    def forgive(self) -> None:
        """Begin to count anew: whoever answers has just been started again."""
        self.heard_at = time.monotonic()

    def __enter__(self) -> Listened:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()

    def _listen(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._ask()
            except HTTPError as refused:
                refused.close()
            except (OSError, HTTPException):
                continue
            self.heard_at = time.monotonic()
