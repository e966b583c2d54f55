"""Two names side by side: which part answers to which, and what that says."""

from __future__ import annotations

from panah.engines.matching.weighing import Reason, ReasonCode, reason
from panah.engines.names import CanonicalName, Role, Token

_CODES = {
    Role.SURNAME: "surname",
    Role.GIVEN: "given",
    Role.PATRONYMIC: "patronymic",
}


def name_reasons(a: CanonicalName, b: CanonicalName) -> tuple[Reason, ...]:
    """What is found between two names, in the forms in which they agree best."""
    if a.is_empty or b.is_empty:
        return ()
    found = [_between(one, other) for one in a.forms for other in b.forms]
    return max(found, key=lambda reasons: sum(each.bits for each in reasons))


def _between(a: tuple[Token, ...], b: tuple[Token, ...]) -> tuple[Reason, ...]:
    left = list(b)
    found = []
    for token in a:
        for other in left:
            if token.skeleton == other.skeleton:
                role = token.role or other.role or Role.SURNAME
                kind = "equal" if token.fold == other.fold else "spelt_otherwise"
                found.append(reason(ReasonCode(f"{_CODES[role]}_{kind}"), "rare"))
                left.remove(other)
                break
        else:
            if token.role is Role.SURNAME:
                found.append(reason(ReasonCode.SURNAME_DIFFERS))
            elif token.role is Role.GIVEN:
                found.append(reason(ReasonCode.GIVEN_DIFFERS))
    return tuple(found)
