"""Comparing sealed identities. Withheld ones stay closed: their shared blind keys speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panah.engines.matching import (
    A_MILLION,
    KEY_EVIDENCE,
    LOOK_BITS,
    SIDES,
    Evidence,
    KeyKind,
    Prepared,
    ReasonCode,
    at_most,
    facts_of_plain,
    most_name_bits,
    outcome_of,
    prior,
    with_name,
)
from panah.engines.matching import compare as compare_prepared
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


def compare(
    sealed: Sealed, others: list[Sealed], *, opened: Open, among: int = A_MILLION
) -> list[Comparison]:
    """Compare one with several, in the order given.

    Who cannot be worth a look is not compared to the end: the weight is then what it is at most,
    and of the name nothing is said.

    Args:
        opened: opens a sealed identity that is not withheld.
        among: how many people are registered.
    """
    if sealed.withheld:
        return [_by_keys(sealed, other, among) for other in others]
    one = opened(sealed).whole
    names = most_name_bits(one.forms)

    def by_content(other: Opened) -> Evidence:
        found = at_most(one, other.facts, names=names, among=among)
        if found.weight_bits < LOOK_BITS:
            return found
        return compare_prepared(one, other.whole, among=among)

    return [
        _by_keys(sealed, other, among)
        if other.withheld
        else _told(other, by_content(opened(other)))
        for other in others
    ]


def _told(other: Sealed, found: Evidence) -> Comparison:
    reasons = tuple([Reason(_CODES[because.code], because.bits) for because in found.reasons])
    return Comparison(other.number, found.weight_bits, found.outcome.value, reasons)


def _by_keys(one: Sealed, other: Sealed, among: int) -> Comparison:
    """What the shared blind keys stand for; each fact counts once, by its strongest key."""
    before = prior(among)
    strongest: dict[ReasonCode, float] = {}
    for kind in shared_kinds(one, other):
        code, bits = KEY_EVIDENCE[kind]
        strongest[code] = max(bits, strongest.get(code, bits))
    reasons = [Reason(before.code.value, before.bits)]
    reasons += [Reason(code.value, bits) for code, bits in strongest.items()]
    weight = sum(because.bits for because in reasons)
    return Comparison(other.number, weight, outcome_of(weight).value, tuple(reasons))


def shared_kinds(one: Sealed, other: Sealed) -> list[KeyKind]:
    """The kinds of key by which looking for one finds the other, each once."""
    # The other way round finds the same facts: who has a birth date, and who has none, ask alike.
    return sorted({KeyKind(kind) for kind, _ in _asked(one) & _stored(other)})


def _asked(sealed: Sealed) -> set[tuple[int, bytes]]:
    """What is asked, but not the days next to a birth date: that they meet says little."""
    return {
        (key.kind, key.digest)
        for key in sealed.every_key
        if key.asked and (key.stored or key.kind in _EITHER_SIDE)
    }


def _stored(sealed: Sealed) -> set[tuple[int, bytes]]:
    return {(key.kind, key.digest) for key in sealed.blind_keys if key.stored}
