"""Putting a backup together: packs along their chain, every part checked, nothing overwritten."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from panah.backups.faults import CountsDiffer, DatabaseNotEmpty, NotEmpty, NothingToRestore
from panah.backups.packs import Damaged, PackReader, sync_folder
from panah.backups.places import Pack, Place, packs_in
from panah.backups.recovery import OpenKey
from panah.backups.shipping import DATABASE, counts_of

__all__ = [
    "Chosen",
    "CountsDiffer",
    "DatabaseNotEmpty",
    "NotEmpty",
    "NothingToRestore",
    "Progress",
    "beside",
    "chosen",
    "database_in",
    "newest_until",
    "restore_database",
    "restore_pages",
    "sites_in",
    "write_files",
]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The packs to put together, the whole copy first, and what the last one tells."""

    packs: tuple[Pack, ...]
    told: dict[str, Any]

    @property
    def at(self) -> datetime:
        """The moment up to which everything is in it."""
        return datetime.fromisoformat(self.told["at"])

    @property
    def size(self) -> int:
        """How many bytes are read."""
        return sum(pack.path.stat().st_size for pack in self.packs)


def sites_in(folder: Path) -> list[Place]:
    """The sites whose backups lie in a folder."""
    found = (path.name.removeprefix("panah-") for path in sorted(folder.glob("panah-*")))
    return [Place(folder, bytes.fromhex(text)) for text in found if len(text) == 16]


def newest_until(place: Place, moment: datetime | None) -> Pack:
    """The last pack that was made by a moment.

    Raises:
        NothingToRestore: there is none.
    """
    packs = [pack for pack in place.packs() if moment is None or pack.at <= moment]
    if not packs:
        raise NothingToRestore
    return packs[-1]


def chosen(last: Pack, open_key: OpenKey) -> Chosen:
    """The chain that ends with a pack, each link's last part read and its digest compared.

    Raises:
        Damaged: a pack of the chain is gone, or is not the one that was gone on from.
    """
    named = {pack.path.name: pack for pack in packs_in(last.path.parent)}
    chain, wanted = [last], b""
    told = told_last = _told(last, open_key, wanted)
    while told["parent"]:
        parent = named.get(told["parent"])
        if parent is None:
            raise Damaged(told["parent"])
        told = _told(parent, open_key, told["parent_digest"])
        chain.append(parent)
    return Chosen(tuple(reversed(chain)), told_last)


def restore_database(
    wanted: Chosen, folder: Path, open_key: OpenKey, *, progress: Progress
) -> None:
    """Restore into a folder, or into the empty PostgreSQL database that the environment names."""
    if wanted.told["kind"] == "sqlite":
        restore_pages(wanted, database_in(folder), open_key, progress=progress)
    else:
        from panah.backups.refilling import restore_tables

        restore_tables(wanted.packs, wanted.told, open_key, progress=progress)


def restore_pages(wanted: Chosen, target: Path, open_key: OpenKey, *, progress: Progress) -> None:
    """Write the database file, see it onto the disk and check it.

    Raises:
        Damaged: a part does not open, or the database is not whole.
        CountsDiffer: rows are missing, or too many.
        OSError: no room, for one.
    """
    done, page_bytes = 0, wanted.told["page_bytes"]
    with target.open("xb") as file:
        for pack in wanted.packs:
            for _, part in PackReader(pack.path, open_key).parts():
                _write_pages(file, part, page_bytes)
                done += len(part[2])
                progress(done, wanted.size)
        file.truncate(wanted.told["pages"] * page_bytes)
        file.flush()
        os.fsync(file.fileno())
    _check(target, wanted.told["counts"])


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A folder that takes the target's name when all went well, and is gone when it did not.

    Raises:
        NotEmpty: something is there already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name}.restoring-{secrets.token_hex(4)}")
    making.mkdir(mode=0o700)
    try:
        yield making
        sync_folder(making)
        making.rename(target)
        sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def write_files(wanted: Chosen, folder: Path) -> None:
    """The small files that go with the database."""
    for name, content in wanted.told["files"].items():
        with (folder / Path(name).name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def database_in(folder: Path) -> Path:
    """Where the database of a folder is."""
    return folder / DATABASE


def _told(pack: Pack, open_key: OpenKey, digest: bytes) -> dict[str, Any]:
    reader = PackReader(pack.path, open_key)
    for _ in reader.parts():
        pass
    if digest and reader.digest != digest:
        raise Damaged(pack.path.name)
    return reader.told


def _write_pages(file: BinaryIO, part: list[Any], page_bytes: int) -> None:
    _, numbers, content = part
    for place, page in enumerate(struct.unpack(f">{len(numbers) // 4}I", numbers)):
        file.seek((page - 1) * page_bytes)
        file.write(content[place * page_bytes : (place + 1) * page_bytes])


def _check(database: Path, counts: dict[str, int]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        try:
            if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise Damaged(database.name)
            found = counts_of(lambda question: connection.execute(question).fetchall())
        except sqlite3.DatabaseError:
            raise Damaged(database.name) from None
    if counts and found != counts:
        raise CountsDiffer
