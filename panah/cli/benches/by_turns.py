"""Kinds of work by turns, in every order, and how sure a figure over all turns is.

A machine is faster in one minute than in the next. What is compared takes turns of a few seconds,
and each kind comes first, second and last as often as the others: what changes slowly meets all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice, permutations
from math import sqrt
from statistics import fmean
from typing import TypeVar

Turn = TypeVar("Turn")


def orders(kinds: Sequence[str], *, turns: int) -> Iterator[tuple[str, ...]]:
    """The order of the kinds in each turn; all orders are as frequent after each round of them."""
    return islice(cycle(permutations(kinds)), turns)


def give_or_take(turns: Sequence[Turn], figure: Callable[[Sequence[Turn]], float]) -> float:
    """Two standard errors of a figure of several turns, by what it is without each of them.

    The jackknife: Quenouille (1956), Tukey (1958).

    Args:
        turns: two or more.
        figure: what is told of turns, however many.
    """
    without = [figure([*turns[:left], *turns[left + 1 :]]) for left in range(len(turns))]
    middle, share = fmean(without), (len(turns) - 1) / len(turns)
    return 2 * sqrt(share * sum((each - middle) ** 2 for each in without))
