"""From a name as it was written to its canonical form."""

from __future__ import annotations

import re

from panah.engines.identity import WrittenName
from panah.engines.names import endings
from panah.engines.names.letters import folds, skeleton
from panah.engines.names.roles import roles
from panah.engines.names.tokens import CanonicalName, Role, Token

CANONICAL_VERSION = 3
"""Changes when a name may get another form than before; stored beside what was made of it."""

LONGEST = 200
MOST_WORDS = 8
_ASIDE = re.compile(r"\(([^()]*)\)")


def canonical(name: WrittenName) -> CanonicalName:
    """The name's parts, each in one spelling for all scripts. Any text is taken."""
    native = _parts(name.family, name.given, name.patronymic)
    latin = _parts(name.family_latin, name.given_latin, "")
    if not native and not latin:
        undivided = _undivided(name.full)
        return CanonicalName((undivided,) if undivided else ())
    if native and latin and len(native) > len(latin):
        latin += tuple(token for token in native if token.role is Role.PATRONYMIC)
    undivided = _undivided(name.full)
    forms = tuple(form for form in (native, latin, undivided) if form)
    return CanonicalName(tuple(dict.fromkeys(forms)) if len(forms) > 1 else forms)


def _parts(family: str, given: str, patronymic: str) -> tuple[Token, ...]:
    if not (family or given or patronymic):
        return ()
    tokens = [token_of(word, Role.SURNAME) for word in _folds(family)]
    firsts = _folds(given)
    for at, word in enumerate(firsts):
        is_father = at and not patronymic and endings.is_patronymic(word)
        tokens.append(token_of(word, Role.PATRONYMIC if is_father else Role.GIVEN))
    tokens += [token_of(word, Role.PATRONYMIC) for word in _folds(patronymic)]
    return tuple(tokens)


def _undivided(text: str) -> tuple[Token, ...]:
    if not text:
        return ()
    if "(" in text:
        text = _ASIDE.sub(_named, text)
    words = _folds(text)
    surname_first = _is_surname_first(text, ",") or _is_surname_first(text, "<<")
    found = roles(words, surname_first=surname_first)
    return tuple(map(token_of, words, found))


def _is_surname_first(text: str, mark: str) -> bool:
    return mark in text and len(_folds(text[: text.index(mark)])) == 1


def _named(aside: re.Match[str]) -> str:
    """What stands in brackets: another name, as (Петрова), or a remark, as (режиссёр)."""
    return " " if aside.group(1)[:1].islower() else f" {aside.group(1)} "


def _folds(text: str) -> list[str]:
    return endings.joined(folds(text[:LONGEST])[:MOST_WORDS]) if text else []


def token_of(folded: str, role: Role) -> Token:
    """One part in this role, from its fold."""
    if role is Role.PATRONYMIC:
        stem = endings.father(folded)
    elif role is Role.GIVEN:
        stem = folded
    else:
        stem = endings.surname_stem(folded)
    return Token(role, folded, stem, skeleton(stem), initial=len(folded) == 1)
