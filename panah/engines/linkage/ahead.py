"""Work in threads that is begun before its turn comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")


def ahead(
    threads: Executor, work: Callable[[Given], Found], given: Iterable[Given]
) -> Iterator[tuple[Given, Found]]:
    """Each with what the work on it gives, in order, while the next ones are worked on."""
    waiting: deque[tuple[Given, Future[Found]]] = deque()
    for each in given:
        waiting.append((each, threads.submit(work, each)))
        if len(waiting) > 2:
            done, future = waiting.popleft()
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()
