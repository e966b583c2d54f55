"""The socket: a thread for each connection, frame by frame, until the other side is gone."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
from pathlib import Path
from typing import Any

from panah.keeper import wire
from panah.keeper.errors import BadQuestion, InternalError
from panah.keeper.keeping import Keeper

CONNECTIONS_AT_ONCE = 128
FRAME_SECONDS = 10.0
"""Once a frame has begun, the rest of it must come within this time between two parts."""


class KeeperServer(socketserver.ThreadingUnixStreamServer):
    """Listens at a path that only this user reaches."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, path: Path, keeper: Keeper) -> None:
        self.keeper = keeper
        self._free = threading.BoundedSemaphore(CONNECTIONS_AT_ONCE)
        super().__init__(str(path), _Conversation)
        os.chmod(path, 0o600)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for the connection, or close it when there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Talk until the end, then make room for another connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a traceback could show what was asked. The access log has the outcome."""


class _Conversation(socketserver.BaseRequestHandler):
    server: KeeperServer
    request: socket.socket

    def handle(self) -> None:
        try:
            while self._next_frame_begins():
                self._answer(wire.receive(self.request))
        except wire.BadFrame:
            self._say({"error": BadQuestion.code})  # where the next frame begins is not known
        except (wire.Closed, OSError):
            return

    def _next_frame_begins(self) -> bool:
        self.request.settimeout(None)
        begun = self.request.recv(1, socket.MSG_PEEK) != b""
        self.request.settimeout(FRAME_SECONDS)
        return begun

    def _answer(self, message: object) -> None:
        answer = self.server.keeper.answer(message)
        try:
            self._say(answer)
        except wire.BadFrame:
            self._say({"error": InternalError.code})

    def _say(self, answer: dict[str, Any]) -> None:
        wire.send(self.request, answer)
