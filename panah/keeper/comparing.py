"""Comparing sealed identities. Withheld ones stay closed: their shared blind keys speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panah.engines.matching import (
    KEY_EVIDENCE,
    LOOK_BITS,
    SIDES,
    KeyKind,
    Prepared,
    ReasonCode,
    at_most,
    facts_of_plain,
    outcome_of,
    with_name,
)
from panah.engines.matching import compare as compare_prepared
from panah.engines.matching.weighing import reason
from panah.keeper.values import Comparison, Reason, Sealed

_CODES = {code: code.value for code in ReasonCode}  # asking the member takes five times as long
_EITHER_SIDE = {int(kind) for both in SIDES.items() for kind in both}


class Opened:
    """An opened identity; its name is read when it is needed."""

    __slots__ = ("_plain", "_whole", "facts")

    def __init__(self, plain: dict[str, Any]) -> None:
        self._plain = plain
        self.facts = facts_of_plain(plain)
        self._whole: Prepared | None = None

    @property
    def whole(self) -> Prepared:
        """With the name."""
        if self._whole is None:
            self._whole = with_name(self.facts, self._plain)
        return self._whole


Open = Callable[[Sealed], Opened]


def compare(sealed: Sealed, others: list[Sealed], *, opened: Open) -> list[Comparison]:
    """Compare one with several, in the order given.

    Who cannot be worth a look is not compared to the end: the weight is then what it is at most,
    and of the name nothing is said.

    Args:
        opened: opens a sealed identity that is not withheld.
    """
    if sealed.withheld:
        return [_by_keys(sealed, other) for other in others]
    one = opened(sealed).whole
    return [
        _by_keys(sealed, other) if other.withheld else _by_content(one, other, opened(other))
        for other in others
    ]


def _by_content(one: Prepared, other: Sealed, opened: Opened) -> Comparison:
    found = at_most(one, opened.facts)
    if found.weight_bits >= LOOK_BITS:
        found = compare_prepared(one, opened.whole)
    reasons = tuple([Reason(_CODES[because.code], because.bits) for because in found.reasons])
    return Comparison(other.number, found.weight_bits, found.outcome.value, reasons)


def _by_keys(one: Sealed, other: Sealed) -> Comparison:
    """What the shared blind keys stand for; each fact counts once, by its strongest key."""
    prior = reason(ReasonCode.PRIOR)
    strongest: dict[ReasonCode, float] = {}
    for kind in shared_kinds(one, other):
        code, bits = KEY_EVIDENCE[kind]
        strongest[code] = max(bits, strongest.get(code, bits))
    reasons = [Reason(prior.code.value, prior.bits)]
    reasons += [Reason(code.value, bits) for code, bits in strongest.items()]
    weight = sum(because.bits for because in reasons)
    return Comparison(other.number, weight, outcome_of(weight).value, tuple(reasons))


def shared_kinds(one: Sealed, other: Sealed) -> list[KeyKind]:
    """The kinds of key by which looking for one finds the other, each once."""
    # The other way round finds the same facts: who has a birth date, and who has none, ask alike.
    return sorted({KeyKind(kind) for kind, _ in _told(one) & _stored(other)})


def _told(sealed: Sealed) -> set[tuple[int, bytes]]:
    """What is asked, but not the days next to a birth date: that they meet says little."""
    return {
        (key.kind, key.digest)
        for key in sealed.blind_keys
        if key.asked and (key.stored or key.kind in _EITHER_SIDE)
    }


def _stored(sealed: Sealed) -> set[tuple[int, bytes]]:
    return {(key.kind, key.digest) for key in sealed.blind_keys if key.stored}
