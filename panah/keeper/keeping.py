"""One question in, one answer out: known, at a pace, written down, and without a word too much."""

from __future__ import annotations

import hmac
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from panah.engines.matching import KEYS_VERSION
from panah.keeper.accesslog import AccessLog
from panah.keeper.answers import QUESTIONS, Question
from panah.keeper.errors import (
    BadQuestion,
    InternalError,
    KeeperError,
    KeeperLocked,
    TooFast,
    WrongToken,
)
from panah.keeper.keyfolder import Keys
from panah.keeper.pace import Paces
from panah.keeper.values import KeeperStatus

_WHO = re.compile(r"[A-Za-z0-9:_-]{0,64}", re.ASCII)
_TOLD = re.compile(r"[A-Za-z0-9_-]{0,40}", re.ASCII)
_COUNTED = ("people", "pairs", "references", "values")
_ALARMING = (TooFast, WrongToken)


@dataclass(frozen=True, slots=True)
class _Told:
    """What may be written down about a question."""

    ask: str = ""
    who: str = ""
    count: int = 1
    number: str = ""
    purpose: str = ""


class Keeper:
    """Answers questions with one site's keys, or with none while it is locked."""

    def __init__(
        self,
        keys: Keys | None,
        log: AccessLog,
        *,
        operator_token: str,
        paces: Paces | None = None,
        memory_locked: bool = False,
    ) -> None:
        self._keys = keys
        self._log = log
        self._operator_token = operator_token.encode()
        self._paces = paces or Paces()
        self._memory_locked = memory_locked
        self._counts = threading.Lock()
        self._answered = self._alarms = 0

    def answer(self, message: object) -> dict[str, Any]:
        """Answer a message of any form. What goes wrong is answered as a code, never raised."""
        told = _Told()
        try:
            asked = _well_formed(message)
            if asked["ask"] == "status":
                return {"ok": asdict(self._status())}
            told = _told(asked)
            answer = self._answer(asked)
            self._write(told)
        except KeeperError as error:
            return self._refused(told, error)
        except Exception as error:  # nothing that was asked may end the keeper
            return self._refused(told, InternalError(type(error).__name__))
        return {"ok": answer}

    def _answer(self, asked: Mapping[str, Any]) -> Any:
        if self._keys is None:
            raise KeeperLocked
        question = QUESTIONS.get(asked["ask"])
        if question is None:
            raise BadQuestion
        bulk = self._is_operator(asked)
        self._paces.take(asked["who"], _costs(question, asked), bulk=bulk)
        try:
            return question.answer(self._keys, asked)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise BadQuestion from None

    def _is_operator(self, asked: Mapping[str, Any]) -> bool:
        token = asked.get("token")
        if token is None:
            return False
        if isinstance(token, str) and hmac.compare_digest(token.encode(), self._operator_token):
            return True
        raise WrongToken

    def _status(self) -> KeeperStatus:
        return KeeperStatus(
            locked=self._keys is None,
            evaluation_mode=self._keys is not None,
            memory_locked=self._memory_locked,
            key_version=self._keys.key_version if self._keys else 0,
            keys_version=KEYS_VERSION,
            alarms=self._alarms,
            answered=self._answered,
            process_id=os.getpid(),
        )

    def _refused(self, told: _Told, error: KeeperError) -> dict[str, Any]:
        answer: dict[str, Any] = {"error": error.code}
        if isinstance(error, TooFast):
            answer["wait"] = error.wait_seconds
        try:
            self._write(told, error)
        except OSError:
            return {"error": InternalError.code}
        return answer

    def _write(self, told: _Told, error: KeeperError | None = None) -> None:
        is_alarm = isinstance(error, _ALARMING)
        with self._counts:
            self._answered += error is None
            self._alarms += is_alarm
        self._log.write(
            kind="alarm" if is_alarm else "question",
            outcome=error.code if error else "ok",
            failure=str(error) if isinstance(error, InternalError) else "",
            **asdict(told),
        )


def _well_formed(message: object) -> Mapping[str, Any]:
    if not isinstance(message, dict):
        raise BadQuestion
    if not isinstance(message.get("ask"), str):
        raise BadQuestion
    if not isinstance(message.get("who"), str) or not _WHO.fullmatch(message["who"]):
        raise BadQuestion
    return message


def _told(asked: Mapping[str, Any]) -> _Told:
    ask = asked["ask"] if asked["ask"] in QUESTIONS else "?"
    if ask == "open":
        return _Told(ask, asked["who"], 1, _number(asked), _word(asked.get("purpose")))
    lists = [value for name, value in asked.items() if name in _COUNTED and isinstance(value, list)]
    return _Told(ask, asked["who"], len(lists[0]) if lists else 1)


def _number(asked: Mapping[str, Any]) -> str:
    sealed = asked.get("sealed")
    return _word(sealed[0]) if isinstance(sealed, list) and sealed else ""


def _word(value: object) -> str:
    """A value that may be written down, or nothing: only short words of plain letters are."""
    return value if isinstance(value, str) and _TOLD.fullmatch(value) else ""


def _costs(question: Question, asked: Mapping[str, Any]) -> dict[str, int]:
    try:
        return question.costs(asked)
    except (KeyError, TypeError, ValueError):
        raise BadQuestion from None
