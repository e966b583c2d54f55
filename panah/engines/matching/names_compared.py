"""Two names side by side: which part answers to which, and what that says."""

from __future__ import annotations

from collections.abc import Iterator

from panah.engines.matching.parts import Form, Likeness, Part, likeness
from panah.engines.matching.weighing import RAREST, Reason, ReasonCode, reason
from panah.engines.names import Role

_U, _S, _G, _P = Role.UNKNOWN, Role.SURNAME, Role.GIVEN, Role.PATRONYMIC
MOST_PARTS = 5  # the sixth part of a name is not worth the time of trying every order

Match = tuple[float, bool, Reason]
"""Bits by which pairs are chosen, whether surname and given name changed places, the finding."""
Found = tuple[Reason, Part | None, Part | None]
Likened = list[list[tuple[Likeness, float]]]
"""For each part of the one form and each of the other, how alike they are and what that costs."""


def name_reasons(a: tuple[Form, ...], b: tuple[Form, ...]) -> tuple[Reason, ...]:
    """What is found between two names, in the forms in which they agree best."""
    return tuple(reason for reason, _, _ in matched_parts(a, b))


def matched_parts(a: tuple[Form, ...], b: tuple[Form, ...]) -> tuple[Found, ...]:
    """The same, each with the two parts that answer to each other, if there are two."""
    best: tuple[Found, ...] = ()
    most = float("-inf")
    for one in a:
        for other in b:
            found = tuple(_between(one, other, _alike(one, other)))
            bits = sum(each[0].bits for each in found)
            if bits > most:
                best, most = found, bits
    return best


def form_reasons(a: Form, b: Form, alike: Likened) -> tuple[Reason, ...]:
    """What is found between two forms of which it is known how alike their parts are."""
    return tuple(reason for reason, _, _ in _between(a, b, alike))


def most_name_bits(forms: tuple[Form, ...]) -> float:
    """The most that a name can weigh beside any other."""
    return max([sum([_MOST[_rarest(part)] for part in form]) for form in forms], default=0.0)


def _rarest(part: Part) -> int:
    return part.bits[part.role] if part.role else max(part.bits)


def _alike(a: Form, b: Form) -> Likened:
    return [[likeness(one, other) for other in b[:MOST_PARTS]] for one in a[:MOST_PARTS]]


def _between(a: Form, b: Form, alike: Likened) -> Iterator[Found]:
    a, b = a[:MOST_PARTS], b[:MOST_PARTS]
    matches = [
        [_match(one, other, how) for other, how in zip(b, row, strict=True)]
        for one, row in zip(a, alike, strict=True)
    ]
    pairs = _only(matches) or _best(matches, 0, frozenset())[1]
    exchanged = False
    for at_a, at_b in pairs:
        match = matches[at_a][at_b]
        assert match is not None
        exchanged = exchanged or match[1]
        yield match[2], a[at_a], b[at_b]
    if exchanged:
        yield reason(ReasonCode.NAME_ORDER_EXCHANGED), None, None
    matched = {a[at].role or b[other].role for at, other in pairs}
    left_a = [part for at, part in enumerate(a) if at not in {pair[0] for pair in pairs}]
    left_b = [part for at, part in enumerate(b) if at not in {pair[1] for pair in pairs}]
    yield from ((left, None, None) for left in _left_over(left_a, left_b, matched))


def _only(matches: list[list[Match | None]]) -> list[tuple[int, int]]:
    """Every part with the only one that it can answer to, if no part has two."""
    found = [
        (at, other)
        for at, row in enumerate(matches)
        for other, match in enumerate(row)
        if match is not None
    ]
    one, other = ({pair[side] for pair in found} for side in (0, 1))
    return found if len(one) == len(found) == len(other) else []


def _best(
    matches: list[list[Match | None]], at: int, taken: frozenset[int]
) -> tuple[float, list[tuple[int, int]]]:
    """The pairing of parts that weighs most, from part `at` on."""
    if at == len(matches):
        return 0.0, []
    most, pairs = _best(matches, at + 1, taken)
    for other, match in enumerate(matches[at]):
        if match is None or other in taken:
            continue
        bits, rest = _best(matches, at + 1, taken | {other})
        if bits + match[0] > most:
            most, pairs = bits + match[0], [(at, other), *rest]
    return most, pairs


def _match(a: Part, b: Part, alike: tuple[Likeness, float]) -> Match | None:
    found, cost = alike
    if found is Likeness.DIFFERENT:
        return None
    role, exchanged = _shared_role(a, b, found)
    if role is None or (found is Likeness.SHORT_FORM and role in (_S, _P)):
        return None
    rarity = min(a.bits[a.role or role], b.bits[b.role or role])
    finding = reason(_CODES[role][found], rarity, cost=cost)
    if finding.bits < 0 and finding.bits < reason(_DIFFERS[role]).bits + 1:
        return None
    # Parts of one role are preferred by a hair, so that ties do not exchange names.
    return (
        max(finding.bits - reason(_DIFFERS[role]).bits, 0.1) - 0.05 * exchanged,
        exchanged,
        finding,
    )


def _shared_role(a: Part, b: Part, found: Likeness) -> tuple[Role | None, bool]:
    if a.role is b.role:
        return a.role, False
    if _P in (a.role, b.role):  # Stepan is no patronymic beside Степанович
        return (max(min(a.role, b.role), _S), False) if a.fold == b.fold else (None, False)
    if not a.role or not b.role:
        return a.role or b.role, False
    return (a.role, True) if found >= Likeness.SHORT_FORM else (None, False)


def _left_over(a: list[Part], b: list[Part], matched: set[Role]) -> Iterator[Reason]:
    """Parts without an answer: two that stand in one place differ, others one side leaves out."""
    for role in (_S, _G, _P):
        one, other = _first(a, role), _first(b, role)
        if one and other:
            a.remove(one)
            b.remove(other)
            yield reason(_DIFFERS[_U if role in matched else role])
    for one, other in zip(a[:], b[:], strict=False):
        if one.role and other.role and _P in (one.role, other.role):
            continue
        a.remove(one)
        b.remove(other)
        yield reason(_DIFFERS[_G if _S in matched else one.role or other.role])
    yield from (reason(_ONE_SIDED[part.role]) for part in (*a, *b))


def _first(parts: list[Part], role: Role) -> Part | None:
    return next((part for part in parts if part.role is role), None)


def _codes(stem: str) -> dict[Likeness, ReasonCode]:
    return {
        Likeness.EQUAL: ReasonCode(f"{stem}_equal"),
        Likeness.SPELT_OTHERWISE: ReasonCode(f"{stem}_spelt_otherwise"),
        Likeness.SHORT_FORM: ReasonCode.GIVEN_SHORT_FORM,
        Likeness.ALIKE: ReasonCode(f"{stem}_alike"),
        Likeness.INITIAL: ReasonCode(f"{stem}_initial_only"),
    }


_CODES = {
    _U: _codes("name_part"),
    _S: _codes("surname"),
    _G: _codes("given"),
    _P: _codes("patronymic"),
}
_DIFFERS = {
    _U: ReasonCode.NAME_PART_DIFFERS,
    _S: ReasonCode.SURNAME_DIFFERS,
    _G: ReasonCode.GIVEN_DIFFERS,
    _P: ReasonCode.PATRONYMIC_DIFFERS,
}
_ONE_SIDED = {
    _U: ReasonCode.NAME_PART_ONE_SIDE_ONLY,
    _S: ReasonCode.NAME_PART_ONE_SIDE_ONLY,
    _G: ReasonCode.NAME_PART_ONE_SIDE_ONLY,
    _P: ReasonCode.PATRONYMIC_ONE_SIDE_ONLY,
}
# By the rarity of the name: the most that a finding may weigh in whatever role.
_MOST = [
    max(0.0, *(reason(code, rarity).bits for codes in _CODES.values() for code in codes.values()))
    for rarity in range(RAREST)
]
