"""Comparing sealed identities. Withheld ones stay closed: their shared blind keys speak."""

from __future__ import annotations

from collections.abc import Callable

from panah.engines.matching import KEY_EVIDENCE, SIDES, KeyKind, Prepared, ReasonCode, outcome_of
from panah.engines.matching import compare as compare_prepared
from panah.engines.matching.weighing import reason
from panah.keeper.values import Comparison, Reason, Sealed

_CODES = {code: code.value for code in ReasonCode}  # asking the member takes five times as long
_EITHER_SIDE = {int(kind) for both in SIDES.items() for kind in both}

Prepare = Callable[[Sealed], Prepared]


def compare(sealed: Sealed, others: list[Sealed], *, prepare: Prepare) -> list[Comparison]:
    """Compare one with several, in the order given.

    Args:
        prepare: opens a sealed identity that is not withheld and makes it ready.
    """
    if sealed.withheld:
        return [_by_keys(sealed, other) for other in others]
    one = prepare(sealed)
    return [
        _by_keys(sealed, other) if other.withheld else _by_content(one, other, prepare)
        for other in others
    ]


def _by_content(one: Prepared, other: Sealed, prepare: Prepare) -> Comparison:
    found = compare_prepared(one, prepare(other))
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
