"""Where compiled code is kept for the next process, under a name that changes with its source."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
COMPILED = (
    *("building.py", "chance.py", "compiling.py", "drawing.py"),
    *("kernel.py", "machine.py", "tables.py", "walking.py"),
)


@cache
def kept_in() -> Path | None:
    """The folder for compiled code, or None where nothing may be written.

    Its name is a digest of all that is compiled. Numba alone looks at the one file in which a
    function stands: it would go on using an old version of what that function calls.
    """
    for place in _places():
        folder = place / f"panah-simulation-{_digest()}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if is_ours(folder.stat()) and os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return None


def is_ours(found: os.stat_result) -> bool:
    """Whether nobody else can have put there what we would run as code."""
    return found.st_uid in (0, os.geteuid()) and not found.st_mode & 0o022


def _places() -> Iterator[Path]:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen == "":  # nothing shall be kept
        return
    if chosen:
        yield Path(chosen)
    yield HERE / "__pycache__"
    if home := os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME"):
        yield Path(home) / ".cache"


def _digest() -> str:
    sources = b"".join((HERE / name).read_bytes() for name in COMPILED)
    return hashlib.sha256(sources).hexdigest()[:16]
