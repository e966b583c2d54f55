"""Where backups lie: a folder or a stick, generations in it, packs in each generation.

    FOLDER/panah-<key id>/<moment of the first pack>-<random>/<number>-<moment>.pack

A generation begins with everything there is; each further pack holds what changed and names the
pack that it goes on from. Old generations go as a whole.
"""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from panah.backups.packs import sync_folder

_MOMENT = "%Y%m%dT%H%M%S.%fZ"
_PACK = re.compile(r"(\d{6,})-(\d{8}T\d{6}\.\d{6}Z)\.pack")
_GENERATION = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, order=True)
class Pack:
    """One pack by its name alone: when it was made is bound into it."""

    at: datetime
    number: int
    path: Path


@dataclass(frozen=True, slots=True)
class Place:
    """The backups of one site in one folder."""

    folder: Path
    key_id: bytes

    @property
    def own(self) -> Path:
        """The folder of this site's backups, apart from those of others on the same stick."""
        return self.folder / f"panah-{self.key_id.hex()}"

    def generations(self) -> list[Path]:
        """Every generation, oldest first."""
        if not self.own.is_dir():
            return []
        return sorted(path for path in self.own.iterdir() if _GENERATION.fullmatch(path.name))

    def packs(self) -> list[Pack]:
        """Every whole pack of every generation, oldest first."""
        return sorted(pack for generation in self.generations() for pack in packs_in(generation))

    def begin(self, at: datetime) -> Path:
        """A new, empty generation."""
        path = self.own / f"{at.astimezone(UTC).strftime(_MOMENT)}-{secrets.token_hex(4)}"
        path.mkdir(mode=0o700, parents=True)
        sync_folder(self.own)
        return path

    def forget_before(self, moment: datetime) -> int:
        """Remove generations that ended before a moment, never the newest; how many went."""
        whole = [path for path in self.generations() if packs_in(path)]
        gone = 0
        for old, newer in pairwise(whole):
            if min(packs_in(newer)).at < moment:
                shutil.rmtree(old)
                gone += 1
        return gone


def packs_in(generation: Path) -> list[Pack]:
    """The whole packs of one generation, oldest first."""
    named = ((_PACK.fullmatch(path.name), path) for path in generation.iterdir())
    return sorted(Pack(_moment(m[2]), int(m[1]), path) for m, path in named if m)


def next_pack(generation: Path, at: datetime) -> Pack:
    """The name of the pack after the last one."""
    number = max((pack.number for pack in packs_in(generation)), default=0) + 1
    name = f"{number:06}-{at.astimezone(UTC).strftime(_MOMENT)}.pack"
    return Pack(at, number, generation / name)


def begun_at(generation: Path) -> datetime:
    """When a generation was begun."""
    return _moment(generation.name.partition("-")[0])


def is_old(generation: Path, at: datetime, *, days: int) -> bool:
    """Whether a generation was begun so many days ago."""
    return at - begun_at(generation) > timedelta(days=days)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
