"""What is found between two names, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from panah.cli.endings import gettext_noop
from panah.engines.identity import Identity, WrittenName
from panah.engines.matching import Evidence, Reason, ReasonCode, explained
from panah.engines.names import CanonicalName, Role, Token, canonical

ROLES = {
    Role.SURNAME: gettext_noop("surname"),
    Role.GIVEN: gettext_noop("given name"),
    Role.PATRONYMIC: gettext_noop("patronymic"),
    Role.UNKNOWN: gettext_noop("part of unknown role"),
}
REASONS = {
    "prior": gettext_noop("any two people, before looking"),
    "surname_equal": gettext_noop("surname: the same"),
    "surname_spelt_otherwise": gettext_noop("surname: the same, spelt otherwise"),
    "surname_alike": gettext_noop("surname: alike"),
    "surname_initial_only": gettext_noop("surname: an initial on one side"),
    "surname_differs": gettext_noop("surname: different"),
    "given_equal": gettext_noop("given name: the same"),
    "given_spelt_otherwise": gettext_noop("given name: the same, spelt otherwise"),
    "given_short_form": gettext_noop("given name: a short form on one side"),
    "given_alike": gettext_noop("given name: alike"),
    "given_initial_only": gettext_noop("given name: an initial on one side"),
    "given_differs": gettext_noop("given name: different"),
    "patronymic_equal": gettext_noop("patronymic: the same"),
    "patronymic_spelt_otherwise": gettext_noop("patronymic: the same, spelt otherwise"),
    "patronymic_alike": gettext_noop("patronymic: alike"),
    "patronymic_initial_only": gettext_noop("patronymic: an initial on one side"),
    "patronymic_differs": gettext_noop("patronymic: different"),
    "patronymic_one_side_only": gettext_noop("patronymic: on one side only"),
    "name_part_equal": gettext_noop("part of the name: the same"),
    "name_part_spelt_otherwise": gettext_noop("part of the name: the same, spelt otherwise"),
    "name_part_alike": gettext_noop("part of the name: alike"),
    "name_part_initial_only": gettext_noop("part of the name: an initial on one side"),
    "name_part_differs": gettext_noop("part of the name: different"),
    "name_part_one_side_only": gettext_noop("part of the name: on one side only"),
    "name_order_exchanged": gettext_noop("surname and given name changed places"),
}
OUTCOMES = {
    "same": gettext_noop("the same person, nearly always"),
    "look": gettext_noop("worth a look"),
    "new": gettext_noop("too little for one person"),
}
_SILENT = frozenset({ReasonCode.BIRTH_DATE_UNKNOWN})  # only names are compared here


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """Two names as they were read, and the evidence between them."""

    a: CanonicalName
    b: CanonicalName
    evidence: Evidence


def between(a: str, b: str) -> Findings:
    """Compare two undivided names."""
    one, other = (Identity(WrittenName(full=text)) for text in (a, b))
    return Findings(canonical(one.name), canonical(other.name), explained(one, other))


def as_plain(found: Findings) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "match_weight": round(found.evidence.weight_bits, 2),
        "outcome": found.evidence.outcome.value,
        "a": [_token(token) for token in _tokens(found.a)],
        "b": [_token(token) for token in _tokens(found.b)],
        "reasons": [
            {
                "code": each.code.value,
                "bits": round(each.bits, 2),
                "letters": list(each.values),
                "words": worded(each),
            }
            for each in _said(found.evidence)
        ],
    }


def as_lines(found: Findings) -> list[str]:
    """What is printed for people."""
    weight = _("%(bits)s bits: %(outcome)s") % {
        "bits": f"{found.evidence.weight_bits:+.1f}",
        "outcome": _(OUTCOMES[found.evidence.outcome.value]),
    }
    names = [
        f"{letter}: " + ", ".join(f"{token.fold} ({_(ROLES[token.role])})" for token in tokens)
        for letter, tokens in (("A", _tokens(found.a)), ("B", _tokens(found.b)))
    ]
    reasons = [f"{each.bits:+7.1f}  {worded(each)}" for each in _said(found.evidence)]
    return [weight, *names, *reasons]


def worded(reason: Reason) -> str:
    """A reason in the language that is spoken."""
    letters = f" ({', '.join(reason.values)})" if reason.values else ""
    return _(REASONS[reason.code.value]) + letters


def _said(evidence: Evidence) -> list[Reason]:
    return [each for each in evidence.reasons if each.code not in _SILENT]


def _tokens(name: CanonicalName) -> tuple[Token, ...]:
    return name.forms[0] if name.forms else ()


def _token(token: Token) -> dict[str, Any]:
    return {
        "role": token.role.name.lower(),
        "fold": token.fold,
        "stem": token.stem,
        "initial": token.initial,
    }
