"""The machine: whether memory can be locked, whether the clock is right, whether the disk takes."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from panah import __file__ as here
from panah.cli.examining.finding import Finding, danger, fine, look

FREE_DANGER, FREE_LOOK = 200_000_000, 2_000_000_000
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
TIMEX_BYTES = 512  # more than any system's struct


def memory() -> Iterator[Finding]:
    """Whether a keeper that is started from here can keep its keys out of the swap."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft == resource.RLIM_INFINITY:
        yield fine(_("Locked memory"), _("allowed without limit"), limit=None)
        return
    advice = _("The keeper’s keys may be written to swap. Raise it: ulimit -l unlimited.")
    kilobytes = _("limited to %(size)s kB") % {"size": soft // 1024}
    yield look(_("Locked memory"), kilobytes, advice, limit=soft)


def clock() -> Iterator[Finding]:
    """The machine's clock: after this program was made, held by a time server, zones up to date."""
    now = datetime.now(UTC)
    made = datetime.fromtimestamp(Path(here).stat().st_mtime, UTC)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < made - timedelta(days=1):
        advice = _("It is earlier than this program: days and deadlines will be wrong. Set it.")
        yield danger(_("Clock"), said, advice)
    elif (held := _is_synchronised()) is False:
        advice = _("No time server holds it. Compare it with another clock before opening.")
        yield look(_("Clock"), said, advice, synchronised=held)
    else:
        yield fine(_("Clock"), said, synchronised=held)
    yield _zones()


def disk(data: Path) -> Iterator[Finding]:
    """Whether there is room, and whether a file can be written and forced to the disk."""
    folder = next(one for one in (data, *data.absolute().parents) if one.is_dir())
    free = shutil.disk_usage(folder).free
    said = _("%(size)s GB free") % {"size": f"{free / 1e9:.1f}"}
    if free < FREE_DANGER:
        yield danger(_("Disk"), said, _("Make room: nobody can be registered soon."), free=free)
    elif free < FREE_LOOK:
        yield look(_("Disk"), said, _("Make room before many people come."), free=free)
    else:
        yield fine(_("Disk"), said, free=free)
    try:
        _write_through(folder)
    except OSError as error:
        found = os.strerror(error.errno or 0)
        yield danger(_("Writing"), found, _("The data folder cannot be written to."))
    else:
        yield fine(_("Writing"), _("a file was written and forced to the disk"))


def _zones() -> Finding:
    topic = _("Time zones")
    try:
        after = datetime(2024, 7, 1, tzinfo=ZoneInfo("Asia/Almaty")).utcoffset()
    except ZoneInfoNotFoundError:
        return danger(topic, _("none are installed"), _("Install the package tzdata."))
    if after != timedelta(hours=5):
        advice = _("They are older than 2024: Almaty is an hour off. Update tzdata.")
        return danger(topic, _("out of date"), advice)
    return fine(topic, _("up to date with 2024"))


def _is_synchronised() -> bool | None:
    """Whether the system says that a time server holds the clock; None when it does not say."""
    with suppress(OSError, AttributeError):
        answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
        return None if answer < 0 else bool(answer != UNSYNCHRONISED)
    return None


def _write_through(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".panah-doctor-") as file:
        file.write(b"0" * 4096)
        file.flush()
        os.fsync(file.fileno())
