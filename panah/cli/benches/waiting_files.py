"""The files of `panah bench waiting`: logs, announced desks, estimates; whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panah.engines.waiting.announced import Announced
    from panah.engines.waiting.logs import Log
    from panah.engines.waiting.replay import Estimates

DESK_COLUMNS = ("hour", "desks")
WRITTEN = ("row", "low_minutes", "middle_minutes", "high_minutes")


def read(path: Path) -> Log:
    """The log in a file.

    Raises:
        UnusableLog: with the row, counted from 0 after the line of names.
    """
    from panah.engines.waiting.logs import COLUMNS, read_log

    return read_log(_rows(path, COLUMNS))


def read_desks(path: Path, log: Log) -> tuple[Announced, ...]:
    """The announced desks in a file of `hour,desks`, in the minutes of a log.

    An hour is a moment with a zone, or a number from 0 to 23 for every day alike.
    """
    from panah.engines.waiting.announced import Announced

    spans: list[Announced] = []
    for number, row in enumerate(_rows(path, DESK_COLUMNS)):
        desks = _number(str(row["desks"]), number, "desks")
        spans += [Announced(at, at + 60, desks) for at in _hours(str(row["hour"]), number, log)]
    return tuple(sorted(spans, key=lambda span: span.begin))


def write(path: Path, estimates: Estimates) -> None:
    """Every estimate there is, in the order of the log. The file appears whole."""
    import numpy as np

    columns = (estimates.low, estimates.middle, estimates.high)
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(WRITTEN)
        for row in np.flatnonzero(np.isfinite(estimates.middle)):
            lines.writerow([row, *(f"{column[row]:.6f}" for column in columns)])
    os.replace(beside, path)


def _rows(path: Path, columns: Iterable[str]) -> Iterable[Mapping[str | None, object]]:
    from panah.engines.waiting.logs import UnusableLog

    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        named = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = named
        if missing := [column for column in columns if named.count(column) != 1]:
            raise UnusableLog(f"the column {missing[0]} is not there once")
        yield from reader
    except csv.Error as broken:
        raise UnusableLog(str(broken), row=max(0, reader.line_num - 2)) from None


def _text(path: Path) -> str:
    from panah.engines.waiting.logs import UnusableLog

    try:
        read = path.read_bytes()
    except OSError as closed:
        raise UnusableLog(f"{path.name}: {closed.strerror}") from None
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        row = read.count(b"\n", 0, broken.start) - 1
        raise UnusableLog("is not UTF-8", row=row if row >= 0 else None) from None


def _hours(text: str, number: int, log: Log) -> list[float]:
    from panah.engines.waiting.logs import UnusableLog

    if text.strip().isdigit():
        hour = _number(text, number, "hour")
        if hour > 23:
            raise UnusableLog(f"is {hour}, no hour of a day", row=number, column="hour")
        last = int(max(log.arrived) // 1440)
        return [day * 1440.0 + hour * 60 for day in range(last + 1)]
    try:
        moment = datetime.fromisoformat(text.strip())
        return [(moment - log.begins_at).total_seconds() / 60]
    except (ValueError, TypeError):
        raise UnusableLog("is no moment with a zone", row=number, column="hour") from None


def _number(text: str, number: int, column: str) -> int:
    from panah.engines.waiting.logs import UnusableLog

    if not (text.strip().isascii() and text.strip().isdigit()):
        raise UnusableLog(f"is {text!r}, not a number", row=number, column=column)
    return int(text)
