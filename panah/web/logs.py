"""Logs: what happened in the program, without names.

An exception's message and the values of its variables may hold what somebody typed, so only its
type and the places it passed are written.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

import structlog


def configure(settings: dict[str, Any]) -> None:
    """Send every log line through structlog, as one JSON object a line."""
    del settings
    structlog.configure(
        processors=[*_before(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=_before(),
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("panah").setLevel(logging.INFO)


def _before() -> list[Any]:
    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _places_only,
    ]


def _places_only(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    record = event.get("_record")
    found = event.pop("exc_info", None) or (record.exc_info if record else None)
    if record:
        record.exc_info = record.exc_text = None
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["places"] = [f"{frame.filename}:{frame.lineno}" for frame in frames[-6:]]
    for mentioned in ("request", "exception", "positional_args"):
        event.pop(mentioned, None)
    return event
