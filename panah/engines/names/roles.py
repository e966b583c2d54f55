"""Which part of an undivided name is what, as far as endings, order and common names tell."""

from __future__ import annotations

from panah.engines.names import endings
from panah.engines.names.frequency import is_common_given
from panah.engines.names.kin import kin_of
from panah.engines.names.letters import skeleton
from panah.engines.names.tokens import Role

_U, _S, _G, _P = Role.UNKNOWN, Role.SURNAME, Role.GIVEN, Role.PATRONYMIC


def roles(folds: list[str], *, surname_first: bool = False) -> list[Role]:
    """A role for each part, `UNKNOWN` where nothing tells.

    Args:
        surname_first: a comma followed the first part.
    """
    father = _father_at(folds)
    if surname_first:
        return [_S, _G, *[_P] * (len(folds) - 2)][: len(folds)]
    if father is not None:
        return _around(folds, father)
    return _by_look(folds)


def _father_at(folds: list[str]) -> int | None:
    """Where the patronymic stands, or its initial."""
    if len(folds) < 3:  # Роман Абрамович: with two parts an ending does not decide
        return None
    found = [at for at, fold in enumerate(folds) if endings.is_patronymic(fold)]
    if found:  # in Янка Евгеньевич Лазаревич and Лазаревич Янка Евгеньевич it follows Янка
        after_given = [at for at in found if at and at - 1 not in found]
        return (after_given or found)[-1 if found[0] == 0 else 0]
    initials = [at for at, fold in enumerate(folds) if len(fold) == 1]
    return initials[0] if len(initials) == 1 and initials[0] else None


def _around(folds: list[str], father: int) -> list[Role]:
    found = [_S] * len(folds)
    found[father] = _P
    if father:
        found[father - 1] = _G
        return found
    rest = _by_look(folds[1:])
    return [_P, *rest]


def _by_look(folds: list[str]) -> list[Role]:
    whole = [at for at, fold in enumerate(folds) if len(fold) > 1]
    found = [_U] * len(folds)
    if len(whole) == 1 and len(folds) > 1:  # Щербаков Е. Н.
        initials = [at for at in range(len(folds)) if at not in whole]
        for at, role in zip(initials, (_G, _P), strict=False):
            found[at] = role
        found[whole[0]] = _S
        return found
    looks = {at: _looks_given(folds[at]) for at in whole}
    given = [at for at in whole if looks[at] == max(looks.values())]
    if len(given) == 1 and len(whole) > 1:
        found = [_S] * len(folds)
        found[given[0]] = _G
    return found


def _looks_given(fold: str) -> int:
    sound = skeleton(fold)
    known = is_common_given(kin_of(sound)) and len(sound) > 1
    return 2 * known - 3 * endings.is_surname(fold)
