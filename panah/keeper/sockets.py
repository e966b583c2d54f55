"""Where the keeper of a data folder listens.

A Unix socket's path may have 107 bytes. Where the data folder lies too deep, the socket is in a
private folder under the system's temporary one, and `DIR/run/keeper.path` says where.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from panah.keeper.errors import KeeperNotStarted

LONGEST_PATH_BYTES = 107
READY, FAILED = "panah keeper ready:", "panah keeper not started:"
"""How the first line begins that a starting keeper prints."""


def run_folder(data: Path) -> Path:
    """Where the running processes of a data folder leave their marks."""
    return data.absolute() / "run"


def socket_path(data: Path) -> Path:
    """Where the keeper of this data folder listens, or will listen."""
    said = run_folder(data) / "keeper.path"
    if said.is_file():
        return Path(said.read_text().strip())
    plain = run_folder(data) / "keeper.sock"
    return plain if fits(plain) else _short_folder(data) / "keeper.sock"


def fits(path: Path) -> bool:
    """Whether a socket can have this path."""
    return len(os.fsencode(path)) <= LONGEST_PATH_BYTES


def prepare_path(data: Path, wanted: Path | None = None) -> Path:
    """Make the folder for the socket and leave the mark that says where it is.

    Raises:
        KeeperNotStarted: the path is too long, or somebody else owns the short folder.
    """
    run = run_folder(data)
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = run / "keeper.path"
    mark.unlink(missing_ok=True)
    path = wanted.absolute() if wanted else socket_path(data)
    if not fits(path):
        raise KeeperNotStarted("the path of the socket is longer than 107 bytes")
    if path.parent != run:
        _make_private(path.parent)
        mark.write_text(f"{path}\n")
    path.unlink(missing_ok=True)  # of a keeper that was killed: the lock says that none runs
    return path


def _short_folder(data: Path) -> Path:
    mark = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"panah-{os.getuid()}-{mark}"


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise KeeperNotStarted(f"{folder} can be written by others: no socket is made there")
