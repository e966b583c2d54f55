"""Logs: what happened in the program, without names.

An exception's message and the values of its variables may hold what somebody typed, so only its
type and the places it passed are written. An address may hold the secret of a ticket, so only the
view is. Of what other libraries say, the sentence is written and not what they fill into it.
"""

from __future__ import annotations

import logging
import os
import traceback
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

FOLDER_VARIABLE, PROCESS_VARIABLE = "PANAH_LOGS", "PANAH_PROCESS"
MOST_BYTES, KEPT_FILES = 5_000_000, 5
SLOW = "panah.slow"
OWNERS = 0o600


class OwnFile(RotatingFileHandler):
    """A file that nobody but its owner reads, whatever the process allows for others."""

    def _open(self) -> TextIOWrapper:
        own = partial(os.open, mode=OWNERS)
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=own)


def configure(settings: dict[str, Any]) -> None:
    """Send every log line through structlog, as one JSON object a line.

    Django calls this only when `settings.LOGGING` is not empty, and has set up its own logging by
    then: handlers that would mail or print a whole request.
    """
    del settings
    structlog.configure(
        processors=[*_before(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    root = logging.getLogger()
    root.handlers = [logging.StreamHandler(), *_files()]
    for handler in root.handlers:
        handler.setFormatter(_as_json())
    root.setLevel(logging.WARNING)
    logging.getLogger("panah").setLevel(logging.INFO)
    for name in ("django", "django.server"):
        theirs = logging.getLogger(name)
        theirs.handlers, theirs.propagate = [], True
        theirs.setLevel(logging.NOTSET)


def _as_json() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(ensure_ascii=False),
        foreign_pre_chain=_before(),
    )


def _files() -> list[logging.Handler]:
    """Where a launcher named a folder: all, errors and slow answers, in files that never grow.

    Without a folder the lines go to the standard error alone, where a system's own journal rotates.
    """
    folder, process = os.environ.get(FOLDER_VARIABLE), os.environ.get(PROCESS_VARIABLE)
    if not folder or not process:
        return []
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    everything, errors, slow = (
        OwnFile(
            Path(folder) / f"{process}{part}.log",
            maxBytes=MOST_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
        for part in ("", "-errors", "-slow")
    )
    errors.setLevel(logging.ERROR)
    slow.addFilter(logging.Filter(SLOW))
    return [everything, errors, slow]


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
    if record and not event.get("_from_structlog"):
        event |= _said_by(record)
    return event


def _said_by(record: logging.LogRecord) -> dict[str, Any]:
    """What a record of the standard library's kind may say; ours is written as we worded it."""
    if record.name.startswith("panah"):
        return {}
    if (status := getattr(record, "status_code", None)) is None:
        return {"event": str(record.msg), "logger": record.name}
    # Django's own: it would repeat the address, or words that came with the request.
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return {"event": record.name, "status": status, "view": match.view_name if match else ""}
