"""From a name as it was written to its canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from panah.engines.identity import WrittenName
from panah.engines.names import endings
from panah.engines.names.letters import fold, skeleton
from panah.engines.names.tokens import CanonicalName, Role, Token

CANONICAL_VERSION = 1
"""Changes when a name may get another form than before; stored beside what was made of it."""

_LONGEST = 200
_MOST_WORDS = 8
_JOINED = str.maketrans("", "", "'’‘ʻʼʹʺ`´′\u0301\u02bb\u02bc\u00ad\u200b\u200c\u200d")
_WORD = re.compile(r"[^\W_]+")


def canonical(name: WrittenName) -> CanonicalName:
    """The name's parts, each in one spelling for all scripts. Any text is taken."""
    native = _parts(name.family, name.given, name.patronymic)
    latin = _parts(name.family_latin, name.given_latin, "")
    if native and latin and len(native) > len(latin):
        latin += [token for token in native if token.role is Role.PATRONYMIC]
    undivided = _undivided(name.full)
    forms = dict.fromkeys(tuple(form) for form in (native, latin, undivided) if form)
    return CanonicalName(tuple(forms))


def _parts(family: str, given: str, patronymic: str) -> list[Token]:
    tokens = [_token(word, Role.SURNAME) for word in _folds(family)]
    firsts = [_token(word, Role.GIVEN) for word in _folds(given)]
    if len(firsts) > 1 and not patronymic:
        firsts[1:] = [_patronymic_if_so(token) for token in firsts[1:]]
    fathers = [_token(word, Role.PATRONYMIC) for word in _folds(patronymic)]
    return tokens + firsts + fathers


def _undivided(text: str) -> list[Token]:
    tokens = [_patronymic_if_so(_token(word, Role.UNKNOWN)) for word in _folds(text)]
    if len(tokens) < 3:  # Роман Абрамович: an ending alone does not decide
        tokens = [_token(token.fold, Role.UNKNOWN) for token in tokens]
    return tokens


def _folds(text: str) -> Iterable[str]:
    if not text:
        return []
    text = unicodedata.normalize("NFKC", text[:_LONGEST].lower()).translate(_JOINED)
    folds = [folded for word in _WORD.findall(text)[:_MOST_WORDS] if (folded := fold(word))]
    return [folded for folded in folds if folded not in endings.APART] or folds


def _token(folded: str, role: Role) -> Token:
    if role is Role.PATRONYMIC:
        stem = endings.father(folded)
    elif role is Role.GIVEN:
        stem = folded
    else:
        stem = endings.surname_stem(folded)
    return Token(role, folded, stem, skeleton(stem), initial=len(folded) == 1)


def _patronymic_if_so(token: Token) -> Token:
    if endings.is_patronymic(token.fold):
        return _token(token.fold, Role.PATRONYMIC)
    return token
