"""One lasting connection to the keeper for each thread, and the one question-and-answer on it."""

from __future__ import annotations

import os
import select
import socket
import threading
from typing import Any

from panah.keeper import wire
from panah.keeper.client.asker import asker
from panah.keeper.errors import ANSWERED, BadQuestion, InternalError, KeeperUnreachable, TooFast

SOCKET_VARIABLE = "PANAH_KEEPER_SOCKET"
TOKEN_VARIABLE = "PANAH_KEEPER_TOKEN"  # noqa: S105 - the variable's name, not a token

_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 30.0
_STATUS_SECONDS = 3.0  # a container's health is given up after four
_ASKED_ONCE = frozenset({"open"})  # an opening is counted: it is not repeated unasked

_mine = threading.local()


def ask(question: str, *, who: str | None = None, **arguments: object) -> Any:
    """Ask the keeper and return its answer.

    A connection that went stale is made anew; a question that changes nothing is then asked a
    second time.

    Raises:
        KeeperUnreachable: nobody answers, or the keeper ended while answering.
        KeeperError: what the keeper answered instead, see `panah.keeper.errors`.
    """
    message = {"ask": question, "who": asker() if who is None else who, **arguments}
    if token := os.environ.get(TOKEN_VARIABLE):
        message["token"] = token
    attempts = 1 if question in _ASKED_ONCE else 2
    while True:
        attempts -= 1
        try:
            return _answered(_exchange(message))
        except (OSError, wire.Closed) as error:
            disconnect()
            if not attempts or isinstance(error, TimeoutError):
                raise KeeperUnreachable("the keeper does not answer") from None


def disconnect() -> None:
    """Close this thread's connection; the next question makes a new one."""
    if connection := getattr(_mine, "connection", None):
        connection.close()
        _mine.connection = None


def _exchange(message: dict[str, object]) -> Any:
    connection = _connection()
    connection.settimeout(_STATUS_SECONDS if message["ask"] == "status" else _ANSWER_SECONDS)
    try:
        wire.send(connection, message)
        return wire.receive(connection)
    except wire.BadFrame as error:
        disconnect()
        raise BadQuestion(f"the frame is {error}") from None


def _answered(answer: Any) -> Any:
    if "error" not in answer:
        return answer["ok"]
    code = answer["error"]
    if code == TooFast.code:
        raise TooFast(answer["wait"])
    raise ANSWERED.get(code, InternalError)(f"the keeper answered: {code}")


def _connection() -> socket.socket:
    path = os.environ.get(SOCKET_VARIABLE, "")
    mark = (path, os.getpid())  # another keeper, or a forked process: not our connection
    connection: socket.socket | None = getattr(_mine, "connection", None)
    if connection is not None and (_mine.mark != mark or _is_stale(connection)):
        disconnect()
        connection = None
    if connection is None:
        connection = _mine.connection = _connect(path)
        _mine.mark = mark
    return connection


def _connect(path: str) -> socket.socket:
    if not path:
        raise KeeperUnreachable(f"{SOCKET_VARIABLE} does not say where the keeper listens")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_CONNECT_SECONDS)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _is_stale(connection: socket.socket) -> bool:
    # Between two questions the keeper says nothing: anything to read is its end.
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0))
