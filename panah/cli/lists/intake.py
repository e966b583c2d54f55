"""A list taken in, batch by batch: the keeper seals and weighs while the database writes.

While one batch is being written, those after it are sealed, and those before it are weighed
against whoever shares a blind key. Each comes out when it is written and weighed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from panah.desk import actions as desk
from panah.desk.actions import Listed, SealedList, Taken, WrittenList
from panah.desk.queries import older_key_versions
from panah.duplicates.actions import Found
from panah.sites.queries import here
from panah.web.clock import now

SEALED_AHEAD, WEIGHED_BEHIND = 3, 2
"""How many batches: enough that neither side waits when the machine gives the other one less."""

_Weighed = tuple[WrittenList, Future[Found]]


def taken_in(
    batches: Iterable[list[Listed]], *, stops: Callable[[], bool] = lambda: False
) -> Iterator[list[Taken]]:
    """What became of each batch, in order; each is committed when it comes out.

    Args:
        stops: asked after each batch is written; once it is true no other batch is begun, and
            those that were written still come out.

    Raises:
        KeeperError: what was written stays; its second look is left to the worker.
    """
    with ThreadPoolExecutor(1) as keeper:
        weighed: deque[_Weighed] = deque()
        for sealed in _sealed_ahead(batches, keeper):
            written = desk.write_list(sealed, site=here(), at=now())
            weighed.append((written, keeper.submit(desk.weigh_list, written)))
            if len(weighed) > WEIGHED_BEHIND:
                yield _answered(weighed.popleft())
            if stops():
                break
        yield from map(_answered, weighed)


def _sealed_ahead(
    batches: Iterable[list[Listed]], keeper: ThreadPoolExecutor
) -> Iterator[SealedList]:
    waiting: deque[Future[SealedList]] = deque()
    older = older_key_versions()
    for batch in batches:
        waiting.append(keeper.submit(desk.seal_list, batch, older=older))
        if len(waiting) > SEALED_AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _answered(weighed: _Weighed) -> list[Taken]:
    written, found = weighed
    return desk.answer_list(written, found.result(), at=now())
